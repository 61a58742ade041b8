import { setTimeout as delay } from 'node:timers/promises';
import { type CommandDelays, realisticDelays } from '../../drivers/id-card-reader/index.ts';
import type { Kiosk } from '../../test/e2e/kiosk.ts';
import { PERSON, toIdentify, watchFor, withKiosk } from './kiosk-run.ts';
import type { Row, Setting } from './row.ts';
import { onScreen } from './shown.ts';
import { spread, summarise } from './statistics.ts';

const BAR_MS = 150;
const LOOK_EVERY_MS = 1;

interface Reading {
  /** Card laid to form painted. */
  readonly whole: number;
  /** Until the reader was next asked whether a card lies there. */
  readonly pollWait: number;
  /** What the simulated reader took to answer, as modelled. */
  readonly device: number;
}

/** A card laid on the reader until the pre-filled form is painted, with a reader that takes no time and a real one's. */
export async function measureCardToForm(setting: Setting): Promise<Row[]> {
  const rows: Row[] = [];
  for (const realistic of [false, true]) {
    const readings = await readingsOf(setting, realistic);
    const whole = readings.map((reading) => reading.whole);
    const own = readings.map(({ whole: all, pollWait, device }) => all - pollWait - device);
    const summary = summarise(own);
    const reader = realistic ? 'real delays' : 'no device delays';
    const device = summarise(readings.map((reading) => reading.device));
    const waits = summarise(readings.map((reading) => reading.pollWait));
    rows.push(
      {
        name: 'card-to-form',
        what: `card laid → form painted, ${reader}`,
        measured: spread(summarise(whole), 'ms'),
        bar: null,
        met: null,
        values: whole,
        note: `of it: reader ${spread(device, 'ms')}, until asked ${spread(waits, 'ms')}`,
      },
      {
        name: 'card-to-form',
        what: `  less reader and poll wait, ${reader}`,
        measured: spread(summary, 'ms'),
        bar: `≤ ${BAR_MS} ms`,
        met: summary.median <= BAR_MS,
        values: own,
      },
    );
  }
  return rows;
}

async function readingsOf(setting: Setting, realistic: boolean): Promise<Reading[]> {
  const rounds = setting.quick ? 2 : 10;
  return withKiosk(setting, { realistic }, async (kiosk) => {
    const readings: Reading[] = [];
    for (let round = 0; round < rounds; round++) {
      await toIdentify(kiosk);
      readings.push(await read(kiosk, realistic ? realisticDelays : {}));
      kiosk.stack.machine.liftCard();
      await leave(kiosk);
    }
    return readings;
  });
}

async function read(kiosk: Kiosk, delays: CommandDelays): Promise<Reading> {
  const { machine } = kiosk.stack;
  const { received } = machine.reader;
  const { at } = await watchFor(kiosk.page, onScreen('form'));
  const from = received.length;
  const laid = performance.now();
  machine.layCard(PERSON);
  let asked: number | null = null;
  let painted: number | null = null;
  void at.then((time) => {
    painted = time;
  });
  while (painted === null) {
    if (asked === null && received.length > from) asked = performance.now();
    await delay(LOOK_EVERY_MS);
  }
  // What came after the reading (is the card still there?) delays nobody.
  const last = received.findLastIndex((command, index) => index >= from && command.startsWith('read'));
  const commands = received.slice(from, last + 1);
  if (asked === null || commands.length === 0) throw new Error('the form came without the reader being asked');
  const device = commands.reduce((sum, command) => sum + (command === 'unknown' ? 0 : (delays[command] ?? 0)), 0);
  return { whole: painted - laid, pollWait: asked - laid, device };
}

/** From the form back to attract, as a citizen who thinks better of it. */
async function leave(kiosk: Kiosk): Promise<void> {
  await kiosk.touch(/^退出/);
  await kiosk.touch(/退出并清除/);
  await kiosk.sees('attract', 30_000);
}
