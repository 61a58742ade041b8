import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';

v8.setFlagsFromString('--expose-gc');
const collect: () => void = vm.runInNewContext('gc');

/** What ends by itself this soon was not left behind. Milliseconds. */
const SETTLE_MS = 300;

/** What a process holds at one moment, after everything collectable was collected. */
export interface Held {
  readonly descriptors: number;
  /** What keeps the process awake, by kind: `Timeout`, `FSEventWrap` … */
  readonly awake: Readonly<Record<string, number>>;
  /** Objects of these classes that are still alive: each departure makes new ones. */
  readonly alive: Readonly<Record<string, number>>;
  readonly heapBytes: number;
}

export async function held(classes: readonly (abstract new (...args: never) => unknown)[]): Promise<Held> {
  await delay(SETTLE_MS);
  for (let time = 0; time < 3; time += 1) {
    collect();
    await delay(1);
  }
  const awake: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) awake[kind] = (awake[kind] ?? 0) + 1;
  const alive = Object.fromEntries(classes.map((one) => [one.name, v8.queryObjects(one, { format: 'count' })]));
  return {
    descriptors: readdirSync('/proc/self/fd').length,
    awake,
    alive,
    heapBytes: process.memoryUsage().heapUsed,
  };
}
