import net from 'node:net';
import { codeOf, failed, passed, type StepResult } from './steps.ts';

/** Opens a TCP connection and closes it again: whether somebody listens there, and how soon they took it. */
export function connectTo(
  target: { readonly host: string; readonly port: number },
  { now, signal, withinMs }: { now: () => number; signal: AbortSignal; withinMs: number },
): Promise<StepResult> {
  const begun = now();
  return new Promise((done) => {
    const socket = net.connect({ ...target, signal });
    const end = (result: StepResult) => {
      clearTimeout(deadline);
      socket.destroy();
      done(result);
    };
    const deadline = setTimeout(() => end(failed(`no answer within ${withinMs} ms`)), withinMs);
    socket.once('connect', () => end(passed(`port ${target.port} answers in ${Math.round(now() - begun)} ms`)));
    socket.on('error', (error) => end(failed(`port ${target.port}: ${codeOf(error)}`)));
  });
}
