import { setTimeout as delay } from 'node:timers/promises';
import type { Kiosk } from '../../test/e2e/kiosk.ts';
import { watchFor, withKiosk } from './kiosk-run.ts';
import type { Row, Setting } from './row.ts';
import { reads } from './shown.ts';
import { spread, summarise } from './statistics.ts';

/** A plug is told by the port, a cover by the printer, or by the answer to a question it is asked often. */
const BAR_PLUG_MS = 200;
const BAR_COVER_MS = 200;
/** More departures in a minute are flapping, and a flapping device is left alone. */
const PLUGS_A_MINUTE = 5;
const MINUTE_MS = 61_000;
/** A kiosk that has just started is still at it: the second page is loaded beside the first. */
const SETTLE_MS = 15_000;
/** Tells nothing unasked. */
const ASKED = 'custom';
const DEVICES = ['reader', 'scanner', 'printer'] as const;
type Pulled = (typeof DEVICES)[number];

const SAID: Readonly<Record<Pulled, string>> = {
  reader: '身份证读卡器不可用',
  scanner: '扫码口不可用',
  printer: '凭条打印机不可用',
};

/** From something that happens to a device until the screen says so, on the screen everybody sees first. */
export async function measureStatus(setting: Setting): Promise<Row[]> {
  const told = await withKiosk(setting, { realistic: false }, async (kiosk) => {
    // Electron inherits the ptys that were open before it started and would keep their ends alive: no hang-up is seen.
    for (const device of DEVICES) await pull(kiosk, device);
    await delay(setting.quick ? 0 : MINUTE_MS);
    const plugs: number[] = [];
    const minutes = setting.quick ? 1 : 3;
    for (let minute = 0; minute < minutes; minute++) {
      if (minute > 0) await delay(MINUTE_MS);
      for (let round = 0; round < (setting.quick ? 1 : PLUGS_A_MINUTE); round++)
        for (const device of DEVICES) plugs.push(await pull(kiosk, device));
    }
    return [
      rowOf('a plug is pulled → the screen says so, p99', plugs, BAR_PLUG_MS),
      rowOf(
        'printer cover opened or closed (told) → the screen says so, p99',
        await covers(setting, kiosk),
        BAR_COVER_MS,
      ),
    ];
  });
  const asked = await withKiosk(setting, { realistic: false, printerFamily: ASKED }, (kiosk) => covers(setting, kiosk));
  return [...told, rowOf('the same with a printer that must be asked (CUSTOM), p99', asked, BAR_COVER_MS)];
}

async function covers(setting: Setting, kiosk: Kiosk): Promise<number[]> {
  await delay(SETTLE_MS);
  // The first trouble a page ever shows takes longer to draw.
  for (const open of [true, false]) await cover(kiosk, open);
  const values: number[] = [];
  for (let round = 0; round < (setting.quick ? 3 : 60); round++) {
    // Not in step with the questions.
    await delay(200 + 137 * (round % 7));
    values.push(await cover(kiosk, true), await cover(kiosk, false));
  }
  return values;
}

function rowOf(what: string, values: readonly number[], bar: number): Row {
  const summary = summarise(values);
  return {
    name: 'status',
    what,
    measured: `${summary.p99.toFixed(0)} ms; median ${spread(summary)}`,
    bar: `≤ ${bar} ms`,
    met: summary.p99 <= bar,
    values,
    note: `${values.length} times`,
  };
}

async function pull(kiosk: Kiosk, device: Pulled): Promise<number> {
  const { machine } = kiosk.stack;
  const page = await kiosk.look();
  const { at } = await watchFor(page, reads(SAID[device]));
  const pulled = performance.now();
  machine.unplug(device);
  const took = (await at) - pulled;
  const back = await watchFor(page, `!(${reads(SAID[device])})`);
  await machine.plug(device);
  await back.at;
  return took;
}

async function cover(kiosk: Kiosk, open: boolean): Promise<number> {
  const page = await kiosk.look();
  const said = reads(SAID.printer);
  const { at } = await watchFor(page, open ? said : `!(${said})`);
  const moved = performance.now();
  kiosk.stack.machine.printerPanel.act(open ? 'openCover' : 'closeCover');
  return (await at) - moved;
}
