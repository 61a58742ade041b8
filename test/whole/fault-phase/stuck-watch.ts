import { writeSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { z } from 'zod';

/** A process whose main thread had no turn for so long goes round in a circle. */
const STUCK_MS = 60_000;
const BEAT_MS = 1_000;
const LOOKS_MS = 5_000;
/** So many looks show the circle. */
const LOOKS = 4;
const FRAMES = 25;

/**
 * Tells on standard error where the main thread is when it takes no turn any more: no timer, signal or message would. Another
 * thread looks, through the inspector.
 */
export function watchForStuck(): void {
  const beat = new Int32Array(new SharedArrayBuffer(4));
  setInterval(() => Atomics.add(beat, 0, 1), BEAT_MS).unref();
  new Worker(new URL(import.meta.url), { workerData: beat, execArgv: [] }).unref();
}

const pausedSchema = z.object({
  callFrames: z.array(
    z.object({ functionName: z.string(), url: z.string(), location: z.object({ lineNumber: z.number() }) }),
  ),
});

async function watch(beat: Int32Array): Promise<void> {
  let last = -1;
  let since = performance.now();
  for (;;) {
    await pause(LOOKS_MS);
    const now = Atomics.load(beat, 0);
    if (now !== last) {
      last = now;
      since = performance.now();
    } else if (performance.now() - since > STUCK_MS) break;
  }
  // Nothing else keeps this thread while the other is asked.
  const staying = setInterval(() => undefined, LOOKS_MS);
  const session = new Session();
  session.connectToMainThread();
  await session.post('Debugger.enable');
  for (let look = 0; look < LOOKS; look++) {
    const paused = new Promise<unknown>((resolve) => session.once('Debugger.paused', ({ params }) => resolve(params)));
    void session.post('Debugger.pause');
    const { callFrames } = pausedSchema.parse(await paused);
    const lines = callFrames.map(
      ({ functionName, url, location }) => `  ${functionName} ${url}:${location.lineNumber + 1}`,
    );
    // A thread's own standard error goes through the main thread, which takes no turn.
    writeSync(2, `stuck, look ${look + 1}:\n${lines.slice(0, FRAMES).join('\n')}\n`);
    await session.post('Debugger.resume');
    await pause(500);
  }
  session.disconnect();
  clearInterval(staying);
}

if (!isMainThread) await watch(z.instanceof(Int32Array).parse(workerData));
