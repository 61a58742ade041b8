import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profiles } from '../auxiliaries/index.ts';
import { hidWrapperProfiles } from '../id-card-reader/hid-wrapper-profiles.ts';
import { canonicalJson } from './canonical.ts';
import { driverEntries, driverVersion } from './driver-version.ts';
import { enabledInProduction } from './production.ts';
import { KIT_VERSION, type Report, readSigningKey, signReport, trustedKeyOf, verifyReport } from './report.ts';
import { requiredChecks } from './suites.ts';
import { boardVariant, wrapperVariant } from './variant.ts';

const { privateKey: lab } = generateKeyPairSync('ed25519');
const { privateKey: stranger } = generateKeyPairSync('ed25519');
const keys = { keys: [trustedKeyOf(lab, 'laboratory')] };
const version = 'a'.repeat(64);
const driver = { name: 'EscPosReceiptPrinter', version, variant: 'epson' };
const configured = { ...driver, transport: 'serial' as const };

const good = (peer: Report['peer'] = 'hardware'): Report => ({
  kit: KIT_VERSION,
  deviceClass: 'receiptPrinter',
  driver,
  peer,
  transport: 'serial',
  device: { identity: null, model: 'Epson TM' },
  at: '2026-01-02T03:04:05Z',
  checks: (requiredChecks('receiptPrinter', peer) ?? []).map((id) => ({
    id,
    requirement: 'x',
    outcome: 'passed',
    evidence: 'x',
    tookMs: 1,
  })),
});
const without = (report: Report, index: number): Report => ({
  ...report,
  checks: report.checks.filter((_, at) => at !== index),
});
const withOutcome = (outcome: 'failed' | 'skipped'): Report => ({
  ...good(),
  checks: good().checks.map((check, index) => (index === 3 ? { ...check, outcome } : check)),
});

describe('a signed report', () => {
  it('is believed when everything in it is right', () => {
    expect(verifyReport(signReport(good(), lab), keys, version)).toEqual({ ok: true, value: good() });
    // Through a file and back.
    expect(verifyReport(JSON.parse(JSON.stringify(signReport(good(), lab))), keys, version).ok).toBe(true);
  });

  const signed = signReport(good(), lab);
  it.each<[string, unknown, string]>([
    ['nothing', null, 'schema'],
    ['more than a report', { ...signed, extra: 1 }, 'schema'],
    ['a changed outcome', { ...signed, report: withOutcome('failed') }, 'report-id'],
    [
      'a changed report with its id made anew',
      { ...signReport(withOutcome('failed'), stranger), keyId: signed.keyId },
      'signature',
    ],
    ['a stranger’s signature', signReport(good(), stranger), 'key-unknown'],
    ['no signature', { ...signed, signature: '' }, 'signature'],
    ['a signature without its last signs', { ...signed, signature: signed.signature.slice(0, -2) }, 'signature'],
    [
      'a signature in which only unread bits are others',
      {
        ...signed,
        signature: signed.signature.replace(/.==$/, (end) => `${{ A: 'B', Q: 'R', g: 'h', w: 'x' }[end[0] ?? '']}==`),
      },
      'signature',
    ],
    ['another kit', signReport({ ...good(), kit: '0' }, lab), 'kit-version'],
    [
      'another driver version',
      signReport({ ...good(), driver: { ...driver, version: 'b'.repeat(64) } }, lab),
      'driver-version',
    ],
    ['a check left out', signReport(without(good(), 0), lab), 'check-missing'],
    [
      'a check twice in place of another',
      signReport({ ...good(), checks: [...without(good(), 0).checks, ...good().checks.slice(1, 2)] }, lab),
      'check-missing',
    ],
    ['a failed check', signReport(withOutcome('failed'), lab), 'check-not-passed'],
    ['a skipped check', signReport(withOutcome('skipped'), lab), 'check-not-passed'],
    ['a class without a suite', signReport({ ...good(), deviceClass: 'camera' }, lab), 'no-suite'],
  ])('is refused for %s', (_, candidate, reason) => {
    expect(verifyReport(candidate, keys, version)).toEqual({ ok: false, error: reason });
  });

  it('asks less of hardware only where hardware cannot be made to do it', () => {
    const simulated = requiredChecks('receiptPrinter', 'simulator') ?? [];
    const real = requiredChecks('receiptPrinter', 'hardware') ?? [];
    expect(simulated.filter((id) => !real.includes(id))).toEqual([
      'plug.silent-death',
      'line.garbage',
      'cycles.plug-unplug',
    ]);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (candidate) => {
        expect(verifyReport(candidate, keys, version).ok).toBe(false);
        expect(enabledInProduction(configured, [candidate], keys).ok).toBe(false);
      }),
    );
  });
});

describe('a production configuration', () => {
  const reason = (reports: readonly unknown[]) => {
    const result = enabledInProduction(configured, reports, keys);
    return result.ok ? 'enabled' : result.error.reason;
  };

  it('runs a driver only with a passing hardware report of this very version and variant', () => {
    expect(reason([])).toBe('no-report');
    expect(reason([signReport(good('simulator'), lab)])).toBe('simulator-only');
    expect(reason([signReport({ ...good(), driver: { ...driver, variant: 'masung' } }, lab)])).toBe('other-variant');
    expect(reason([signReport({ ...good(), transport: 'usb' }, lab)])).toBe('other-transport');
    expect(reason([signReport({ ...good(), driver: { ...driver, name: 'Other' } }, lab)])).toBe('no-report');
    expect(reason([signReport(good(), stranger)])).toBe('key-unknown');
    expect(reason([signReport(good('simulator'), lab), null, signReport(withOutcome('skipped'), lab)])).toBe(
      'simulator-only',
    );
    expect(reason([null, signReport(withOutcome('failed'), lab), signReport(good(), lab)])).toBe('enabled');
  });

  it('names the report that came nearest', () => {
    const far = signReport({ ...good(), driver: { ...driver, variant: 'masung' } }, lab);
    const near = signReport({ ...good(), transport: 'tcp' }, lab);
    expect(reason([near, far])).toBe('other-transport');
    expect(reason([near, signReport(good(), stranger)])).toBe('key-unknown');
  });

  it('does not take a simulator’s report for hardware by a changed word', () => {
    const signed = signReport(good('simulator'), lab);
    expect(reason([{ ...signed, report: { ...signed.report, peer: 'hardware' } }])).toBe('report-id');
  });

  it('says in one sentence why not', () => {
    const refused = enabledInProduction(configured, [], keys);
    expect(refused.ok ? '' : refused.error.message).toBe(
      'EscPosReceiptPrinter may not run in production: there is no conformance report of this driver',
    );
  });
});

describe('a profile or wrapper', () => {
  const wrapper = hidWrapperProfiles.get('example-raw-64');
  const board = profiles['modbus-io'];
  if (!wrapper || !board) throw new Error('no such page');

  it('of ours goes by its name, also out of a file with the same content', () => {
    expect(wrapperVariant(wrapper)).toBe('example-raw-64');
    expect(boardVariant(board)).toBe('modbus-io');
    expect(boardVariant(structuredClone(board))).toBe('modbus-io');
  });

  it('of a site goes by its name and what is in it', () => {
    const own = boardVariant({ ...board, model: 'Another board' });
    expect(own).toMatch(/^modbus-io@[0-9a-f]{64}$/);
    expect(boardVariant({ ...board, model: 'A third board' })).not.toBe(own);
    expect(wrapperVariant({ ...wrapper, output: { ...wrapper.output, padding: 1 } })).toMatch(/^example-raw-64@/);
    expect(wrapperVariant({ ...wrapper, name: 'toString' })).toMatch(/^toString@/);
  });
});

describe('canonical JSON', () => {
  it('is the same for the same value in any order of keys, and reads back', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

it('takes only Ed25519 keys', () => {
  const pem = lab.export({ format: 'pem', type: 'pkcs8' }).toString();
  expect(readSigningKey(pem).ok).toBe(true);
  const { privateKey: ec } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(readSigningKey(ec.export({ format: 'pem', type: 'pkcs8' }).toString()).ok).toBe(false);
  expect(readSigningKey('no key').ok).toBe(false);
});

describe('the version of a driver', () => {
  it('is known for every driver the bench can make, and each has its own', async () => {
    const drivers = path.join(import.meta.dirname, '..');
    const versions = await Promise.all(Object.values(driverEntries).map((entries) => driverVersion(drivers, entries)));
    expect(new Set(versions).size).toBe(Object.keys(driverEntries).length);
  });

  it('changes with any source it uses and with nothing else', async () => {
    const room = await mkdtemp(path.join(tmpdir(), 'driver-version-'));
    try {
      const drivers = path.join(import.meta.dirname, '..');
      for (const folder of ['contract', 'driver-shell', 'transports', 'barcode-reader']) {
        await cp(path.join(drivers, folder), path.join(room, folder), { recursive: true });
      }
      const entries = driverEntries.SerialBarcodeReader ?? [];
      const first = await driverVersion(room, entries);
      expect(first).toMatch(/^[0-9a-f]{64}$/);
      expect(first).toBe(await driverVersion(drivers, entries));
      const touch = async (file: string) => {
        const at = path.join(room, file);
        await writeFile(at, `${await readFile(at, 'utf8')}\n`);
        return driverVersion(room, entries);
      };
      expect(await touch('barcode-reader/simulator.ts')).toBe(first);
      expect(await touch('barcode-reader/cli.ts')).toBe(first);
      const second = await touch('contract/status.ts');
      expect(second).not.toBe(first);
      const third = await touch('barcode-reader/text.ts');
      expect(third).not.toBe(second);
      expect(await touch('transports/serial-end-of-file.ts')).not.toBe(third);
    } finally {
      await rm(room, { recursive: true });
    }
  });
});
