import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { persons } from '../../scripts/dock/persons.ts';
import { pdfText } from '../fixtures/pdf-text.ts';
import { Whole } from './whole.ts';

let whole: Whole;
beforeAll(async () => {
  whole = await Whole.start();
}, 60_000);
afterAll(() => whole.stop());

describe('every item of the catalogue on the whole terminal', () => {
  const items = readdirSync(path.join(import.meta.dirname, '../../catalogue/items')).map((file) =>
    file.replace('.json', ''),
  );
  it('is there with at least the ten of the main job', () => expect(items.length).toBeGreaterThanOrEqual(10));

  it.each(items)('%s runs from card to paper', async (code) => {
    const item = whole.items.find((one) => one.code === code);
    expect(item).toBeDefined();
    const receipts = whole.machine.printer.papers().length;
    await whole.toForm(code, 'wang-yan');
    await whole.fill();
    const result = await whole.toResult();
    expect(['approved', 'filed', 'accepted', 'refused']).toContain(result.outcome);
    expect(result.papers.map((paper) => [paper.kind, paper.state])).toEqual([
      ...(result.outcome === 'refused' ? [] : (item?.outputs ?? []).map(() => ['document', 'saved'])),
      ['receipt', 'printed'],
    ]);
    expect(whole.machine.printer.papers()).toHaveLength(receipts + 1);
    await whole.leave();
  });
});

describe('every invented person', () => {
  it.each(persons.map((person) => person.id))(
    '%s gets a form with the very name on the card, or a reason',
    async (id) => {
      const card = persons.find((person) => person.id === id)?.card;
      const form = await whole.toForm('social-insurance-proof', id);
      expect(form.fields.find((field) => field.id === 'name')?.value).toBe(card?.name ?? card?.englishName);
      whole.touch({ type: 'exit' });
      await whole.sees('takeCard');
      whole.machine.liftCard();
      await whole.sees('farewell');
      whole.touch({ type: 'start' });
      await whole.sees('attract');
    },
  );
});

describe('a name of rare characters', () => {
  const folder = () => {
    const printer = whole.config.devices.documentPrinter;
    if (printer?.kind !== 'file') throw new Error('no file printer');
    return printer.directory;
  };

  it.each(['chen-ying', 'abdurahman', 'lin-yu'])('of %s goes from the card to the proof exactly', async (id) => {
    const before = new Set(readdirSync(folder()));
    const name = persons.find((person) => person.id === id)?.card.name;
    await whole.toForm('social-insurance-proof', id);
    await whole.fill();
    await whole.toResult();
    const made = readdirSync(folder()).filter((file) => file.endsWith('.pdf') && !before.has(file));
    expect(made).toHaveLength(1);
    const [text = ''] = await pdfText(readFileSync(path.join(folder(), made[0] ?? '')));
    expect(text).toContain(`姓名${name}证件号码`);
    await whole.leave();
  });
});

describe('what stays behind', () => {
  it('is no person: not in the ledger, the logs, the spool or any other file of the terminal', () => {
    const canaries = persons
      .flatMap(({ card }) => [card.name, card.englishName, card.number, card.address])
      .filter((text) => text !== null);
    const traces = whole.traces();
    // What is looked through is really what it keeps: it has the terminal's own name, and the files are there.
    const names = traces.map(({ file }) => path.basename(file));
    expect(names).toContain('ledger.db');
    expect(names.some((name) => name.includes('terminal') && name.endsWith('.log'))).toBe(true);
    expect(traces.some(({ bytes }) => bytes.includes(whole.config.terminal.id))).toBe(true);
    for (const { file, bytes } of traces) {
      for (const canary of canaries) {
        for (const encoding of ['utf8', 'utf16le'] as const)
          expect(bytes.includes(Buffer.from(canary, encoding)), `${canary} in ${file}`).toBe(false);
      }
    }
    const kept = path.dirname(whole.config.terminal.dataDirectory);
    expect(readFileSync(path.join(kept, 'keys.json')).length).toBeGreaterThan(0);
  });
});
