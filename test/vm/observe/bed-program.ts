import { z } from 'zod';
import { observeHid } from './hid.ts';
import type { HidBench } from './hid-bench.ts';
import { hidPlugCycles } from './hid-cycles.ts';

/**
 * The same looking, where the umockdev bed's devices can be seen: a child that was forked with the bed's environment. Its
 * parent owns the bed and does what is asked here.
 */
const bytesSchema = z.instanceof(Uint8Array);
const messageSchema = z.union([
  z.strictObject({ answer: z.number(), refused: z.string().nullable() }),
  z.strictObject({ event: z.enum(['output', 'featureSet']), report: bytesSchema }),
]);

const waiting = new Map<number, { resolve: () => void; reject: (why: Error) => void }>();
const listeners = {
  output: new Set<(report: Uint8Array) => void>(),
  featureSet: new Set<(report: Uint8Array) => void>(),
};
let asked = 0;

const ask = (request: object): Promise<void> =>
  new Promise((resolve, reject) => {
    asked += 1;
    waiting.set(asked, { resolve, reject });
    process.send?.({ n: asked, ...request });
  });

const listen = (event: keyof typeof listeners) => (listener: (report: Uint8Array) => void) => {
  listeners[event].add(listener);
  return () => listeners[event].delete(listener);
};

process.on('message', (raw) => {
  const message = messageSchema.parse(raw);
  if ('event' in message) {
    for (const listener of [...listeners[message.event]]) listener(message.report);
    return;
  }
  const settle = waiting.get(message.answer);
  waiting.delete(message.answer);
  if (message.refused === null) settle?.resolve();
  else settle?.reject(new Error(message.refused));
});

const bench: HidBench = {
  plug: (specimen) => ask({ do: 'plug', specimen }),
  unplug: () => ask({ do: 'unplug' }),
  input: (report) => ask({ do: 'input', report }),
  feature: (report) => ask({ do: 'feature', report }),
  onOutput: listen('output'),
  onFeatureSet: listen('featureSet'),
};

const [task, cycles] = process.argv.slice(2);
process.send?.({ saw: await (task === 'cycles' ? hidPlugCycles(bench, Number(cycles)) : observeHid(bench)) });
process.disconnect();
