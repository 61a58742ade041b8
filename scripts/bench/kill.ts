import type { Kiosk } from '../../test/e2e/kiosk.ts';
import { appearsAt, childPid, PERSON, toIdentify, watchFor, withKiosk } from './kiosk-run.ts';
import type { Row, Setting } from './row.ts';
import { onScreen, reads } from './shown.ts';
import { spread, summarise } from './statistics.ts';

const BAR_USABLE_MS = 3_000;
const BAR_SAID_MS = 1_000;
const ASKS_FOR_CARD = '请把身份证放在读卡区';

interface Recovery {
  /** kill -9 to the first painted screen that says so; null where the page itself was killed. */
  readonly said: number | null;
  readonly usable: number;
}

/** kill -9 of each process in the middle of a session, each round in a kiosk just started. */
export async function measureKills(setting: Setting): Promise<Row[]> {
  const rounds = setting.quick ? 1 : 5;
  const found = { terminal: [] as Recovery[], 'device host': [] as Recovery[], page: [] as Recovery[] };
  for (let round = 0; round < rounds; round++) {
    await withKiosk(setting, { realistic: false }, async (kiosk) => {
      await toIdentify(kiosk);
      found['device host'].push(await killDeviceHost(kiosk));
      kiosk.stack.machine.layCard(PERSON);
      await kiosk.sees('form');
      found.page.push(await killPage(kiosk));
      kiosk.stack.machine.liftCard();
      await kiosk.touch(/知道了|继续|好的|回首页/);
      await toIdentify(kiosk);
      kiosk.stack.machine.layCard(PERSON);
      await kiosk.sees('form');
      found.terminal.push(await killTerminal(kiosk));
    });
  }
  return Object.entries(found).flatMap(([part, recoveries]) => {
    const rows = [
      rowOf(
        `kill -9 of the ${part} → usable`,
        recoveries.map(({ usable }) => usable),
        BAR_USABLE_MS,
      ),
    ];
    const said = recoveries.map((recovery) => recovery.said).filter((time) => time !== null);
    if (said.length > 0) rows.push(rowOf(`kill -9 of the ${part} → the screen says so`, said, BAR_SAID_MS));
    return rows;
  });
}

function rowOf(what: string, values: readonly number[], bar: number): Row {
  const summary = summarise(values);
  return {
    name: 'kill',
    what,
    measured: spread(summary, 'ms'),
    bar: `≤ ${bar} ms`,
    // The bound is for any moment, so the worst counts.
    met: Math.max(...values) <= bar,
    values,
  };
}

/** Said: the page says that it was interrupted. Usable: it says what became of the session, with a button to go on. */
async function killTerminal(kiosk: Kiosk): Promise<Recovery> {
  const pid = await childPid(kiosk, 'terminal');
  const interrupted = await watchFor(kiosk.page, onScreen('interrupted'));
  const killed = performance.now();
  process.kill(pid, 'SIGKILL');
  const said = (await interrupted.at) - killed;
  return { said, usable: (await appearsAt(kiosk, ['recovered'])) - killed };
}

/** Said: the page stops asking for a card. Usable: it asks again, which it does only with a reader that answers. */
async function killDeviceHost(kiosk: Kiosk): Promise<Recovery> {
  const { page } = kiosk;
  await (await watchFor(page, reads(ASKS_FOR_CARD))).at;
  const pid = await childPid(kiosk, 'device-host');
  const stopsAsking = await watchFor(page, `!(${reads(ASKS_FOR_CARD)})`);
  const killed = performance.now();
  process.kill(pid, 'SIGKILL');
  const said = (await stopsAsking.at) - killed;
  const asksAgain = await watchFor(page, reads(ASKS_FOR_CARD));
  return { said, usable: (await asksAgain.at) - killed };
}

/** Usable: another page is on stage and says what became of the session, with a button to go on. */
async function killPage(kiosk: Kiosk): Promise<Recovery> {
  const pid = await kiosk.electronApp.evaluate(({ BaseWindow }) => {
    const top = BaseWindow.getAllWindows()[0]?.contentView.children.at(-1);
    if (top === undefined || !('webContents' in top)) throw new Error('nothing is on stage');
    return (top as Electron.WebContentsView).webContents.getOSProcessId();
  });
  const killed = performance.now();
  process.kill(pid, 'SIGKILL');
  return { said: null, usable: (await appearsAt(kiosk, ['recovered'])) - killed };
}
