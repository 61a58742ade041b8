import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Direction, Subject } from '../conformance/check.ts';
import { Holdings } from '../conformance/counting.ts';
import { runChecks, runConformance, signedReportSchema, suites } from '../conformance/index.ts';
import { type SmartCardReader, systemClock } from '../contract/index.ts';
import { PcscSocialSecurityCardReader } from './driver.ts';
import { PcscCardService } from './pcsc-service.ts';
import { type PrivatePcscd, privatePcscd, whyNoPcscd } from './pcscd-kit.ts';
import { SimulatedCard, sampleCard } from './simulated-card.ts';
import { insertVirtualCard, type VirtualCard } from './virtual-card.ts';

const NOTICED_MS = 500;
const reason = whyNoPcscd();
if (reason !== null) console.warn(`no real card service in these tests: ${reason}`);

const LONG = process.env.LONG === '1';
/** Each is a service of its own that is killed and started: a seventh of a second. */
const CYCLES = LONG ? 1_000 : 3;
/** Cards put in and pulled, in long rounds. */
const CARDS = Number(process.env.CARDS ?? 10_000);
/** Without `LONG=1` only what a real service may do otherwise than a simulated one. */
const DIFFERS = /^(card|plug)\./;
/**
 * What cannot be arranged here: a service sends no bytes, and the virtual reader's cards are never mute, only silent. A service
 * stopped dead needs a process of its own (`pcscd.test.ts`): whatever the library does on its own then waits for ever.
 */
const CANNOT: readonly string[] = ['line.garbage', 'card.mute', 'plug.silent-death'];

// The same suite as in `conformance/suites.test.ts`, against the real service: its plug is the service's life.
describe.skipIf(reason !== null)('PcscSocialSecurityCardReader with a real pcscd', () => {
  let pcscd: PrivatePcscd;
  let runs = false;
  let card: VirtualCard | null = null;
  let pull = false;
  const holdings = new Holdings();
  const lift = async () => {
    if (!card) return;
    card.pull();
    await card.ended;
    card = null;
  };
  const plugIn = async () => {
    if (!runs) await pcscd.start();
    runs = true;
  };
  const acts: Partial<Record<Direction, () => Promise<void> | void>> = {
    unplug: async () => {
      if (runs) await pcscd.kill();
      runs = false;
      card = null;
    },
    'plug-in': plugIn,
    'lay-card': async () => {
      await lift();
      const simulated = new SimulatedCard({ card: sampleCard });
      if (pull) simulated.inject({ kind: 'pull', at: 5 });
      pull = false;
      const inserted = await insertVirtualCard(simulated, pcscd.port);
      if (!inserted.ok) throw new Error(inserted.error);
      card = inserted.value;
    },
    'lift-card': lift,
    'pull-soon': () => {
      pull = true;
    },
  };
  const subject: Subject<SmartCardReader> = {
    deviceClass: 'cardReader',
    peer: 'simulator',
    clock: systemClock,
    settleMs: 200,
    cycles: CYCLES,
    held: () => holdings.count(),
    create: () => {
      const cards = holdings.cards(new PcscCardService());
      return new PcscSocialSecurityCardReader(cards, { reader: '00 00' }, holdings.clock(systemClock));
    },
    stage: {
      direct: async (direction) => {
        await acts[direction]?.();
        return acts[direction] !== undefined;
      },
      countPapers: async () => null,
      reset: async () => {
        pull = false;
        const lay = card !== null;
        await lift();
        await plugIn();
        // The service looks for cards by itself, and only so often.
        if (lay) await systemClock.delay(NOTICED_MS);
      },
    },
  };
  beforeAll(async () => {
    pcscd = await privatePcscd();
  });
  afterAll(async () => await pcscd?.dispose());

  const checks = suites.cardReader
    .map((check) => [check.id, check] as const)
    .filter(([id]) => LONG || DIFFERS.test(id));
  it.each(checks)('%s', { timeout: 1_800_000 }, async (id, check) => {
    const [result] = await runChecks(subject, [check]);
    if (LONG && id.startsWith('cycles.')) console.info(`pcscd ${id}: ${result?.evidence}`);
    expect(result).toMatchObject({ outcome: CANNOT.includes(id) ? 'skipped' : 'passed' });
  });

  // Each waits twice until the service looks for a card: with its own 400 ms ten thousand take two hours (`PCSCD_PRELOAD`).
  if (LONG)
    it('leaves nothing of cards that were put in and pulled', { timeout: 14_400_000 }, async () => {
      await subject.stage.reset();
      const driver = subject.create();
      expect(await driver.open()).toMatchObject({ ok: true });
      const told = async (media: string) => {
        while (driver.status().media !== media)
          await new Promise<void>((resolve) => {
            const stop = driver.onStatus(() => {
              stop();
              resolve();
            });
          });
      };
      const cycle = async () => {
        await acts['lay-card']?.();
        await told('present');
        await lift();
        await told('notPresent');
      };
      for (let round = 0; round < 3; round += 1) await cycle();
      const before = holdings.count();
      for (let round = 0; round < CARDS; round += 1) await cycle();
      const after = holdings.count();
      console.info(`${CARDS} cards: ${JSON.stringify(before)} before, ${JSON.stringify(after)} after`);
      await driver.close();
      expect(after.own).toEqual(before.own);
      for (const [kind, count] of Object.entries(after.process))
        expect(count - (before.process[kind] ?? 0), kind).toBeLessThanOrEqual(2);
    });

  // A person's waits are real ones: long rounds only.
  if (LONG)
    it('with a person on the bench everything but a mute card is passed, and signed', {
      timeout: 180_000,
    }, async () => {
      await subject.stage.reset();
      const room = mkdtempSync(path.join(tmpdir(), 'bench-'));
      const { privateKey } = generateKeyPairSync('ed25519');
      writeFileSync(path.join(room, 'key.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }));
      const words: readonly (readonly [string, Direction])[] = [
        ['Pull the data plug', 'unplug'],
        ['Plug the device in', 'plug-in'],
        ['Put a social security card', 'lay-card'],
        ['Take the card out', 'lift-card'],
        ['The next card must be pulled', 'pull-soon'],
      ];
      const ask = async (question: string) => {
        const [, direction] = words.find(([start]) => question.startsWith(start)) ?? [];
        if (direction) await acts[direction]?.();
        // A person takes longer than the service to notice.
        if (direction === 'lift-card') await systemClock.delay(NOTICED_MS);
        return direction ? '' : 's';
      };
      const silent = { write: () => true };
      const out = path.join(room, 'report.json');
      const options = {
        port: 'pcsc:00 00',
        yes: false,
        json: false,
        cycles: 3,
        settleMs: 200,
        stdout: silent,
        stderr: silent,
      };
      expect(await runConformance('smart-card', { ...options, ask, key: path.join(room, 'key.pem'), out })).toBe(2);
      const { report } = signedReportSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
      rmSync(room, { recursive: true });
      expect(report).toMatchObject({ peer: 'simulator', transport: 'pcsc', device: { identity: 'Virtual PCD 00' } });
      const rest = report.checks.filter(({ outcome }) => outcome !== 'passed').map(({ id }) => id);
      expect(rest).toEqual(['card.mute']);
    });
});
