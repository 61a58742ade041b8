import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { FamilyName } from '../../drivers/receipt-printer/index.ts';
import { childPid, withKiosk } from './kiosk-run.ts';
import type { Row, Setting } from './row.ts';
import { spread, summarise } from './statistics.ts';

const BAR_PERCENT = 1;
/** `times` in /proc are counted in these (USER_HZ), on every Linux. */
const TICKS_A_SECOND = 100;
/** Start-up and the first synchronisation are over by then. */
const SETTLE_MS = 15_000;
const WINDOW_MS = 10_000;

/** Seconds of processor time a process has used, from `/proc/<pid>/stat` (proc(5): fields 14 and 15). */
function processorSeconds(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name in brackets may hold spaces.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

/** What the two children take of a core while nobody is there and every device is attached. */
export const measureIdle = async (setting: Setting): Promise<Row[]> => [
  ...(await idleWith(setting, 'epson', 'all devices attached')),
  // Asked ten times a second: the dearest printer.
  ...(await idleWith(setting, 'masung', 'a printer that must be asked')),
];

async function idleWith(setting: Setting, printerFamily: FamilyName, which: string): Promise<Row[]> {
  return withKiosk(setting, { realistic: true, printerFamily }, async (kiosk) => {
    await delay(SETTLE_MS);
    const children = ['terminal', 'device-host'] as const;
    const pids = { terminal: await childPid(kiosk, 'terminal'), 'device-host': await childPid(kiosk, 'device-host') };
    const used = { terminal: [] as number[], 'device-host': [] as number[] };
    for (let window = 0; window < (setting.quick ? 2 : 12); window++) {
      const before = children.map((child) => processorSeconds(pids[child]));
      const begun = performance.now();
      await delay(WINDOW_MS);
      const seconds = (performance.now() - begun) / 1000;
      for (const [index, child] of children.entries())
        used[child].push(((processorSeconds(pids[child]) - (before[index] ?? 0)) / seconds) * 100);
    }
    return children.map((child): Row => {
      const summary = summarise(used[child]);
      const judged = child === 'terminal';
      return {
        name: 'idle',
        what: `idle processor time of the ${child}, ${which}`,
        measured: spread(summary, '% of a core'),
        bar: judged ? `≤ ${BAR_PERCENT} %` : null,
        met: judged ? summary.median <= BAR_PERCENT : null,
        values: used[child],
        note: `windows of ${WINDOW_MS / 1000} s, counted in 10 ms`,
      };
    });
  });
}
