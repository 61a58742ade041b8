import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deviceClassSchema } from '../../../drivers/contract/status.ts';
import { type HealthCheckLevel, healthCheckLevelSchema } from '../../contract/device-messages.ts';
import * as host from '../../device-host/health-check.ts';
import { Bench, seenAs } from './bench.test-kit.ts';
import { testTable } from './device-tests.ts';
import { devicePage } from './pages/device.ts';
import { drawnPages } from './pages.ts';
import { repairableParts } from './parts.ts';
import { readiness } from './readiness.ts';
import { testsOf, testsOfPart } from './tests.ts';

const cells = deviceClassSchema.options.flatMap((device) =>
  healthCheckLevelSchema.options.map((level) => ({ device, level, cell: testTable[device][level] })),
);

/** Levels the device host's drivers are checked at; readers are opened anew by `reopen-check.ts`. */
const hostChecks: Readonly<Partial<Record<(typeof cells)[number]['device'], readonly string[]>>> = {
  idCardReader: [...Object.keys(host.idCardReaderChecks), 'external'],
  barcodeReader: Object.keys(host.barcodeReaderChecks),
  receiptPrinter: Object.keys(host.receiptPrinterChecks),
  documentPrinter: Object.keys(host.documentPrinterChecks(() => new Uint8Array())),
  cardReader: [...Object.keys(host.smartCardReaderChecks), 'external'],
  // What hands do is watched by the terminal.
  auxiliaries: [...Object.keys(host.auxiliariesChecks), 'interactive'],
};

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

describe('every class at every level', () => {
  test.each(cells)(
    '$device $level is a test, or says in both languages why there is none',
    ({ device, level, cell }) => {
      const words = 'what' in cell ? cell.title : cell.why;
      expect(words.en.length).toBeGreaterThan(4);
      expect(words['zh-CN']).toMatch(/\p{Script=Han}{2}/u);
      if ('what' in cell) expect([cell.what, cell.device, cell.level]).toEqual([`${device}.${level}`, device, level]);
    },
  );

  test('is offered exactly where somebody makes it', () => {
    for (const [device, made] of Object.entries(hostChecks)) {
      const offered = cells.filter((one) => one.device === device && 'what' in one.cell).map((one) => one.level);
      expect([...made].sort(), device).toEqual([...offered].sort());
    }
  });

  test('stands on the page of its device, as a test or with the reason why not', () => {
    bench.boardSays();
    for (const device of deviceClassSchema.options) {
      bench.says(device, {});
      const page = devicePage(device, bench.context());
      const { checks, notOffered } = seenAs(page, 'device');
      page.close?.();
      const levels: HealthCheckLevel[] = [...checks, ...notOffered.map(({ level }) => level)];
      expect(levels.sort(), device).toEqual([...healthCheckLevelSchema.options].sort());
    }
  });
});

describe('no machine is asked for what its devices cannot do', () => {
  const whatOf = (part: string) => testsOfPart(part, bench.services()).map(({ what }) => what);
  const pass = (...names: string[]) => {
    for (const what of names)
      bench.ledger.service.test({ staff: '2001', what, outcome: 'passed', code: 'ok', evidence: '' });
  };
  const fitted = (devices: Record<string, unknown>) => {
    bench.close();
    bench = new Bench({ devices });
    bench.statuses = {};
    for (const device of deviceClassSchema.options) if (device in devices) bench.says(device, {});
  };

  test('a scanner that types is never asked about itself; ready and its order closed by what it can', () => {
    fitted({ barcodeReader: { port: 'keyboard-wedge' } });
    expect(whatOf('barcodeReader')).toEqual(['barcodeReader.interactive']);
    pass('barcodeReader.interactive', 'network', 'storage', 'display', 'touch');
    expect(readiness(bench.services()).ready).toBe(true);
    const { checks, notOffered } = seenAs(devicePage('barcodeReader', bench.context()), 'device');
    expect(checks).toEqual(['interactive']);
    expect(notOffered.map(({ why }) => why.en)).toEqual([
      expect.stringContaining('only types'),
      expect.stringContaining('only types'),
    ]);
  });

  test.each([
    ['plain', false],
    ['honeywell', true],
  ])('the light of a %s scanner takes orders: %s', (family, lights) => {
    fitted({ barcodeReader: { port: '/dev/scanner', family } });
    expect(whatOf('barcodeReader').includes('barcodeReader.external')).toBe(lights);
  });

  test('a board without lights, sound or inputs is asked about itself only', () => {
    fitted({ auxiliaries: { port: 'ws://127.0.0.1:5846/xfs4iot/v1.0/Sensors' } });
    const bare = { presence: null, doors: {}, tamper: null, ups: null, operatorSwitch: null, headset: null };
    bench.boardSays({ ...bare, keypad: false, lights: {}, routes: [] });
    expect(whatOf('auxiliaries')).toEqual(['auxiliaries.internal']);
    expect(whatOf('cabinet')).toEqual(['auxiliaries.internal']);
    expect(drawnPages(bench.services())).not.toContain('sound');
    pass('auxiliaries.internal', 'network', 'storage', 'display', 'touch');
    expect(readiness(bench.services()).ready).toBe(true);
  });

  test('a board with everything is asked for everything, and the cabinet by what hands do to it', () => {
    fitted({ auxiliaries: { port: '/dev/board', profile: 'line-board' } });
    bench.boardSays();
    expect(whatOf('auxiliaries')).toEqual([
      'auxiliaries.internal',
      'auxiliaries.external',
      'auxiliaries.interactive',
      'sound',
    ]);
    expect(whatOf('cabinet')).toEqual(['auxiliaries.internal', 'auxiliaries.interactive']);
    expect(repairableParts(bench.services()).map(({ id }) => id)).toContain('cabinet');
    expect(drawnPages(bench.services())).toContain('sound');
  });

  test('a board that never spoke is asked for everything: nobody knows what it lacks', () => {
    fitted({ auxiliaries: { port: '/dev/board', profile: 'line-board' } });
    expect(whatOf('auxiliaries')).toHaveLength(4);
  });

  test('a machine without a board has no cabinet to mend and makes no sound', () => {
    expect(whatOf('cabinet')).toEqual([]);
    expect(repairableParts(bench.services()).map(({ id }) => id)).not.toContain('cabinet');
    expect(testsOf(['idCardReader'], bench.services()).map(({ what }) => what)).not.toContain('sound');
  });
});
