import { unreachable } from '../../../../drivers/contract/result.ts';
import type { CameraNews } from '../../devices/cameras.ts';
import type { Effects } from '../effects.ts';
import type { SessionEvent } from '../events.ts';
import type { Ports } from './ports.ts';

/** A JPEG begins and ends so (ITU-T T.81, B.1.1.3); what the page calls one is looked at before it is kept. */
const isJpeg = (bytes: Buffer): boolean =>
  bytes.length > 100 && bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9;

function lookOf(news: Extract<CameraNews, { kind: 'picture' }>): SessionEvent {
  switch (news.doubt) {
    case 'picture-black':
      return { type: 'scan.looked', trouble: 'dark' };
    case 'picture-frozen':
      return { type: 'scan.looked', trouble: 'frozen' };
    case 'camera-silent':
    case 'camera-busy':
      return { type: 'scan.failed' };
    case null:
      return { type: 'scan.looked', trouble: null };
    default:
      return unreachable(news.doubt);
  }
}

/** Opens the document camera until a page was cut out and kept on the shelf; leaving the screen closes it. */
export const scanPage =
  ({ cameras, scans }: Pick<Ports, 'cameras' | 'scans'>): Effects['scanPage'] =>
  ({ sessionId, scan }, send) =>
    cameras.open('document', 'cutPage', (news) => {
      if (news.kind === 'picture') send(lookOf(news));
      else if (news.kind === 'failed') send({ type: 'scan.failed' });
      else if (news.kind === 'page') {
        if (!isJpeg(news.jpeg)) return;
        scans.put(sessionId, scan, news.jpeg);
        send({ type: 'scan.cut' });
      }
    });
