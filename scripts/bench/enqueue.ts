import path from 'node:path';
import Database from 'better-sqlite3';
import { better, defineQueue } from 'plainjob';
import { GROUP, groupSource, type LedgerSource, ledgerSource } from './ledger-load.ts';
import { openRawFile, type RawFile } from './raw-file.ts';
import type { Row, Setting } from './row.ts';
import { figure, ratios, spread, summarise } from './statistics.ts';

/** Characters of a sealed submission; a real one has about as many. */
const BODY = 1_200;
/** What a record has beside its body: kind, times, two hashes. */
const RECORD = BODY + 230;
/** What the ledger's smallest record takes. */
const SMALL = 300;
/** Enough for the log to be checkpointed and written over in place, as it is on a terminal that runs for days. */
const WARM_UP = 400;
/** Few enough that the log reaches no checkpoint: each sync then has new blocks to enter into the file system too. */
const FRESH_CASES = 100;

interface Side {
  readonly what: string;
  /** Makes `count` things durable, one after the other, and returns the milliseconds each took. */
  run(count: number): number[];
}

const timed = (count: number, act: (index: number) => void): number[] =>
  Array.from({ length: count }, (_, index) => {
    const begun = performance.now();
    act(index);
    return performance.now() - begun;
  });

/** Our ledger against the disk itself and against plainjob forced to FULL, in turns on the same disk. */
export function measureEnqueue({ workplace, quick }: Setting): Row[] {
  const rounds = quick ? 3 : 15;
  const body = ['eyJ', 'k'.repeat(40), 'i'.repeat(16), 'c'.repeat(BODY - 85), 't'.repeat(22)].join('.');
  const raw = openRawFile(path.join(workplace, 'raw'));
  const ledger = ledgerSource(path.join(workplace, 'ledger.db'), body);
  const group = groupSource(path.join(workplace, 'group.db'));
  const peer = openPlainjob(path.join(workplace, 'plainjob.db'), body);
  try {
    let opened = 0;
    const fresh = (count: number): number[] => {
      opened += 1;
      const begun = ledgerSource(path.join(workplace, `fresh-${opened}.db`), body);
      try {
        return begun.submit(count);
      } finally {
        begun.close();
      }
    };
    return [...single(raw, ledger, fresh, peer, rounds), ...grouped(raw, group, peer, rounds, group.recordBytes)];
  } finally {
    raw.close();
    ledger.close();
    group.close();
    peer.close();
  }
}

function single(raw: RawFile, ledger: LedgerSource, fresh: Side['run'], peer: Peer, rounds: number): Row[] {
  const sides = {
    raw: { what: `pwrite ${RECORD} bytes in place + fdatasync`, run: (count) => timed(count, () => raw.write(RECORD)) },
    submit: { what: 'ledger: a submitted case and its record', run: (count) => ledger.submit(count) },
    fresh: { what: 'ledger: a case while the log still grows (just started)', run: () => fresh(FRESH_CASES) },
    record: { what: 'ledger: one record (a forgotten card)', run: (count) => timed(count, () => ledger.record()) },
    peer: { what: 'plainjob add, synchronous=FULL', run: (count) => timed(count, () => peer.add(BODY)) },
    small: {
      what: `plainjob add of ${SMALL} bytes, synchronous=FULL`,
      run: (count) => timed(count, () => peer.add(SMALL)),
    },
  } satisfies Record<string, Side>;
  const { medians, means } = alternate(sides, rounds, 200);
  const toRaw = ratios(medians.raw, medians.submit);
  const summary = summarise(toRaw);
  const line = (side: keyof typeof sides): Row => ({
    name: 'enqueue',
    what: sides[side].what,
    measured: spread(summarise(medians[side]), 'ms'),
    bar: null,
    met: null,
    values: medians[side],
    note: `${figure(1000 / summarise(means[side]).median)}/s with checkpoints`,
  });
  return [
    line('raw'),
    line('submit'),
    line('fresh'),
    line('record'),
    line('peer'),
    line('small'),
    {
      name: 'enqueue',
      what: 'single: ledger case ÷ raw fdatasync (rate)',
      measured: spread(summary),
      bar: '≥ 0.5',
      met: summary.median >= 0.5,
      values: toRaw,
      note: `with checkpoints ${figure(summarise(ratios(means.raw, means.submit)).median)}`,
    },
    comparison('single: ledger record ÷ raw fdatasync (rate)', ratios(medians.raw, medians.record)),
    comparison(
      'single: ledger case ÷ plainjob (rate)',
      ratios(medians.peer, medians.submit),
      'ours also keeps the case and the chain',
    ),
    comparison(
      'single: ledger record ÷ plainjob (rate)',
      ratios(medians.small, medians.record),
      'one row each, of about the same size',
    ),
  ];
}

function grouped(
  raw: RawFile,
  group: ReturnType<typeof groupSource>,
  peer: Peer,
  rounds: number,
  bytes: number,
): Row[] {
  const sides = {
    raw: { what: `raw: ${GROUP} records, one fdatasync`, run: (count) => timed(count, () => raw.write(GROUP * bytes)) },
    ledger: { what: `ledger: ${GROUP} records of lane B join the queue`, run: (count) => group.promote(count) },
    peer: {
      what: `plainjob addMany of ${GROUP}, synchronous=FULL`,
      run: (count) => timed(count, () => peer.addMany(GROUP, bytes)),
    },
  } satisfies Record<string, Side>;
  const { medians } = alternate(sides, rounds, 15);
  const rates = (side: keyof typeof sides) => medians[side].map((milliseconds) => (GROUP * 1000) / milliseconds);
  const line = (side: keyof typeof sides, bar: number | null = null): Row => {
    const summary = summarise(rates(side));
    return {
      name: 'enqueue',
      what: sides[side].what,
      measured: spread(summary, 'rows/s'),
      bar: bar === null ? null : `≥ ${figure(bar)} rows/s`,
      met: bar === null ? null : summary.median >= bar,
      values: rates(side),
    };
  };
  return [
    line('raw'),
    line('ledger', 40_000),
    line('peer'),
    comparison(
      'grouped: ledger ÷ plainjob (rate)',
      ratios(rates('ledger'), rates('peer')),
      `${GROUP} rows of ${bytes} bytes each`,
    ),
  ];
}

const comparison = (what: string, values: readonly number[], note?: string): Row => ({
  name: 'enqueue',
  what,
  measured: spread(summarise(values)),
  bar: null,
  met: null,
  values,
  ...(note === undefined ? {} : { note }),
});

/** Round by round, every side once a round and a different one first: a slow second of the disk hits all alike. */
function alternate<Name extends string>(
  sides: Record<Name, Side>,
  rounds: number,
  count: number,
): { medians: Record<Name, number[]>; means: Record<Name, number[]> } {
  const names = Object.keys(sides) as Name[];
  const empty = () => Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const medians = empty();
  const means = empty();
  for (const name of names) sides[name].run(Math.min(WARM_UP, count * 4));
  for (let round = 0; round < rounds; round++) {
    for (const turn of names.keys()) {
      const name = names[(turn + round) % names.length];
      if (name === undefined) continue;
      const times = sides[name].run(count);
      medians[name].push(summarise(times).median);
      means[name].push(times.reduce((sum, time) => sum + time, 0) / times.length);
    }
  }
  return { medians, means };
}

interface Peer {
  add(bytes: number): void;
  addMany(count: number, bytes: number): void;
  close(): void;
}

const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined };

/** plainjob sets `synchronous=NORMAL` when it opens, which loses rows in a power cut: FULL is set after it, and read back. */
function openPlainjob(file: string, body: string): Peer {
  const database = new Database(file);
  const queue = defineQueue({ connection: better(database), logger: silent });
  database.pragma('synchronous = FULL');
  const answer = database.pragma('synchronous', { simple: true });
  if (answer !== 2) throw new Error(`plainjob's connection answers synchronous=${String(answer)} instead of 2 (FULL)`);
  return {
    add: (bytes) => {
      queue.add('case', body.slice(0, bytes));
    },
    addMany: (count, bytes) => {
      queue.addMany(
        'case',
        Array.from({ length: count }, () => body.slice(0, bytes)),
      );
    },
    close: () => queue.close(),
  };
}
