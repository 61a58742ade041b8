import { expect, it } from 'vitest';
import { LineLink, ProfiledAuxiliaries, profiles, SimulatedBoard } from '../../drivers/auxiliaries/index.ts';
import { parseSuffix, ScannerSimulator, SerialBarcodeReader } from '../../drivers/barcode-reader/index.ts';
import { systemClock } from '../../drivers/contract/index.ts';
import { createMemoryPair } from '../../drivers/transports/index.ts';
import { auxiliariesChecks, barcodeReaderChecks, checkHealth } from './health-check.ts';

const options = { timeoutMs: 5000, signal: new AbortController().signal, now: () => systemClock.now() };

async function board() {
  const profile = profiles['line-board'];
  if (profile?.link.kind !== 'lines') throw new Error('the example board is gone');
  const { transport, wire } = createMemoryPair('memory://board');
  const simulated = new SimulatedBoard();
  for (const { signal } of profile.inputs) simulated.inputs.set(signal, 0);
  simulated.attachLines(wire, profile.link);
  const driver = new ProfiledAuxiliaries(new LineLink(transport, profile.link, systemClock), profile);
  expect(await driver.open()).toMatchObject({ ok: true });
  return { simulated, driver };
}

it('lights every light of the cabinet once and puts it back as it was', async () => {
  const { simulated, driver } = await board();
  await driver.setLight('receiptPrinter', { flashRate: 'slow', color: null });
  const before = new Map(simulated.outputs);
  const result = await checkHealth(driver, auxiliariesChecks, 'external', options);
  expect(result).toMatchObject({ ok: true, value: { passed: true, code: 'lights-obeyed' } });
  expect(simulated.outputs.get('L2')).toBe(before.get('L2'));
  expect([...simulated.outputs.keys()]).toEqual(expect.arrayContaining(['L1', 'L2', 'L3']));
  expect(simulated.outputs.get('L1')).toBe(0);
  await driver.close();
});

it('does not pass where the board refuses, and asks it about itself for the internal check', async () => {
  const { simulated, driver } = await board();
  expect(await checkHealth(driver, auxiliariesChecks, 'internal', options)).toMatchObject({ value: { passed: true } });
  simulated.fault = 'refuse';
  const result = await checkHealth(driver, auxiliariesChecks, 'external', options);
  expect(result).toMatchObject({ value: { passed: false, code: 'refused' } });
  expect(await checkHealth(driver, auxiliariesChecks, 'interactive', options)).toMatchObject({
    value: { passed: false, code: 'not-offered' },
  });
  await driver.close();
});

it('lights a scanner for a moment and lets nobody’s code out; one that is silent does not pass', async () => {
  const { transport, wire } = createMemoryPair('memory://scanner');
  const suffix = parseSuffix('CR');
  if (!suffix.ok) throw new Error(suffix.error);
  const how = { family: 'gm65', suffix: suffix.value } as const;
  const simulated = new ScannerSimulator(wire, how);
  const scanner = new SerialBarcodeReader(transport, how);
  expect(await scanner.open()).toMatchObject({ ok: true });
  const lit = checkHealth(scanner, barcodeReaderChecks, 'external', options);
  await expect.poll(() => simulated.reading).toBe(true);
  simulated.showCode('https://example.org/of-somebody');
  const result = await lit;
  expect(result).toMatchObject({ ok: true, value: { passed: true, code: 'trigger-obeyed' } });
  expect(JSON.stringify(result)).not.toContain('example.org');
  await expect.poll(() => simulated.reading).toBe(false);
  simulated.removeCode();
  simulated.silent = true;
  expect(await checkHealth(scanner, barcodeReaderChecks, 'external', options)).toMatchObject({
    ok: true,
    value: { passed: false, code: 'noAnswer' },
  });
  await scanner.close();
});
