import { expect, it } from 'vitest';
import { LineLink, ProfiledAuxiliaries, profiles, SimulatedBoard } from '../../drivers/auxiliaries/index.ts';
import { parseSuffix, ScannerSimulator, SerialBarcodeReader } from '../../drivers/barcode-reader/index.ts';
import { completed, type DeviceStatus, failed, systemClock } from '../../drivers/contract/index.ts';
import { createMemoryPair } from '../../drivers/transports/index.ts';
import {
  auxiliariesChecks,
  barcodeReaderChecks,
  checkHealth,
  documentPrinterChecks,
  idCardReaderChecks,
  internalOnly,
  receiptPrinterChecks,
} from './health-check.ts';
import { unopenedStatus } from './host-words.ts';
import { doubted } from './identity-check.ts';

const options = {
  ...{ timeoutMs: 5000, signal: new AbortController().signal, now: () => systemClock.now() },
  seen: (status: DeviceStatus) => status,
};

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

/** A device that says of itself what it is told to, and has commands only for what a test asks of it. */
function device(said: Partial<DeviceStatus>, commands: object = {}) {
  const now = () => systemClock.now();
  const status = (): DeviceStatus => ({ ...unopenedStatus('receiptPrinter', now()), device: 'online', ...said });
  return { status, refresh: async () => status(), ...commands } as never;
}

it.each([
  [{}, true, 'ok'],
  [{ paper: 'low', faults: ['paper-near-end'] }, true, 'paper-near-end'],
  [{ supplies: [{ name: 'toner', level: 'low', percent: 5 }], faults: ['supply-low'] }, true, 'supply-low'],
  [{ paper: 'low' }, true, 'attention'],
  [{ faults: ['stuck-key'] }, false, 'stuck-key'],
  [{ faults: ['identity-changed'] }, false, 'identity-changed'],
  [{ paper: 'low', faults: ['paper-near-end', 'retract-bin-full'] }, false, 'retract-bin-full'],
  [{ paper: 'out', faults: ['paper-end'] }, false, 'paper-end'],
  [{ device: 'offline' }, false, 'unavailable'],
] as const)('a device that says %j passes its self-test: %s, %s', async (said, passed, code) => {
  const done = await checkHealth(device(said as Partial<DeviceStatus>), internalOnly, 'internal', options);
  expect(done).toMatchObject({ ok: true, value: { passed, code } });
});

it('does not pass on what was known before it was asked: it asks again, and says how old the last word is', async () => {
  const begun = systemClock.now();
  let questions = 0;
  const deaf = (answersAt: number) => ({
    refresh: async () => {
      questions += 1;
      const observedAt = questions === answersAt ? systemClock.now() : begun - 9000;
      return { ...unopenedStatus('receiptPrinter', observedAt), device: 'online', evidence: 'DLE EOT -> fine' };
    },
  });
  const never = await checkHealth(device({}, deaf(0)), internalOnly, 'internal', options);
  expect(never).toMatchObject({ ok: true, value: { passed: false, code: 'no-answer' } });
  expect(never.ok && never.value.evidence).toMatch(/^asked 4 times without an answer; 9\.\d s ago: DLE EOT -> fine$/);
  questions = 0;
  const late = await checkHealth(device({}, deaf(3)), internalOnly, 'internal', options);
  expect(late).toMatchObject({ ok: true, value: { passed: true } });
});

it('neither reads nor prints on another unit than the bound one, and does not pass one that came meanwhile', async () => {
  let there = 'UNIT-2';
  let commands = 0;
  const seen = (status: DeviceStatus) => (there === 'UNIT-1' ? status : doubted(status, 'identity-changed'));
  const read = async () => {
    commands += 1;
    there = 'UNIT-2';
    return completed({ cardType: 'resident' });
  };
  const another = { value: { passed: false, code: 'identity-changed' } };
  const one = device({}, { read, selfTest: read });
  const asKept = { ...options, seen };
  expect(await checkHealth(one, idCardReaderChecks, 'interactive', asKept)).toMatchObject(another);
  expect(await checkHealth(one, receiptPrinterChecks, 'external', asKept)).toMatchObject(another);
  expect(commands).toBe(0);
  there = 'UNIT-1';
  expect(await checkHealth(one, idCardReaderChecks, 'interactive', asKept)).toMatchObject(another);
  expect(commands).toBe(1);
});

it('says what a test print took, and where it broke off what became of the paper', async () => {
  const came = completed({ jobId: 'x', fence: 'printer-executed-cut', bytes: 1, paperMillimetres: 120 });
  const torn = failed('hardwareError', 'paper-jam', 'jam', 'partial');
  const printer = (answer: unknown) => device({}, { selfTest: async () => answer, print: async () => answer });
  expect(await checkHealth(printer(came), receiptPrinterChecks, 'external', options)).toMatchObject({
    value: { passed: true, proof: { fence: 'printer-executed-cut', paperMillimetres: 120 } },
  });
  expect(await checkHealth(printer(torn), receiptPrinterChecks, 'external', options)).toEqual(torn);
  const documents = documentPrinterChecks(() => new Uint8Array());
  expect(await checkHealth(printer(torn), documents, 'external', options)).toEqual(torn);
});
