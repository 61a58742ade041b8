import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type BetterSqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { loadServices } from '../../platform/load-services.ts';
import { createPlatform } from '../../platform/server.ts';
import type { PartLine } from '../../src-main/contract/diagnostics.ts';
import { syncTimes } from '../../src-main/terminal/sync/times.ts';
import { DiskImage } from '../fixtures/disk-image.ts';
import { type FrontMode, PlatformFront } from './platform-front.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

/** The platform is asked every ten seconds, here more often; and a slow machine's time. */
const WITHIN_MS = 45_000;

let whole: Whole;
let hands: ServiceHands;
let disk: DiskImage | null = null;
let oldCatalogue = { revision: 0, jws: '' };
const front = await PlatformFront.make();
const folder = mkdtempSync(path.join(os.tmpdir(), 'drill-links-'));
const authorityFile = path.join(folder, 'authority.pem');
const lacking = DiskImage.lacking();

/** The same platform a while ago: its key, and the catalogue it had then. Its next one gets the next revision. */
async function yesterday(dataDir: string): Promise<typeof oldCatalogue> {
  const today = loadServices(path.join(import.meta.dirname, '../../catalogue'));
  const services = { ...today, catalogue: { ...today.catalogue, featured: today.catalogue.featured.toReversed() } };
  const key = 'a-terminal-key-for-tests-0001';
  const platform = await createPlatform({ services, tls: 'off', dataDir, enrol: [{ terminal: 'TEST-0001', key }] });
  const url = await platform.listen();
  const answer = await fetch(`${url}/v1/desired/catalogue`, { headers: { authorization: `Bearer ${key}` } });
  const found = z.object({ revision: z.number(), jws: z.string() }).parse(await answer.json());
  await platform.close();
  return found;
}

beforeAll(async () => {
  writeFileSync(authorityFile, front.authority);
  const platformData = path.join(folder, 'platform');
  oldCatalogue = await yesterday(platformData);
  whole = await Whole.start({
    platformData,
    front: async (platform) => ({ url: await front.open(platform), certificateAuthorityFile: authorityFile }),
    waits: {
      pollMs: 300,
      client: { ask: 2_000, ingest: 2_000, document: 2_000 },
      sync: { ...syncTimes, flightMs: 3_000, maxBackOffMs: 2_000 },
    },
    onDataDirectory: (directory) => {
      if (lacking === null) disk = DiskImage.mount(directory);
    },
  });
  hands = new ServiceHands(whole);
  await hands.enter('3001');
}, 120_000);
afterAll(async () => {
  await whole?.stopTerminal();
  disk?.unmount();
  await front.pull();
  await whole?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const called = (id: 'platform' | 'storage', en: string) =>
  hands.sees('overview', ({ parts }) => parts.some((part) => part.id === id && part.cause.en === en), WITHIN_MS);

async function names(id: 'platform' | 'storage', en: string, fixer: PartLine['fixer'], next: string): Promise<void> {
  const begun = performance.now();
  const page = await called(id, en);
  expect(page.parts.find((part) => part.id === id)).toMatchObject({ fixer, nextAction: { en: next } });
  process.stdout.write(`${en}: named in ${Math.round(performance.now() - begun)} ms\n`);
}

interface Row {
  readonly name: string;
  readonly inject: () => Promise<void> | void;
  readonly heal: () => Promise<void> | void;
  readonly cause: string;
  readonly fixer: PartLine['fixer'];
  readonly next: string;
}
const row = (
  name: string,
  inject: Row['inject'],
  heal: Row['heal'],
  cause: string,
  fixer: Row['fixer'],
  next: string,
): Row => ({ name, inject, heal, cause, fixer, next });
const says = (mode: FrontMode) => () => {
  front.mode = mode;
};
const offers = (catalogue: () => typeof oldCatalogue | null) => () => {
  front.catalogue = catalogue();
};
/** One letter of the signature is another. */
const forged = () => ({
  revision: oldCatalogue.revision,
  jws: oldCatalogue.jws.replace(/.(?=.{8}$)/, (letter) => (letter === 'A' ? 'B' : 'A')),
});

describe('the platform', () => {
  const rows: readonly Row[] = [
    row(
      'is out of reach',
      () => front.pull(),
      () => front.plug(),
      'The platform cannot be reached',
      'technician',
      'Check the network cable, then run the network test',
    ),
    row(
      'says 500',
      says('500'),
      says('pass'),
      'The platform itself has a fault',
      'engineer',
      'Tell the platform’s staff; sending goes on by itself',
    ),
    row(
      'is not what answers',
      says('garbage'),
      says('pass'),
      'Something else answers at its address',
      'engineer',
      'Look for a network login page; check the address',
    ),
    row(
      'never answers',
      says('silent'),
      says('pass'),
      'The platform does not answer in time',
      'technician',
      'Run the network test',
    ),
    row(
      'shows another certificate',
      () => front.showAnother(),
      () => front.showRight(),
      'The platform’s certificate is wrong',
      'engineer',
      'Check clock and trusted certificate; run the network test',
    ),
    row(
      'does not know this terminal',
      says('unauthorised'),
      says('pass'),
      'The platform does not take our key',
      'engineer',
      'Check terminal number and key',
    ),
    row(
      'has another time',
      says('clock'),
      says('pass'),
      'The clock is too far off',
      'engineer',
      'Set this machine’s clock',
    ),
    row(
      'offers a forged catalogue',
      offers(forged),
      offers(() => null),
      'A catalogue with a wrong signature came; the old one stays',
      'engineer',
      'Tell the platform’s administrator',
    ),
    row(
      'offers an old catalogue',
      offers(() => oldCatalogue),
      offers(() => null),
      'An older catalogue came; the newer one stays',
      'engineer',
      'Tell the platform’s administrator',
    ),
  ];
  test.each(rows)(
    'that $name: "$cause"',
    async ({ inject, heal, cause, fixer, next }) => {
      await called('platform', 'Fine');
      await inject();
      await names('platform', cause, fixer, next);
      await heal();
      await called('platform', 'Fine');
    },
    3 * WITHIN_MS,
  );

  test(
    'whose catalogue is refused still serves citizens by the one that is held',
    async () => {
      front.catalogue = forged();
      const page = await called('platform', 'A catalogue with a wrong signature came; the old one stays');
      expect(page.itemsServed).toBe(page.itemsTotal);
      front.catalogue = null;
      await called('platform', 'Fine');
    },
    3 * WITHIN_MS,
  );
});

describe.skipIf(lacking !== null)(`the disk${lacking === null ? '' : ` (left out: ${lacking})`}`, () => {
  const ledger = () => path.join(whole.config.terminal.dataDirectory, 'ledger.db');

  test(
    'that is nearly full is called so, and fine again after room was made',
    async () => {
      disk?.fill(64 * 1024 * 1024);
      await names('storage', 'The disk is nearly full', 'engineer', 'Make room; it takes business again by itself');
      disk?.empty();
      await called('storage', 'Fine');
    },
    3 * WITHIN_MS,
  );

  test(
    'that was full to the last byte has its reserve back soon after',
    async () => {
      disk?.fill();
      // The next row would take it; nobody has to wait for one.
      rmSync(`${ledger()}.ballast`, { force: true });
      await called('storage', 'The disk was full; its reserve is used');
      disk?.empty();
      await called('storage', 'Fine');
    },
    3 * WITHIN_MS,
  );

  test(
    'whose ledger was damaged is called so by the storage test, and takes no more business',
    async () => {
      const sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite;
      const beside = new sqlite(ledger());
      beside.exec('UPDATE meta SET terminal = terminal');
      beside.pragma('wal_checkpoint(TRUNCATE)');
      beside.close();
      const handle = openSync(ledger(), 'r+');
      const { size } = statSync(ledger());
      for (let at = 3 * 4096; at < size; at += 4096) writeSync(handle, Buffer.alloc(4096, 0x5a), 0, 4096, at);
      closeSync(handle);
      await hands.open('storage');
      hands.act({ act: 'run', what: 'storage' });
      const { steps } = await hands.sees(
        'storage',
        ({ running, steps: all }) => !running && all.every(({ outcome }) => outcome !== 'waiting'),
        WITHIN_MS,
      );
      expect(steps.find(({ id }) => id === 'check')).toMatchObject({ outcome: 'failed' });
      await hands.open('overview');
      await names(
        'storage',
        'The ledger is damaged',
        'engineer',
        'Delete nothing; replace the disk and call the maker',
      );
    },
    3 * WITHIN_MS,
  );
});

describe.skipIf(lacking !== null)('a disk that its kernel turned read-only', () => {
  test(
    'is called so',
    async () => {
      let own: DiskImage | null = null;
      const other = await Whole.start({
        onDataDirectory: (directory) => {
          own = DiskImage.mount(directory);
        },
      });
      const image = own as DiskImage | null;
      try {
        const inside = new ServiceHands(other);
        await inside.enter('3001');
        image?.turnReadOnly();
        const { parts } = await inside.sees(
          'overview',
          ({ parts: all }) => all.some(({ cause }) => cause.en === 'The disk cannot be written'),
          WITHIN_MS,
        );
        expect(parts.find(({ id }) => id === 'storage')).toMatchObject({
          fixer: 'engineer',
          nextAction: { en: 'Restart the machine; if it stays, replace the disk' },
        });
      } finally {
        await other.stopTerminal();
        image?.unmount();
        await other.stop();
      }
    },
    3 * WITHIN_MS,
  );
});
