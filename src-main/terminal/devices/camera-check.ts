import { type Completion, completed, failed } from '../../../drivers/contract/completion.ts';
import type { CameraPlace } from '../../contract/camera.ts';
import type { HealthCheckLevel, HealthCheckResult } from '../../contract/device-messages.ts';
import type { CameraNews, Cameras } from './cameras.ts';
import type { CodeReading } from './code-scanner.ts';

/** So many seconds a camera is watched before it is called good: longer than any doubt takes. */
const WATCH_SECONDS = 6;
/** Fewer frames a second than this is no live picture. */
const LEAST_FRAMES = 5;
/** Brighter than this on the mean is a picture without anything in it: a lamp shines into the lens. */
const TOO_BRIGHT = 250;

const judged = (passed: boolean, code: string, evidence: string): Completion<HealthCheckResult> =>
  completed({ passed, code, evidence }, 'none');

/**
 * What a camera can prove of itself (UnifiedPOS `CheckHealth`). `internal`: frames arrive, at which rate and how bright.
 * `external`: the same with the live picture on the screen, for a person to judge. `interactive`: it reads a code.
 */
export async function checkCameras(
  { cameras, read }: { cameras: Cameras; read: (options: { timeoutMs: number; signal?: AbortSignal }) => CodeReading },
  level: HealthCheckLevel,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<Completion<HealthCheckResult>> {
  if (cameras.places.length === 0) return failed('deviceNotReady', 'notFitted', 'no camera is fitted');
  if (level === 'interactive') {
    const code = await read(options);
    if (!code.ok) return code;
    return judged(true, 'code-read', `${code.value.text.length} characters, read by camera`);
  }
  const lines: string[] = [];
  for (const place of cameras.places) {
    const seen = await watch(cameras, place, options.signal);
    lines.push(`${place}: ${seen.evidence}`);
    if (!seen.passed) return judged(false, seen.code, lines.join('; '));
  }
  return judged(true, 'picture', lines.join('; '));
}

type News<K extends CameraNews['kind']> = Extract<CameraNews, { kind: K }>;

/** What a second of picture says: null while more has to be seen. */
function verdict(news: News<'picture'>, seconds: number, rate: number): HealthCheckResult | null {
  const evidence = `${rate} fps, brightness ${news.brightness}`;
  if (news.doubt !== null) return { passed: false, code: news.doubt, evidence };
  if (seconds < WATCH_SECONDS) return null;
  if (rate < LEAST_FRAMES) return { passed: false, code: 'too-few-frames', evidence };
  if (news.brightness > TOO_BRIGHT) return { passed: false, code: 'picture-white', evidence };
  return { passed: true, code: 'picture', evidence };
}

function watch(cameras: Cameras, place: CameraPlace, signal: AbortSignal | undefined): Promise<HealthCheckResult> {
  return new Promise((resolve) => {
    let seconds = 0;
    let frames = 0;
    const end = (result: HealthCheckResult): void => {
      signal?.removeEventListener('abort', abort);
      close();
      resolve(result);
    };
    const abort = (): void => end({ passed: false, code: 'canceled', evidence: 'called off' });
    const close = cameras.open(place, 'look', (news) => {
      if (news.kind === 'failed')
        end({ passed: false, code: `camera-${news.why}`, evidence: `did not open: ${news.why}` });
      if (news.kind !== 'picture') return;
      seconds += 1;
      frames += news.frames;
      const result = verdict(news, seconds, Math.round(frames / seconds));
      if (result !== null) end(result);
    });
    if (signal?.aborted === true) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
