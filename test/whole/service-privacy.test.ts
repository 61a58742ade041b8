import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deviceClassSchema } from '../../drivers/contract/status.ts';
import { persons } from '../../scripts/dock/persons.ts';
import {
  type DiagnosticsView,
  diagnosticsPageNames,
  diagnosticsViewSchema,
} from '../../src-main/contract/diagnostics.ts';
import { auditTitle } from '../../src-main/terminal/diagnostics/audit-words.ts';
import { testsOfDevice } from '../../src-main/terminal/diagnostics/tests.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

let whole: Whole;
let hands: ServiceHands;
const views: DiagnosticsView[] = [];
let took: { id: string; used: number }[] = [];
/** Dots of paper that came out of the receipt printer until then; 8 a millimetre. */
let out = 0;

/** Everybody's card is laid once; one person also files a case and gets papers. Then an engineer opens every page. */
beforeAll(async () => {
  whole = await Whole.start({ staffHours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }] });
  hands = new ServiceHands(whole);
  await whole.toForm('social-insurance-proof', 'wang-yan');
  // Somebody who is known by name calls for staff: the call knows nothing of it.
  whole.touch({ type: 'callStaff' });
  await whole.fill();
  await whole.toResult();
  await whole.leave();
  took = whole.ledgerRows('SELECT id, used FROM consumables ORDER BY id');
  out = whole.machine.papers().reduce((dots, paper) => dots + paper.heightDots, 0);
  for (const { id } of persons) {
    whole.touch({ type: 'start' }, { type: 'openItem', code: 'social-insurance-proof' }, { type: 'begin' });
    await whole.sees('identify');
    whole.machine.layCard(id);
    const left = performance.now() + 4000;
    while (whole.snapshot?.screen.name === 'identify' && performance.now() < left)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await leaveFrom();
  }
  await hands.enter('3001');
  const take = () => {
    const screen = whole.snapshot?.screen;
    if (screen?.name === 'diagnostics') views.push(screen.view);
  };
  take();
  for (const page of diagnosticsPageNames) {
    hands.act({ act: 'open', page });
    await new Promise((resolve) => setTimeout(resolve, 60));
    take();
    if (page === 'network' || page === 'storage') {
      hands.act({ act: 'run', what: page });
      await hands.sees(page, ({ running, steps }) => !running && steps[0]?.outcome !== 'waiting');
      take();
    }
  }
  for (const device of deviceClassSchema.options) {
    if (whole.config.devices[device as keyof typeof whole.config.devices] === undefined) continue;
    hands.act({ act: 'openDevice', device });
    // The file printer has no wire.
    const wired = device !== 'documentPrinter';
    await hands.sees('device', ({ deviceClass, traffic }) => deviceClass === device && (traffic !== null) === wired);
    take();
    for (const { what, level } of testsOfDevice(device, { config: whole.config, cabinet: () => null })) {
      if (level === null) continue;
      const first = persons[0]?.id ?? '';
      if (device === 'idCardReader' && level === 'interactive') whole.machine.layCard(first);
      if (device === 'barcodeReader' && level === 'interactive') whole.machine.showCode(canaries[0] ?? '');
      hands.act({ act: 'check', device, level });
      await hands.sees(
        'test',
        ({ test: { what: of, phase } }) => of === what && (phase === 'done' || phase === 'judge'),
      );
      take();
    }
    whole.machine.liftCard();
  }
  for (const consumable of ['receiptPaper', 'documentPaper'] as const) {
    hands.act({ act: 'openRefill', consumable });
    await new Promise((resolve) => setTimeout(resolve, 60));
    take();
  }
  await hands.open('records');
  take();
}, 180_000);
afterAll(() => whole.stop());

async function leaveFrom(): Promise<void> {
  whole.touch({ type: 'exit' });
  whole.machine.liftCard();
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
}

/** What a card says that is about one person; dates and the like are many people's. */
const personal = ['name', 'englishName', 'address', 'number', 'passNumber', 'olderNumber'] as const;
const canaries = persons.flatMap(({ card }) => personal.flatMap((field) => card[field] ?? []));

test('the call for staff was on the pages that are walked', () => {
  expect(views.some(({ page }) => page.page === 'overview' && page.help?.at.en === 'the form')).toBe(true);
});

test('the search knows what to look for, and saw every page', () => {
  expect(canaries.length).toBeGreaterThan(persons.length * 2);
  const seen = new Set(views.map(({ page }) => page.page));
  // What `sound` opens is drawn as a test; and this machine makes no sound.
  expect([...seen].sort()).toEqual(diagnosticsPageNames.filter((name) => name !== 'sound').sort());
});

test('a citizen’s receipt is counted off the roll by its own length; a file takes no sheet', () => {
  expect(took.map(({ id }) => id)).toEqual(['receiptPaper']);
  const centimetres = out / 80;
  expect(took[0]?.used).toBeGreaterThan(centimetres * 0.8);
  expect(took[0]?.used).toBeLessThan(centimetres + 3);
});

test('no field of any page holds anything of anybody', () => {
  for (const view of views) {
    diagnosticsViewSchema.parse(view);
    const text = JSON.stringify(view);
    for (const canary of canaries) expect(text, `${view.page.page} holds ${canary}`).not.toContain(canary);
  }
});

test('the wires of reader, scanner and printer can be looked at, and no frame holds anything of anybody', () => {
  const wires = views.flatMap(({ page }) => (page.page === 'device' && page.traffic !== null ? [page] : []));
  for (const { deviceClass, traffic } of wires) {
    const frames = (traffic?.frames ?? []).flatMap((frame) => ('hex' in frame ? [frame] : []));
    expect(frames.length, deviceClass).toBeGreaterThan(2);
    expect(traffic?.counters.bytesIn).toBeGreaterThan(0);
    for (const to of ['device', 'host'] as const) {
      const hex = frames.flatMap((frame) => (frame.to === to ? [frame.hex] : [])).join('');
      for (const canary of canaries)
        for (const bytes of [
          ...['utf8', 'utf16le'].map((code) => iconv.encode(canary, code)),
          iconv.encode(canary, 'gb18030'),
        ])
          expect(hex.includes(bytes.toString('hex')), `${deviceClass} holds ${canary}`).toBe(false);
    }
  }
  expect(new Set(wires.map(({ deviceClass }) => deviceClass))).toEqual(
    new Set(['idCardReader', 'barcodeReader', 'receiptPrinter']),
  );
  const printed = wires.findLast(({ deviceClass }) => deviceClass === 'receiptPrinter');
  const rasters = (printed?.traffic?.frames ?? []).flatMap((frame) =>
    'hex' in frame && frame.to === 'device' && frame.length > 500 ? [frame.hex.slice(40)] : [],
  );
  for (const dots of rasters) expect(dots).toMatch(/^0*$/);
});

/** Every string of a view with the way to it. */
function* strings(value: unknown, at: string): Generator<[string, string]> {
  if (typeof value === 'string') yield [at, value];
  else if (Array.isArray(value)) for (const inner of value) yield* strings(inner, `${at}[]`);
  else if (value !== null && typeof value === 'object')
    for (const [name, inner] of Object.entries(value)) yield* strings(inner, `${at}.${name}`);
}

test('texts come from the tables, everything else is machine words', () => {
  const folder = path.join(import.meta.dirname, '../../src-main/terminal/diagnostics');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/\.test\.ts$|-kit\.ts$/.test(name))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('\n');
  let texts = 0;
  for (const view of views)
    for (const [at, value] of strings(view, view.page.page)) {
      if (/^records\.page\.audit\[\]\.title/.test(at)) continue;
      if (/\.(zh-CN|en)$/.test(at)) {
        // Some are made of two texts: 「凭条纸」已用（「厘米」）, and of a failed test 「原因」：「怎么办」.
        const parts = value.split(/已用（|）| used \(|\)$|：|: /).filter((part) => part !== '');
        for (const part of parts) expect(sources.includes(part), `${at}: ${part}`).toBe(true);
        texts += 1;
      } else if (!/^configuration\.page\.rows\[\]\.value$/.test(at))
        // The engineer's page repeats the file; all else is ASCII: words, numbers, times, ports, evidence.
        expect(value, at).toMatch(/^[\x20-\x7e]{0,400}$/);
    }
  expect(texts).toBeGreaterThan(300);
  // A line of the audit is made of its two machine words, which stand beside it, and of nothing else.
  const audit = views.flatMap(({ page }) => (page.page === 'records' ? page.audit : []));
  expect(audit.length).toBeGreaterThan(0);
  for (const { title, act, detail } of audit) expect(title).toEqual(auditTitle(act, detail));
});
