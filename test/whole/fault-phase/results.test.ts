import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { product } from './cases.ts';
import { Queue } from './queue.ts';
import { Results } from './results.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'fault-phase-results-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const line = (pair: string, outcome: 'held' | 'failed', again = false) => ({ pair, outcome, milliseconds: 5, again });

it('goes on where a run was cut off, and takes nothing from other code', () => {
  const file = path.join(folder, 'results.jsonl');
  const first = new Results(file, 'one');
  first.add(line('a', 'held'));
  first.add(line('b', 'failed'));
  first.add(line('c', 'failed'));
  first.add(line('c', 'failed', true));
  new Results(file, 'two').add(line('d', 'held'));
  appendFileSync(file, '{"revision":"one","pair":"e","outco');

  const second = new Results(file, 'one');
  expect([...second.fates]).toEqual([
    ['a', 'held'],
    ['b', 'failed'],
    ['c', 'failedTwice'],
  ]);
  expect(second.others).toBe(1);
  second.add(line('b', 'held', true));
  const third = new Results(file, 'one');
  expect(third.fates.get('b')).toBe('held');
  expect(third.failed).toEqual(['b', 'c']);
  expect(readFileSync(file, 'utf8').endsWith('\n')).toBe(true);
});

it('gives each pair once, to the machine that stands already where it can', () => {
  const some = product.filter((_, index) => index % 97 === 0);
  const queue = new Queue(some);
  const given: string[] = [];
  const machines: (string | null)[] = [null, null, null];
  let moves = 0;
  for (let turn = 0; queue.left > 0; turn++) {
    const at = turn % machines.length;
    const next = queue.next(machines[at] ?? null);
    if (next === null) continue;
    if (machines[at] !== next.fit) moves++;
    machines[at] = next.fit;
    given.push(next.name);
  }
  expect(given.toSorted()).toEqual(some.map(({ name }) => name).toSorted());
  expect(moves).toBeLessThan(3 * new Set(some.map(({ fit }) => fit)).size);
});
