import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { carries } from '../../drivers/receipt-printer/rig.ts';
import type { Paper } from '../../src-main/contract/snapshot.ts';
import { Whole } from './whole.ts';

const ITEM = 'social-insurance-proof';
const PERSON = 'wang-yan';
const COPY = /补打/;

let whole: Whole;
/** Bands of one receipt, counted on a healthy one. */
let bands = 0;
beforeAll(async () => {
  whole = await Whole.start();
  whole.machine.printer.onExecute = ({ kind }) => {
    if (kind === 'raster') bands += 1;
  };
  await whole.toForm(ITEM, PERSON);
  await whole.toResult();
  await whole.leave();
  whole.machine.printer.onExecute = () => undefined;
}, 60_000);
afterEach(async () => {
  whole.machine.printer.onExecute = () => undefined;
  // So many pulled plugs would pass for a device that flaps, and a new host knows nothing of them.
  await whole.killDevices();
  await whole.says(({ notices }) => notices.length === 0);
});
afterAll(() => whole.stop());

const paper = (kind: Paper['kind'], papers: readonly Paper[]): Paper => {
  const found = papers.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
};
const title = (index: number): string => {
  const first = whole.receipts.at(index)?.receipt.blocks[0];
  return first?.kind === 'title' ? first.text : '';
};
/** How many of the sheets that came out carry exactly this receipt and no other ink. */
const complete = (index: number): number => {
  const receipt = whole.receipts.at(index)?.receipt;
  if (receipt === undefined) throw new Error('no such receipt was asked for');
  return whole.machine.printer.papers().filter((sheet) => carries(sheet, receipt)).length;
};

/** Sheets with something on them; a freed printer cuts off a blank strip before it goes on. */
const inked = (): number => whole.machine.printer.papers().filter(({ data }) => data.some((byte) => byte !== 0)).length;

type Moment = 'first band' | 'a middle band' | 'last band' | 'the cut' | 'the fence behind the cut';

/** Does something once, right before the printer executes that part of the next receipt. */
function at(moment: Moment, act: () => void): void {
  let seen = 0;
  let cut = false;
  let done = false;
  whole.machine.printer.onExecute = ({ kind }) => {
    if (kind === 'raster') seen += 1;
    const now =
      moment === 'the cut'
        ? kind === 'feedAndCut'
        : moment === 'the fence behind the cut'
          ? cut && kind === 'transmitStatus'
          : kind === 'raster' &&
            seen === { 'first band': 1, 'a middle band': Math.ceil(bands / 2), 'last band': bands }[moment];
    if (kind === 'feedAndCut') cut = true;
    if (done || !now) return;
    done = true;
    act();
  };
}

const cord = {
  /** The data cable: what the printer has, it prints. */
  cable: () => whole.machine.unplug('printer'),
  /** The power: what the printer had in its buffer is gone. */
  power: () => {
    whole.machine.printer.unplug('power');
    whole.machine.unplug('printer');
  },
};

/** The case and its papers, in the terminal's ledger and, in the end, at the platform: nothing lost, nothing double. */
async function accounted(caseNumber: string, receipts: readonly string[]): Promise<void> {
  const journal = whole.ledgerRows<{ job_id: string; state: string }>(
    `SELECT job_id, state FROM print_journal WHERE case_number = '${caseNumber}' AND kind = 'receipt' ORDER BY rowid`,
  );
  expect(journal.map(({ state }) => state)).toEqual(receipts);
  const cases = await whole.platform.db
    .selectFrom('cases')
    .select('state')
    .where('case_number', '=', caseNumber)
    .execute();
  expect(cases).toEqual([{ state: 'decided' }]);
  await vi.waitFor(
    async () => {
      const told = await whole.platform.db
        .selectFrom('records')
        .select(['body_json', 'state'])
        .where('kind', '=', 'paper.state')
        .execute();
      for (const { job_id, state } of journal) {
        const of = told.filter(({ body_json }) => body_json.includes(job_id));
        expect(of.map((row) => row.state)).toEqual(['stored']);
        expect(of[0]?.body_json).toContain(`\\"state\\":\\"${state}\\"`);
      }
    },
    { timeout: 5_000, interval: 50 },
  );
}

const working = () =>
  whole.says(({ notices }) =>
    notices.every(({ id, severity }) => id !== 'devices' && (id !== 'receiptPrinter' || severity !== 'stopped')),
  );

async function printAgain() {
  await working();
  whole.touch({ type: 'retryPaper', id: 'receipt' });
  await whole.sees('result', ({ busy }) => busy);
  return whole.sees('result', ({ busy }) => !busy);
}

describe('the receipt printer’s plug', () => {
  const moments: Moment[] = ['first band', 'a middle band', 'last band', 'the cut', 'the fence behind the cut'];
  const table = moments.flatMap((moment) => (['cable', 'power'] as const).map((what) => ({ moment, what })));

  it.each(table)(
    '$what pulled at $moment: the case is safe, the paper’s state honest, one copy on demand',
    async ({ moment, what }) => {
      const before = inked();
      await whole.toForm(ITEM, PERSON);
      at(moment, cord[what]);
      const first = await whole.toResult();
      expect(first.outcome).toBe('approved');
      expect(paper('document', first.papers).state).toBe('saved');
      const torn = moment.endsWith('band');
      const receipt = paper('receipt', first.papers);
      expect([receipt.state, receipt.mayRetry]).toEqual([torn ? 'failed' : 'unknown', true]);
      expect(receipt.explanation?.['zh-CN']).toMatch(torn ? /只打了一部分/ : /不能确定/);
      expect(receipt.explanation?.en).toMatch(torn ? /Only part/ : /cannot tell/);
      if (torn) expect(complete(-1)).toBe(0);
      await whole.says(({ notices }) => notices.some(({ id }) => id === 'receiptPrinter'));

      // Asked for while it is still away: nothing comes out, and what nobody knows stays unknown.
      whole.touch({ type: 'retryPaper', id: 'receipt' });
      await whole.sees('result', ({ busy }) => busy);
      const still = paper('receipt', (await whole.sees('result', ({ busy }) => !busy)).papers);
      expect([still.state, still.mayRetry]).toEqual([torn ? 'failed' : 'unknown', true]);
      expect(still.explanation?.['zh-CN']).toMatch(torn ? /只打了一部分/ : /不能确定/);

      await whole.machine.plug('printer');
      const again = await printAgain();
      expect(paper('receipt', again.papers)).toMatchObject({ state: 'printed', mayRetry: false });
      expect(title(-1)).toMatch(COPY);
      expect(complete(-1)).toBe(1);
      // Besides the copy: at most the first one, whole or torn.
      expect(inked() - before).toBeLessThanOrEqual(2);
      await accounted(first.caseNumber, [torn ? 'failed' : 'unknown', 'failed', 'printed']);
      await whole.leave();
    },
  );

  it('pulled before anything was sent: nothing came out, and the one that comes later is no copy', async () => {
    const before = inked();
    await whole.toForm(ITEM, PERSON);
    whole.machine.unplug('printer');
    await whole.says(({ notices }) => notices.some(({ id }) => id === 'receiptPrinter'));
    const first = await whole.toResult();
    const receipt = paper('receipt', first.papers);
    expect([receipt.state, receipt.mayRetry]).toEqual(['failed', true]);
    expect(receipt.explanation?.['zh-CN']).toMatch(/没有出纸/);
    await whole.machine.plug('printer');
    expect(paper('receipt', (await printAgain()).papers).state).toBe('printed');
    expect(title(-1)).not.toMatch(COPY);
    expect([complete(-1), inked() - before]).toEqual([1, 1]);
    await accounted(first.caseNumber, ['failed', 'printed']);
    await whole.leave();
  });

  it('pulled after the proof: printed stays printed, and nothing is printed again', async () => {
    const before = inked();
    await whole.toForm(ITEM, PERSON);
    const result = await whole.toResult();
    whole.machine.unplug('printer');
    await whole.says(({ notices }) => notices.some(({ id }) => id === 'receiptPrinter'));
    expect(paper('receipt', (await whole.sees('result')).papers)).toMatchObject({ state: 'printed', mayRetry: false });
    await whole.machine.plug('printer');
    await working();
    expect([complete(-1), inked() - before]).toEqual([1, 1]);
    await accounted(result.caseNumber, ['printed']);
    await whole.leave();
  });

  it.each([37, 400, 3_000, 12_000, 25_000])(
    'power lost after %i bytes: never called printed unless it is whole',
    async (bytes) => {
      await whole.toForm(ITEM, PERSON);
      await working();
      whole.machine.printer.unplugAfterBytes(bytes);
      const { state } = paper('receipt', (await whole.toResult()).papers);
      expect(['failed', 'unknown', 'printed']).toContain(state);
      if (state !== 'unknown') expect(complete(-1)).toBe(state === 'printed' ? 1 : 0);
      whole.machine.unplug('printer');
      await whole.says(({ notices }) => notices.some(({ id }) => id === 'receiptPrinter'));
      await whole.machine.plug('printer');
      if (state !== 'printed') expect(paper('receipt', (await printAgain()).papers).state).toBe('printed');
      expect(complete(-1)).toBe(1);
      await whole.leave();
    },
  );

  it.each(['cable', 'power'] as const)('whoever comes next gets their own receipt only (%s)', async (what) => {
    await whole.toForm(ITEM, PERSON);
    at('a middle band', cord[what]);
    expect(paper('receipt', (await whole.toResult()).papers).state).toBe('failed');
    await whole.says(({ notices }) => notices.some(({ id }) => id === 'receiptPrinter'));
    await whole.leave();
    await whole.machine.plug('printer');
    await working();
    await whole.toForm(ITEM, 'li-di');
    expect(paper('receipt', (await whole.toResult()).papers).state).toBe('printed');
    expect(complete(-1)).toBe(1);
    await whole.leave();
  });
});

describe('what stops a printer in the middle of a receipt', () => {
  const stops = {
    'paper out': {
      begin: () => whole.machine.printerPanel.act('runOut'),
      end: () => whole.machine.printerPanel.act('refill'),
      says: /打印纸用完了.*只打了一部分/,
    },
    'cover open': {
      begin: () => whole.machine.printerPanel.act('openCover'),
      end: () => whole.machine.printerPanel.act('closeCover'),
      says: /盖子开着.*只打了一部分/,
    },
    // This family says only that it has an error, not which.
    jam: {
      begin: () => whole.machine.printerPanel.act('jam'),
      end: () => whole.machine.printerPanel.act('clear'),
      says: /打印机出了故障.*只打了一部分/,
    },
  };
  it.each(Object.entries(stops))('%s: said by name, the case is safe, then one marked copy', async (_, stop) => {
    await whole.toForm(ITEM, PERSON);
    at('a middle band', stop.begin);
    const first = await whole.toResult();
    const receipt = paper('receipt', first.papers);
    expect([receipt.state, receipt.mayRetry]).toEqual(['failed', true]);
    expect(receipt.explanation?.['zh-CN']).toMatch(stop.says);
    expect(complete(-1)).toBe(0);
    stop.end();
    expect(paper('receipt', (await printAgain()).papers).state).toBe('printed');
    expect(title(-1)).toMatch(COPY);
    expect(complete(-1)).toBe(1);
    await accounted(first.caseNumber, ['failed', 'printed']);
    await whole.leave();
  });

  it('a device host that dies on a receipt: unknown, never printed twice by itself, one marked copy on demand', async () => {
    const asked = whole.receipts.length;
    await whole.toForm(ITEM, PERSON);
    at('a middle band', () => void whole.killDevices());
    const first = await whole.toResult();
    expect(paper('receipt', first.papers).state).toBe('unknown');
    expect(whole.receipts.length).toBe(asked + 1);
    expect(paper('receipt', (await printAgain()).papers).state).toBe('printed');
    expect(title(-1)).toMatch(COPY);
    expect(complete(-1)).toBe(1);
    expect(whole.receipts.length).toBe(asked + 2);
    await accounted(first.caseNumber, ['unknown', 'printed']);
    await whole.leave();
  });
});

describe('a document printer that cannot store', () => {
  const folder = () => {
    const printer = whole.config.devices.documentPrinter;
    if (printer?.kind !== 'file') throw new Error('no file printer');
    return printer.directory;
  };
  it('takes no document into a spool that is gone; the receipt says so; both come once it is back', async () => {
    await whole.toForm(ITEM, PERSON);
    renameSync(folder(), `${folder()}.away`);
    writeFileSync(folder(), 'a file where the folder was');
    const first = await whole.toResult();
    const document = paper('document', first.papers);
    expect([document.state, document.mayRetry]).toEqual(['failed', true]);
    expect(document.explanation?.['zh-CN']).toMatch(/证明没有打印出来/);
    expect(document.explanation?.en).toMatch(/not printed/);
    expect(paper('receipt', first.papers).state).toBe('printed');
    expect(JSON.stringify(whole.receipts.at(-1)?.receipt)).toContain('未打印');
    rmSync(folder());
    mkdirSync(folder());
    chmodSync(folder(), 0o700);
    await whole.says(({ notices }) => notices.length === 0);
    whole.touch({ type: 'retryPaper', id: document.id });
    await whole.sees('result', ({ busy }) => busy);
    const again = await whole.sees('result', ({ busy }) => !busy);
    expect(paper('document', again.papers).state).toBe('saved');
    rmSync(`${folder()}.away`, { recursive: true });
    await whole.leave();
  });
});
