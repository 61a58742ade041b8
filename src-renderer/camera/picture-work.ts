import { startWorker } from './app-worker.ts';
import workerAddress from './picture-worker.ts?worker&url';
import type { PictureAnswers, PictureAsk, PictureKind } from './worker-messages.ts';

/** The picture worker, one question at a time. */
export interface PictureWork {
  /** Null while another question is open, and when the worker has failed. */
  ask<K extends PictureKind>(ask: Extract<PictureAsk, { kind: K }>): Promise<PictureAnswers[K] | null>;
  /** Ends the worker and every picture it holds. */
  close(): void;
}

export function openPictureWork(): PictureWork {
  const worker = startWorker(workerAddress);
  let waiting: ((answer: unknown) => void) | null = null;
  const settle = (answer: unknown): void => {
    const done = waiting;
    waiting = null;
    done?.(answer);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => settle(data));
  worker.addEventListener('error', () => settle(null));
  return {
    ask(ask) {
      if (waiting !== null) return Promise.resolve(null);
      return new Promise((resolve) => {
        waiting = (answer) => resolve(answer as never);
        worker.postMessage(ask, [ask.pixels.data.buffer]);
      });
    },
    close() {
      worker.terminate();
      settle(null);
    },
  };
}
