import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completed } from '../../../../drivers/contract/completion.ts';
import { Bench, seenAs, settled } from '../bench.test-kit.ts';
import { machineLines } from '../machine-lines.ts';
import { devicePage } from './device.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

describe('the page of a device', () => {
  test('does not call what it never heard of fresh', () => {
    const { devices } = bench.services();
    const view = () => ({ idCardReader: { health: 'unknown' as const, status: null } });
    const page = devicePage('idCardReader', bench.context('technician', { devices: { ...devices, view } }));
    expect(seenAs(page, 'device')).toMatchObject({ health: 'unknown', ageSeconds: null, evidence: '' });
  });

  test('shows its axes, its evidence, how old they are and what it told lately', () => {
    bench.says('receiptPrinter', { paper: 'low', faults: ['paper-near-end'], evidence: 'DLE EOT 4 -> 0c' });
    bench.history.told({
      deviceClass: 'receiptPrinter',
      name: 'Device.Attached',
      at: bench.now - 9_000,
      detail: 'epson',
    });
    bench.history.told({
      deviceClass: 'receiptPrinter',
      name: 'Printer.PaperThresholdEvent',
      at: bench.now - 2_000,
      detail: 'low',
    });
    bench.passes(3_000);
    expect(seenAs(devicePage('receiptPrinter', bench.context()), 'device')).toMatchObject({
      paper: 'low',
      faults: ['paper-near-end'],
      health: 'attention',
      evidence: 'DLE EOT 4 -> 0c',
      ageSeconds: 3,
      port: '/dev/printer',
      line: { severity: 'soon', fixer: 'branchStaff' },
      events: [
        { name: 'Printer.PaperThresholdEvent', detail: 'low', agoSeconds: 5 },
        { name: 'Device.Attached', detail: 'epson', agoSeconds: 12 },
      ],
      checks: ['internal', 'external'],
    });
  });

  test('carries the axes of whoever keeps the driver, and null where nobody tells them', () => {
    const kept = { lifecycle: 'enabled', activity: 'busy', attachment: 'attached', source: 'probed' } as const;
    bench.says('documentPrinter', kept);
    expect(seenAs(devicePage('documentPrinter', bench.context()), 'device')).toMatchObject(kept);
    expect(seenAs(devicePage('receiptPrinter', bench.context()), 'device')).toMatchObject({
      ...{ lifecycle: null, activity: null, attachment: null, source: null },
    });
  });

  test('says which firmware it has, or that it does not tell', () => {
    bench.says('documentPrinter', { firmware: 'main 2.13' });
    expect(seenAs(devicePage('documentPrinter', bench.context()), 'device').firmware).toBe('main 2.13');
    expect(seenAs(devicePage('receiptPrinter', bench.context()), 'device').firmware).toBeNull();
    const lines = machineLines(bench.services()).map(({ name, text }) => `${name.en}: ${text}`);
    expect(lines).toContain('A4 printer: documentPrinter · main 2.13');
    expect(lines).toContain('Receipt printer: receiptPrinter · 固件未告知 firmware not told');
    expect(lines.some((line) => line.startsWith('Receipt paper: 余 left 8000 / 8000'))).toBe(true);
  });

  test('counts what was printed, used and tested, of this device alone', () => {
    const { ledger } = bench;
    ledger.service.consume([{ id: 'receiptPaper', amount: 45, capacity: 8000, day: '2026-11-21' }]);
    ledger.service.consume([{ id: 'documentPaper', amount: 3, capacity: 500, day: '2026-11-21' }]);
    for (const [what, outcome] of [
      ['receiptPrinter.external', 'passed'],
      ['receiptPrinter.external', 'passed'],
      ['receiptPrinter.internal', 'failed'],
      ['documentPrinter.internal', 'passed'],
    ] as const)
      ledger.service.test({ staff: '2001', what, outcome, code: 'ok', evidence: '' });
    ledger.beginSession('session-1');
    for (const [job, state] of [
      ['job-1', 'printed'],
      ['job-2', 'printed'],
      ['job-3', 'unknown'],
    ] as const) {
      ledger.printIntent({
        jobId: job,
        sessionId: 'session-1',
        caseNumber: null,
        kind: 'receipt',
        titleKey: 'receipt',
      });
      ledger.printSettled({ jobId: job, state, explanation: null });
    }
    const view = seenAs(devicePage('receiptPrinter', bench.context()), 'device');
    expect(view.counters.map(({ name, value }) => [name.en, value])).toEqual([
      ['Printed', 2],
      ['Outcome unknown', 1],
      ['Receipt paper used (cm)', 45],
      ['Tests passed', 2],
      ['Tests failed', 1],
    ]);
    expect(view.lastTests.map(({ what }) => what)).toEqual([
      'receiptPrinter.internal',
      'receiptPrinter.external',
      'receiptPrinter.external',
    ]);
  });

  test('counts guests’ papers apart, and says which were settled only later', () => {
    const { ledger } = bench;
    ledger.beginSession('session-1');
    for (const jobId of ['job-1', 'job-2', 'job-3']) {
      const what = { jobId, sessionId: 'session-1', caseNumber: null, kind: 'document', titleKey: 'proof' } as const;
      ledger.printIntent(what);
      ledger.printSettled({ jobId, state: 'unknown', explanation: 'hostLost' });
    }
    ledger.printProved({ jobId: 'job-1', state: 'printed', explanation: 'printer-completed' });
    ledger.printProved({ jobId: 'job-2', state: 'failed', explanation: 'not-sent' });
    const detail = 'documentPrinter.printNative.begun';
    ledger.guestActed({ detail, paper: { jobId: 'job-4', begins: 'document' }, used: [] });
    ledger.guestActed({ detail, paper: { jobId: 'job-4', ends: 'printed', effect: 'done' }, used: [] });
    const view = seenAs(devicePage('documentPrinter', bench.context()), 'device');
    expect(view.counters.map(({ name, value }) => [name.en, value])).toEqual([
      ['Not printed', 1],
      ['Not printed (unknown first, then told by the printer)', 1],
      ['Printed', 1],
      ['Printed (unknown first, then told by the printer)', 1],
      ['Outcome unknown', 1],
      ['For other programs: Printed', 1],
      ['A4 paper used (sheets)', 0],
    ]);
  });

  test('opens the device anew on wish, in the audit, and no other', async () => {
    bench.answers['device.restart'] = async () => completed(null, 'none');
    const page = devicePage('receiptPrinter', bench.context());
    expect(page.act?.({ act: 'restartDevice', device: 'idCardReader' })).toBe(false);
    expect(page.act?.({ act: 'restartDevice', device: 'receiptPrinter' })).toBe(true);
    await settled();
    expect(bench.requests).toEqual(['device.restart']);
    expect(bench.acts()).toEqual(['device-restarted receiptPrinter']);
    expect(bench.changes).toBe(1);
  });

  test('looks at the wire while it is open, and no longer', () => {
    const page = devicePage('receiptPrinter', bench.context());
    expect([bench.watching?.deviceClass, seenAs(page, 'device').traffic]).toEqual(['receiptPrinter', null]);
    const traffic = {
      counters: { framesIn: 1, bytesIn: 1, framesOut: 1, bytesOut: 3, errors: 0, reconnects: 0, sinceMs: 900 },
      frames: [{ n: 1, t: 12.5, to: 'device' as const, length: 3, hex: '100401', document: 0 }],
    };
    bench.watching?.listener(traffic);
    expect([bench.changes, seenAs(page, 'device').traffic]).toEqual([1, traffic]);
    page.close?.();
    expect(bench.watching).toBe(null);
  });

  test('never shows an old status as fine', () => {
    const page = devicePage('idCardReader', bench.context());
    expect(seenAs(page, 'device').health).toBe('ok');
    bench.passes(16_000);
    expect(seenAs(page, 'device')).toMatchObject({ health: 'unknown', line: { severity: 'unknown' } });
  });
});
