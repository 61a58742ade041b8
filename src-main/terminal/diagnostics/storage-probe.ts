import { open, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Ledger } from '../ledger/ledger.ts';
import { median } from './median.ts';
import { codeOf, failed, passed, type StepKind, type StepList, type StepResult, skipped } from './steps.ts';

const SYNC_ROUNDS = 20;
const BLOCK = 4096;
/** An honest disk takes single milliseconds; beyond this a citizen waits at every acknowledged row. */
const SLOW_SYNC_MS = 250;

export const storageSteps: readonly StepKind[] = [
  { id: 'check', title: { 'zh-CN': '账本完整', en: 'Ledger is whole' } },
  { id: 'settings', title: { 'zh-CN': '写入设置', en: 'Write settings' } },
  { id: 'space', title: { 'zh-CN': '剩余空间', en: 'Free space' } },
  { id: 'sync', title: { 'zh-CN': '落盘速度', en: 'Time to reach the disk' } },
  { id: 'accepts', title: { 'zh-CN': '可以受理', en: 'Takes new business' } },
];

export interface StorageProbeOptions {
  readonly ledger: Pick<Ledger, 'service' | 'canAccept'>;
  readonly folder: string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Reads the ledger and its settings back, and writes to its disk as the ledger does. Changes nothing of it. */
export async function probeStorage(steps: StepList, options: StorageProbeOptions): Promise<void> {
  const { ledger, signal } = options;
  const state = ledger.service.storageState();
  await steps.run('check', () => {
    if (!state.ok) return failed(`${state.error.code}: ${state.error.message}`);
    const { quickCheck, schema } = state.value;
    return quickCheck === 'ok' ? passed(`quick_check ok, schema ${schema}`) : failed('quick_check found damage');
  });
  await steps.run('settings', () => {
    if (!state.ok) return failed(state.error.code);
    const { journalMode, synchronous, fullfsync } = state.value;
    const words = `journal_mode ${journalMode}, synchronous ${synchronous}, fullfsync ${fullfsync}`;
    return journalMode === 'wal' && synchronous === 2 && fullfsync === 1 ? passed(words) : failed(words);
  });
  if (signal.aborted) return;
  await steps.run('space', () => space(options));
  await steps.run('sync', () => timeSync(options));
  await steps.run('accepts', () => {
    const acceptance = ledger.canAccept();
    return acceptance.ok ? passed('ready') : failed(`${acceptance.reason}: ${acceptance.message}`);
  });
}

/** Bytes free for this user on the disk of `folder`; null where the system does not tell. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (thrown) {
    codeOf(thrown);
    return null;
  }
}

async function space({ folder, ledger }: StorageProbeOptions): Promise<StepResult> {
  const free = await freeBytes(folder);
  if (free === null) return failed('the system does not tell');
  const reserve = `staff's reserve ${(ledger.service.reserveLeft() / 1024 / 1024).toFixed(1)} MB`;
  // Whether it is enough is the ledger's own judgement, in the last step.
  return passed(`${Math.round(free / 1024 / 1024)} MB free, ${reserve}`);
}

async function timeSync({ folder, now, signal }: StorageProbeOptions): Promise<StepResult> {
  const file = path.join(folder, '.sync-probe');
  const took: number[] = [];
  try {
    const handle = await open(file, 'w', 0o600);
    try {
      for (let round = 0; round < SYNC_ROUNDS && !signal.aborted; round++) {
        const begun = now();
        await handle.write(Buffer.alloc(BLOCK, round), 0, BLOCK, round * BLOCK);
        await handle.datasync();
        took.push(now() - begun);
      }
    } finally {
      await handle.close();
      await rm(file, { force: true });
    }
  } catch (thrown) {
    return failed(codeOf(thrown));
  }
  const middle = median(took);
  // Called off before the first one.
  if (middle === null) return skipped('called off');
  const words = `median ${middle.toFixed(1)} ms, slowest ${Math.max(...took).toFixed(1)} ms of ${took.length}`;
  return middle > SLOW_SYNC_MS ? failed(words) : passed(words);
}
