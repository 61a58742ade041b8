import { readFile, writeFile } from 'node:fs/promises';
import { systemClock, type Transport } from '../contract/index.ts';
import { listenOnLoopback, openPty, type SimulatorWire } from '../transports/index.ts';
import { divergenceSentence, ReplayDevice } from './player.ts';
import { Recorder } from './recorder.ts';
import { formatTranscript, parseTranscript, type RecordedClass } from './transcript.ts';

export interface ReplayOptions {
  /** 1 is the recorded pace, 0 without pauses. */
  readonly speed: number;
  readonly strict: boolean;
  /** Where the pty is linked; without it its own name, which is printed. `tcp` listens on a loopback port instead. */
  readonly link?: string;
  readonly signal?: AbortSignal;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const EXIT_DIVERGED = 2;
const LINGER_MS = 1_000;

interface Served {
  readonly wire: SimulatorWire;
  readonly port: string;
  close(): Promise<void> | void;
}

async function serve(link: string | undefined): Promise<Served | string> {
  if (link === 'tcp') {
    const listening = await listenOnLoopback();
    if (!listening.ok) return listening.error.message;
    const wire = listening.value;
    return { wire, port: wire.port, close: () => wire.close() };
  }
  const pty = openPty(link === undefined ? {} : { link });
  if (!pty.ok) return pty.error.message;
  const wire = pty.value;
  return { wire, port: wire.path, close: () => wire.close() };
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
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return refuse('the transcript cannot be read');
  }
  const transcript = parseTranscript(text);
  if (!transcript.ok) return refuse(transcript.error);
  const served = await serve(options.link);
  if (typeof served === 'string') return refuse(served);
  const { deviceClass, variant, dropped } = transcript.value.head;
  options.stdout.write(
    `${deviceClass}${variant === '' ? '' : ` (${variant})`} on ${served.port}${dropped > 0 ? `, ${dropped} lines before it lost` : ''}\n`,
  );
  const device = new ReplayDevice(transcript.value, {
    speed: options.speed,
    matching: options.strict ? 'strict' : 'tolerant',
  });
  const stop = device.attach(served.wire);
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted) stop();
  const { divergences, complete } = await device.finished;
  stop();
  // A device does not vanish with its last word, and a pty that is closed takes unread bytes with it.
  if (complete) await systemClock.delay(LINGER_MS, options.signal);
  await served.close();
  const [first] = divergences;
  if (first) return refuse(divergenceSentence(first));
  if (!complete) return refuse('stopped before its end');
  options.stdout.write('played to its end\n');
  return 0;
}

/** Records the transports that `tap` is given; `save` writes the transcript, also when the device failed. */
export function startRecording(
  file: string,
  deviceClass: RecordedClass,
  variant = '',
): { tap(transport: Transport): Transport; save(): Promise<void> } {
  const recorder = new Recorder({ deviceClass, variant });
  return {
    tap: (transport) => recorder.record(transport),
    save: () => writeFile(file, formatTranscript(recorder.transcript())),
  };
}
