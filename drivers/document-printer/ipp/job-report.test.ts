import { describe, expect, it } from 'vitest';
import { effectOfEnd, type JobReport, type JobWitness, sheetsUsed } from './job-report.ts';

const report = (change: Partial<JobReport>): JobReport => ({
  id: 1,
  name: 'bdy-x',
  uuid: null,
  state: 'aborted',
  reasons: ['aborted-by-system'],
  impressions: 0,
  sheets: null,
  total: null,
  mayHaveStarted: true,
  ...change,
});
const witness = (change: Partial<JobWitness>): JobWitness => ({
  spooler: false,
  counterProven: true,
  seenPrinting: true,
  seenJam: false,
  ...change,
});

describe('what a job that was not completed did', () => {
  const cases: readonly [string, Partial<JobReport>, Partial<JobWitness>, string][] = [
    ['a counter that counts stands at zero', {}, {}, 'none'],
    ['the counter was never seen counting', {}, { counterProven: false }, 'unknown'],
    ['no counter', { impressions: null }, {}, 'unknown'],
    ['a sheet jammed before it was stacked', {}, { seenJam: true }, 'unknown'],
    ['a sheet may still come', { state: 'canceled', reasons: ['processing-to-stop-point'] }, {}, 'unknown'],
    ['impressions were made', { impressions: 1 }, {}, 'partial'],
    ['sheets were stacked', { impressions: null, sheets: 1 }, {}, 'partial'],
    ['canceled behind its last page', { state: 'canceled', impressions: 2, total: 2 }, {}, 'unknown'],
    ['canceled before its last page', { state: 'canceled', impressions: 1, total: 2 }, {}, 'partial'],
    ['the document was refused', { reasons: ['unsupported-document-format'], impressions: null }, {}, 'none'],
    // Found while it was being printed (RFC 8011 §5.3.8): pages may lie there.
    ['its data broke off somewhere', { reasons: ['document-format-error'], impressions: null }, {}, 'unknown'],
    ['its data broke off, and nothing counts', { reasons: ['compression-error'] }, { counterProven: false }, 'unknown'],
    ['its data broke off before the first page', { reasons: ['document-format-error'] }, {}, 'none'],
    ['it never began', { mayHaveStarted: false, impressions: null }, { seenPrinting: false }, 'none'],
    [
      'the printer says it never began, and it was seen printing',
      { mayHaveStarted: false, impressions: null },
      {},
      'unknown',
    ],
    ['it never began in a spooler', { mayHaveStarted: false }, { spooler: true, seenPrinting: false }, 'none'],
    ['a spooler counts nothing that is worth anything', {}, { spooler: true }, 'unknown'],
    ['nor when it counts', { impressions: 1 }, { spooler: true }, 'unknown'],
  ];
  it.each(cases)('%s', (_, job, seen, effect) => {
    expect(effectOfEnd(report(job), witness(seen))).toBe(effect);
  });
});

describe('sheets used', () => {
  const job = { copies: 2, twoSided: false, counterProven: true };
  const cases: readonly [Partial<JobReport> | null, object, object][] = [
    [{ sheets: 3, impressions: 6 }, {}, { sheets: 3, certain: true }],
    [{ impressions: 5 }, {}, { sheets: 5, certain: true }],
    [{ impressions: 5 }, { twoSided: true }, { sheets: 3, certain: false }],
    [{ state: 'completed' }, {}, { sheets: 2, certain: false }],
    [{}, {}, { sheets: 0, certain: true }],
    [{}, { counterProven: false }, { sheets: 0, certain: false }],
    [null, {}, { sheets: 0, certain: false }],
  ];
  it.each(cases)('%j %j', (seen, change, used) => {
    expect(sheetsUsed(seen === null ? null : report(seen), { ...job, ...change })).toEqual(used);
  });
});
