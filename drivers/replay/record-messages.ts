import type { IppTap } from '../document-printer/index.ts';
import type { XfsTap } from '../xfs4iot/index.ts';
import { maskIpp } from './mask-ipp.ts';
import { maskXfs } from './mask-xfs.ts';
import type { Recorder } from './recorder.ts';

/** Listens to what is asked of a printer and what it answers. */
export const recordIpp = (recorder: Recorder): IppTap => ({
  asked: (head, documentBytes) =>
    recorder.takeMasked('device', maskIpp(head), head.length, documentBytes > 0 ? { document: documentBytes } : {}),
  answered: (body) => recorder.takeMasked('host', maskIpp(body), body.length),
  failed: (word) => recorder.note('fault', { word }),
});

/** Listens to the messages of one service. */
export const recordXfs = (recorder: Recorder): XfsTap => ({
  opened: () => recorder.note('open'),
  failed: (word) => recorder.note('open-failed', { word }),
  message: (to, text) => recorder.takeMasked(to, Buffer.from(maskXfs(text), 'utf8'), Buffer.byteLength(text)),
  closed: (byItself) => recorder.note(byItself ? 'hang-up' : 'close'),
});
