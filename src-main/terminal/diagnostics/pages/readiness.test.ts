import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { completed, failed } from '../../../../drivers/contract/completion.ts';
import { pagesOf } from '../../../../drivers/contract/pdf-pages.ts';
import { Bench, seenAs, soon } from '../bench.test-kit.ts';
import { fittedOf } from '../parts.ts';
import { recordTest } from '../test-record.ts';
import { testsOf } from '../tests.ts';
import { readinessPage } from './readiness.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

const page = () => readinessPage(bench.context());
const record = (what: string, outcome: 'passed' | 'failed' | 'canceled') =>
  bench.ledger.service.test({ staff: '2001', what, outcome, code: 'ok', evidence: 'DLE EOT 2 -> 12' });
const recordAll = () => {
  for (const { what } of testsOf(fittedOf(bench.services()), bench.services())) record(what, 'passed');
};

describe('readiness', () => {
  test('needs every test of every fitted device and of the machine itself', () => {
    const view = seenAs(page(), 'readiness');
    expect(view.ready).toBe(false);
    expect(view.rows.map(({ what, state }) => `${what} ${state}`)).toEqual([
      'idCardReader.internal missing',
      'idCardReader.external missing',
      'idCardReader.interactive missing',
      'receiptPrinter.internal missing',
      'receiptPrinter.external missing',
      'documentPrinter.internal missing',
      'documentPrinter.external missing',
      'network missing',
      'storage missing',
      'display missing',
      'touch missing',
    ]);
    recordAll();
    expect(seenAs(page(), 'readiness').ready).toBe(true);
    record('network', 'canceled');
    expect(seenAs(page(), 'readiness').ready).toBe(true);
    record('network', 'failed');
    expect(seenAs(page(), 'readiness')).toMatchObject({ ready: false });
  });

  test('counts a test only for the unit it was made with', () => {
    const states = () => Object.fromEntries(seenAs(page(), 'readiness').rows.map(({ what, state }) => [what, state]));
    bench.says('idCardReader', { identity: 'SAM-A' });
    for (const { what } of testsOf(fittedOf(bench.services()), bench.services()))
      recordTest(bench.context(), what, { outcome: 'passed', code: 'ok', evidence: 'x' });
    expect(seenAs(page(), 'readiness').ready).toBe(true);
    expect(seenAs(page(), 'readiness').rows[0]?.newest?.identity).toBe('SAM-A');
    // Another one, also where a restart of the device has accepted it; and one that does not say which it is.
    for (const [identity, state] of [
      ['SAM-B', 'otherUnit'],
      [null, 'unknownUnit'],
    ] as const) {
      bench.says('idCardReader', { identity });
      expect(seenAs(page(), 'readiness').ready).toBe(false);
      expect(states()).toMatchObject({
        'idCardReader.internal': state,
        'idCardReader.interactive': state,
        'receiptPrinter.internal': 'passed',
      });
    }
    bench.says('idCardReader', { identity: 'SAM-B' });
    recordTest(bench.context(), 'idCardReader.internal', { outcome: 'passed', code: 'ok', evidence: 'x' });
    expect(states()['idCardReader.internal']).toBe('passed');
    bench.says('idCardReader', { identity: 'SAM-A' });
    expect(states()).toMatchObject({ 'idCardReader.internal': 'otherUnit', 'idCardReader.interactive': 'passed' });
  });

  test('a test made while the device did not say which it is speaks of no other unit, and does not count', () => {
    const state = () => seenAs(page(), 'readiness').rows.find(({ what }) => what === 'idCardReader.internal')?.state;
    bench.says('idCardReader', { device: 'noDevice', faults: ['hung-up'] });
    recordTest(bench.context(), 'idCardReader.internal', { outcome: 'failed', code: 'gone', evidence: 'x' });
    bench.says('idCardReader', { identity: 'SAM-A' });
    expect(state()).toBe('failed');
    record('idCardReader.internal', 'passed');
    expect(state()).toBe('unknownUnit');
    recordTest(bench.context(), 'idCardReader.internal', { outcome: 'passed', code: 'ok', evidence: 'x' });
    expect(state()).toBe('passed');
  });

  test('is not given while a device is away or cannot serve, whatever passed before', () => {
    recordAll();
    const ready = () => seenAs(page(), 'readiness').ready;
    expect(ready()).toBe(true);
    bench.says('idCardReader', { device: 'noDevice', faults: ['hung-up'] });
    expect(ready()).toBe(false);
    const [worst] = seenAs(page(), 'readiness').present;
    expect(worst).toMatchObject({ id: 'idCardReader', severity: 'now', cause: { en: 'The connection broke' } });
    bench.says('idCardReader', {});
    bench.says('documentPrinter', { paper: 'out' });
    expect(ready()).toBe(false);
    // What wants a person soon still serves.
    bench.says('documentPrinter', { paper: 'low' });
    expect(ready()).toBe(true);
    bench.now += 60_000;
    expect(ready()).toBe(false);
  });

  test('does not last for ever, nor come from the future', () => {
    vi.useFakeTimers({ now: bench.wall, toFake: ['Date'] });
    try {
      recordAll();
    } finally {
      vi.useRealTimers();
    }
    const states = () => new Set(seenAs(page(), 'readiness').rows.map(({ state }) => state));
    bench.passes(29 * 86_400_000);
    expect(states()).toEqual(new Set(['passed']));
    bench.passes(2 * 86_400_000);
    expect(states()).toEqual(new Set(['old']));
    bench.passes(-90 * 86_400_000);
    expect(states()).toEqual(new Set(['old']));
  });
});

describe('the report', () => {
  test('is a PDF in the reports folder, whole', async () => {
    recordAll();
    const shown = page();
    expect(shown.act?.({ act: 'report', to: 'file' })).toBe(true);
    expect(shown.act?.({ act: 'report', to: 'file' })).toBe(false);
    await soon(() => expect(seenAs(shown, 'readiness').saved).toMatch(/^readiness-GZ-0001-\d{12}\.pdf$/));
    const folder = path.join(bench.folder, 'reports');
    const [name] = readdirSync(folder);
    expect(name).toBe(seenAs(shown, 'readiness').saved);
    const bytes = readFileSync(path.join(folder, name ?? ''));
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.toString('latin1').trimEnd().endsWith('%%EOF')).toBe(true);
    expect(bench.acts().at(-1)).toBe('report file');
  });

  test.each([
    ['printer-completed', 'printed', null, 1],
    ['spooler-accepted', 'unknown', null, 1],
    ['file-written', 'no', 'file-printer', 0],
  ] as const)('on paper says no more than the printer proves: %s', async (fence, printed, saved, sheets) => {
    let pages = 0;
    bench.answers['document.print'] = async ({ pdfBase64, jobId }) => {
      pages = pagesOf(Buffer.from(String(pdfBase64), 'base64'));
      expect(Buffer.from(String(pdfBase64), 'base64').subarray(0, 5).toString()).toBe('%PDF-');
      return completed({ jobId: String(jobId), fence, bytes: 1 });
    };
    const shown = page();
    shown.act?.({ act: 'report', to: 'printer' });
    expect(seenAs(shown, 'readiness').printed).toBe('printing');
    await soon(() => expect(seenAs(shown, 'readiness')).toMatchObject({ printed, saved }));
    const used = bench.ledger.service.consumables();
    expect(used.ok ? (used.value.find(({ id }) => id === 'documentPaper')?.used ?? 0) : -1).toBe(sheets * pages);
    expect(pages).toBeGreaterThan(0);
  });

  test('that did not come out is said, and a torn one is not called failed', async () => {
    for (const [effect, printed] of [
      ['none', 'failed'],
      ['partial', 'unknown'],
    ] as const) {
      bench.answers['document.print'] = async () => failed('hardwareError', 'paper-jam', 'jam', effect);
      const shown = page();
      shown.act?.({ act: 'report', to: 'printer' });
      await soon(() => expect(seenAs(shown, 'readiness').printed).toBe(printed));
    }
  });
});
