import { stat, writeFile } from 'node:fs/promises';
import { type CardService, VPCD_PORT } from '../card-reader/index.ts';
import { namedFile } from '../command-line/index.ts';
import {
  fail,
  type HidTransport,
  ok,
  type Result,
  systemClock,
  type Transport,
  unreachable,
} from '../contract/index.ts';
import type { IppTap } from '../document-printer/index.ts';
import { type HidWire, listenOnLoopback, openPty, type SimulatorWire } from '../transports/index.ts';
import type { XfsTap } from '../xfs4iot/index.ts';
import { playCard } from './play-card.ts';
import { type Playing, playHid } from './play-hid.ts';
import { playIpp } from './play-ipp.ts';
import { playXfs } from './play-xfs.ts';
import { divergenceSentence, type PlayerOptions, ReplayDevice } from './player.ts';
import { recordCards } from './record-cards.ts';
import { recordHid } from './record-hid.ts';
import { recordIpp, recordXfs } from './record-messages.ts';
import { recordStream } from './record-stream.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';
import { formatTranscript, parseTranscript, type RecordedHid, type Transcript } from './transcript.ts';

/** A place for a virtual HID device: the device's end of its cable, and what to say of where it can be seen. */
export interface HidPlace {
  readonly wire: HidWire;
  readonly where: string;
  close(): Promise<void>;
}

export interface ReplayOptions {
  /** 1 is the recorded pace, 0 without pauses. */
  readonly speed: number;
  readonly strict: boolean;
  /**
   * Where it is served: for streams the path of the pty, or `tcp` for a loopback port; for cards the port of the virtual
   * reader. Without it the pty's own name, which is printed, and the reader's usual port.
   */
  readonly link?: string;
  /** Plugs in a virtual HID device; without it HID transcripts cannot be served. */
  readonly plugHid?: (hid: RecordedHid) => Promise<Result<HidPlace, string>>;
  readonly signal?: AbortSignal;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const EXIT_DIVERGED = 2;
const LINGER_MS = 1_000;
/** A recorder keeps 4 MB of what passed; as hexadecimal digits with its frames it is not this large. */
const LARGEST = 64 * 1024 * 1024;

interface Served extends Playing {
  readonly where: string;
}

async function wireFor(
  link: string | undefined,
): Promise<Result<{ wire: SimulatorWire; port: string; close(): unknown }, string>> {
  if (link === 'tcp') {
    const listening = await listenOnLoopback();
    if (!listening.ok) return fail(listening.error.message);
    const wire = listening.value;
    return ok({ wire, port: wire.port, close: () => wire.close() });
  }
  const pty = openPty(link === undefined ? {} : { link });
  if (!pty.ok) return fail(pty.error.message);
  const wire = pty.value;
  return ok({ wire, port: wire.path, close: () => wire.close() });
}

/** Makes the device of a transcript wherever its medium is. */
async function serve(
  transcript: Transcript,
  { link, plugHid }: ReplayOptions,
  player: PlayerOptions,
): Promise<Result<Served, string>> {
  const { medium } = transcript.head;
  switch (medium) {
    case 'stream': {
      const place = await wireFor(link);
      if (!place.ok) return place;
      const { wire, port, close } = place.value;
      const device = new ReplayDevice(transcript, player);
      const stop = device.attach(wire);
      return ok({
        where: port,
        finished: device.finished,
        stop: async () => {
          stop();
          await close();
        },
      });
    }
    case 'hid': {
      const hid = transcript.entries.flatMap((entry) => ('hid' in entry && entry.hid ? [entry.hid] : []))[0];
      if (hid === undefined) return fail('the transcript does not say what the device looked like');
      if (plugHid === undefined) return fail('no virtual HID device can be plugged in here');
      const place = await plugHid(hid);
      if (!place.ok) return place;
      const playing = playHid(transcript, place.value.wire, player);
      return ok({
        where: place.value.where,
        finished: playing.finished,
        stop: async () => {
          await playing.stop();
          await place.value.close();
        },
      });
    }
    case 'apdu': {
      const port = link === undefined ? VPCD_PORT : Number(link);
      if (!Number.isInteger(port)) return fail('--link takes the port of the virtual reader (vpcd)');
      const playing = await playCard(transcript, port, player);
      return playing.ok ? ok({ ...playing.value, where: `the virtual reader of vpcd, port ${port}` }) : playing;
    }
    case 'ipp': {
      const playing = await playIpp(transcript, player);
      return ok({ ...playing, where: playing.uri });
    }
    case 'xfs': {
      const playing = await playXfs(transcript, player);
      return ok({ ...playing, where: playing.uri });
    }
    default:
      return unreachable(medium);
  }
}

/**
 * Serves a transcript as a device until it was played to its end. Resolves to 0 when the host did what it did then, else
 * to 2 with the first difference on stderr.
 */
export async function runReplay(file: string, options: ReplayOptions): Promise<number> {
  const refuse = (why: string): number => {
    options.stderr.write(`replay: ${why}\n`);
    return EXIT_DIVERGED;
  };
  const large = await stat(file).then(
    ({ size }) => size > LARGEST,
    () => false,
  );
  if (large) return refuse(`the file is no transcript: it is larger than ${LARGEST / 1024 / 1024} MB`);
  const text = await namedFile(file);
  if (!text.ok) return refuse(text.error);
  const transcript = parseTranscript(text.value.toString('utf8'));
  if (!transcript.ok) return refuse(transcript.error);
  const { deviceClass, variant, dropped } = transcript.value.head;
  const { speed, strict, signal } = options;
  const served = await serve(transcript.value, options, { speed, matching: strict ? 'strict' : 'tolerant' });
  if (!served.ok) return refuse(served.error);
  options.stdout.write(
    `${deviceClass}${variant === '' ? '' : ` (${variant})`} on ${served.value.where}${dropped > 0 ? `, ${dropped} lines before it lost` : ''}\n`,
  );
  const aborted = new Promise<null>((resolve) => {
    if (signal?.aborted) resolve(null);
    else signal?.addEventListener('abort', () => resolve(null), { once: true });
  });
  const played = await Promise.race([served.value.finished, aborted]);
  // A device does not vanish with its last word, and a pty that is closed takes unread bytes with it.
  if (played?.complete) await systemClock.delay(LINGER_MS, signal);
  await served.value.stop();
  const { divergences, complete } = played ?? (await served.value.finished);
  const [first] = divergences;
  if (first) return refuse(divergenceSentence(first));
  if (played === null || !complete) return refuse('stopped before its end');
  options.stdout.write('played to its end\n');
  return 0;
}

/** What can be put between a driver and its wire, whichever it has. */
export interface Recording {
  tap(transport: Transport): Transport;
  tapHid(transport: HidTransport): HidTransport;
  cards(service: CardService): CardService;
  readonly ipp: IppTap;
  readonly xfs: XfsTap;
  /** Writes the transcript, also when the device failed. */
  save(): Promise<void>;
}

/** Records whatever is put between driver and wire. */
export function startRecording(
  file: string,
  options: Pick<RecorderOptions, 'deviceClass' | 'medium' | 'variant' | 'mask'>,
): Recording {
  const recorder = new Recorder(options);
  return {
    tap: (transport) => recordStream(recorder, transport),
    tapHid: (transport) => recordHid(recorder, transport),
    cards: (service) => recordCards(recorder, service),
    ipp: recordIpp(recorder),
    xfs: recordXfs(recorder),
    save: () => writeFile(file, formatTranscript(recorder.transcript())),
  };
}
