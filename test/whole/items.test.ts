import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { persons } from '../../scripts/dock/persons.ts';
import { Whole } from './whole.ts';

let whole: Whole;
beforeAll(async () => {
  whole = await Whole.start();
}, 60_000);
afterAll(() => whole.stop());

describe('the eleven items on the whole terminal', () => {
  const items = readdirSync(path.join(import.meta.dirname, '../../catalogue/items')).map((file) =>
    file.replace('.json', ''),
  );
  it('are eleven', () => expect(items).toHaveLength(11));

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

describe('what stays behind', () => {
  it('is no person: not in the ledger, the logs, the spool or any other file of the terminal', () => {
    const canaries = persons
      .flatMap(({ card }) => [card.name, card.englishName, card.number, card.address])
      .filter((text) => text !== null);
    for (const { file, bytes } of whole.traces()) {
      for (const canary of canaries) {
        for (const encoding of ['utf8', 'utf16le'] as const)
          expect(bytes.includes(Buffer.from(canary, encoding)), `${canary} in ${file}`).toBe(false);
      }
    }
    const kept = path.dirname(whole.config.terminal.dataDirectory);
    expect(readFileSync(path.join(kept, 'keys.json')).length).toBeGreaterThan(0);
  });
});
