import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Ledger } from '../ledger/ledger.ts';
import type { PlatformModel } from './platform-model.ts';
import { type SimulationOptions, simulate } from './simulation.ts';

/** Raise it for long runs: `SYNC_SEEDS=20000 npx vitest run src-main/terminal/sync`. */
const SEEDS = Number(process.env.SYNC_SEEDS ?? 500);
// The ledger is real; in memory its syncs cost nothing. That they reach a disk is tested beside the ledger.
const folder = mkdtempSync(path.join(existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'budayang-sync-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Looks only at what was committed and what arrived, not at how. Null when all is well. */
function check(options: Omit<SimulationOptions, 'folder'>): string | null {
  const { committed, arrived, keys, pending, drainedAfterMs, alarms } = simulate({
    folder,
    faultyMs: 40_000,
    ...options,
  });
  if (alarms.length > 0) return `alarm ${alarms.join()}`;
  if (pending !== 0) return `${pending} records never arrived`;
  if (new Set(keys).size !== keys.length) return 'a record arrived twice';
  if (JSON.stringify(committed) !== JSON.stringify(arrived)) return 'what arrived is not what was committed';
  if (drainedAfterMs > 60_000) return `drained only ${Math.round(drainedAfterMs / 1000)} s after the last fault`;
  return null;
}

describe('the uplink under seeded faults', () => {
  it(`loses nothing, doubles nothing and drains within 60 s, ${SEEDS} seeds`, { timeout: 20_000 + SEEDS * 100 }, () => {
    const failures: string[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const failure = check({ seed });
      if (failure !== null) failures.push(`seed ${seed}: ${failure}`);
    }
    expect(failures).toEqual([]);
  });

  it('is deterministic', () => {
    const run = () => simulate({ seed: 7, folder, faultyMs: 40_000 });
    expect(run()).toEqual(run());
  });

  it('meets every kind of fault', () => {
    expect(simulate({ seed: 3, folder, faultyMs: 120_000 }).faults).toBeGreaterThan(20);
  });
});

describe('the checker sees planted bugs', () => {
  const found = (sabotage: NonNullable<SimulationOptions['sabotage']>) =>
    Array.from({ length: 12 }, (_, seed) => check({ seed: seed + 1, sabotage })).some((failure) => failure !== null);

  const withLedger = (change: (ledger: Ledger) => Partial<Ledger>) =>
    found(({ ledger, platform }) => ({ ledger: { ...ledger, ...change(ledger) }, platform }));
  const withPlatform = (change: (platform: PlatformModel) => Partial<PlatformModel>) =>
    found(({ ledger, platform }) => ({ ledger, platform: { ...platform, ...change(platform) } }));

  it('a terminal that says saved and saves nothing', () => {
    expect(withLedger(() => ({ submitCase: () => ({ ok: true, value: 1 }) }))).toBe(true);
  });

  it('a terminal that saves twice', () => {
    expect(
      withLedger((ledger) => ({
        submitCase: (submission) => {
          const number = ledger.caseNumber();
          if (number.ok) ledger.submitCase({ ...submission, caseNumber: number.value });
          return ledger.submitCase(submission);
        },
      })),
    ).toBe(true);
  });

  it('a terminal that never goes back for a restored platform', () => {
    expect(withLedger(() => ({ rewind: () => ({ ok: true, value: { kind: 'rewound', records: 1 } }) }))).toBe(true);
  });

  it('a terminal that gives nothing again of what a restored platform lost of parked records', () => {
    expect(
      withLedger((ledger) => ({
        acknowledge: ({ ackedSeq, hashAtAcked }, putBack) => ledger.acknowledge({ ackedSeq, hashAtAcked }, putBack),
      })),
    ).toBe(true);
  });

  it('a platform that acknowledges and forgets', () => {
    const withoutOne = (platform: PlatformModel) => platform.records().filter((record) => record.seq !== 5);
    expect(withPlatform((platform) => ({ records: () => withoutOne(platform) }))).toBe(true);
  });

  it('a platform that answers with a wrong hash', () => {
    expect(
      withPlatform((platform) => ({
        ingest: (request) => {
          const answer = platform.ingest(request);
          if (answer.kind === 'gap') return answer;
          return { kind: 'acked', response: { ...answer.response, hashAtAcked: 'f'.repeat(64) } };
        },
      })),
    ).toBe(true);
  });
});
