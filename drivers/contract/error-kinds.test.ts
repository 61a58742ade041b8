import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { spoolFault } from '../document-printer/file-printer.ts';
import { FAULTS } from '../document-printer/ipp/reasons.ts';
import { obstaclesIn } from '../receipt-printer/condition.ts';
import { statusFlags } from '../receipt-printer/status-bytes.ts';
import { completionRows, errorCodeRows } from '../xfs4iot/outcome.ts';
import { completionCodeSchema, effectSchema } from './completion.ts';
import { errorKindOf, kindOfErrorCode } from './error-codes.ts';
import { errorKindSchema, errorKinds } from './error-kinds.ts';

const root = path.join(import.meta.dirname, '../..');
const NOT_DRIVERS = /\.test\.ts$|-kit\.ts$|simulat|conformance|replay|testing|peers|saboteur|cli\.ts$/;
const failures = completionCodeSchema.exclude(['success']).options;
/** Words that stand behind a completion code in a source and are no error code: actions, steps, effects. */
const OTHER_WORDS = new Set([
  ...['none', 'clear', 'maintenance', 'configuration', 'suspend', 'softwareError', 'reset'],
  // Of texts that were no card, no frame, no payload: never a completion's.
  ...['length', 'characters', 'region', 'date', 'checksum', 'envelope', 'requestId', 'broken'],
  ...effectSchema.options,
  ...failures,
]);

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !NOT_DRIVERS.test(name))
    .map((name) => readFileSync(path.join(root, folder, name), 'utf8'));
}

/** `failed('code', 'errorCode', …)` and what is built like it, both ends of a choice; `errorCode: '…'`. */
function codesIn(text: string): string[] {
  const call = new RegExp(
    String.raw`(?:failed|says?|refuse)\(\s*(?:'(?:${failures.join('|')})',\s*)?(?:[\w.!=()' ]+\?\s*)?'([A-Za-z][\w-]*)'(?:\s*:\s*'([A-Za-z][\w-]*)')?`,
    'g',
  );
  const called = [...text.matchAll(call)].flatMap(([, one, other]) => [one ?? '', other ?? '']);
  const named = [...text.matchAll(/errorCode: '([A-Za-z][\w-]*)'/g)].map(([, one]) => one ?? '');
  return [...called, ...named].filter((word) => word !== '' && !OTHER_WORDS.has(word));
}

/** First column of the tables of error codes. */
function codesInReadme(folder: string): string[] {
  const text = readFileSync(path.join(root, 'drivers', folder, 'README.md'), 'utf8');
  return text.split('\n').flatMap((line, at, lines) => {
    if (!line.startsWith('| `')) return [];
    const head = lines.slice(0, at).findLast((one, index) => one.startsWith('|') && !lines[index - 1]?.startsWith('|'));
    if (head?.startsWith('| error code') !== true) return [];
    return [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].flatMap(([, words]) => (words ?? '').split(/\s+/));
  });
}

const found = new Map<string, string[]>([
  ['sources of drivers', sourcesIn('drivers').flatMap(codesIn)],
  ['device host', [...sourcesIn('src-main/device-host'), ...sourcesIn('src-main/terminal/devices')].flatMap(codesIn)],
  ['READMEs', ['document-printer', 'receipt-printer', 'xfs4iot'].flatMap(codesInReadme)],
  // An obstacle of a printer is the error code of the job it keeps from beginning.
  ['IPP faults', Object.entries(FAULTS).flatMap(([word, { severity }]) => (severity === 'warning' ? [] : [word]))],
  ['receipt printers', obstaclesIn(statusFlags)],
  ['XFS4IoT', [...Object.keys(completionRows), ...Object.keys(errorCodeRows)]],
  [
    'XFS4IoT printers',
    [
      ...['axes.ts', 'print-faults.ts'].flatMap((file) =>
        [
          ...readFileSync(path.join(root, 'drivers/xfs4iot', file), 'utf8').matchAll(/[:[] '([a-z]+(?:-[a-z]+)+)'/g),
        ].map(([, word]) => word ?? ''),
      ),
    ],
  ],
  ['spool', ['ENOSPC', 'EACCES', 'ENOENT', 'EIO'].map((code) => spoolFault(code).errorCode)],
]);
/** Of the README's tables: `resume` is a command, `paper-taken` a proof. */
const NO_CODES = new Set(['resume', 'deviceNotReady', 'commandErrorCode']);

describe('the kinds of errors', () => {
  it.each([...found])('know every error code of the %s', (_, words) => {
    expect(words.length).toBeGreaterThan(3);
    expect([...new Set(words)].filter((word) => !kindOfErrorCode.has(word) && !NO_CODES.has(word))).toEqual([]);
  });

  it('have words for whoever stands there and for staff, in both languages', () => {
    for (const kind of errorKindSchema.options) {
      const { citizen, technician } = errorKinds[kind];
      for (const texts of [citizen, technician]) {
        expect(texts['zh-CN']).toMatch(/\p{Script=Han}/u);
        expect(texts.en).toMatch(/^[A-Z][ -~]+$/);
      }
    }
  });

  it('each have a code', () => {
    const used = new Set(kindOfErrorCode.values());
    expect(errorKindSchema.options.filter((kind) => !used.has(kind))).toEqual([]);
  });

  it.each(failures)('tell of %s also where the code is a vendor’s own', (code) => {
    expect(errorKindOf({ code, errorCode: 'vendorWord', effect: 'none' })).toBeTypeOf('string');
    const unknown = errorKindOf({ code, errorCode: 'paper-end', effect: 'unknown' });
    expect(unknown).toBe(code === 'fraudAttempt' ? 'fraud' : 'outcomeUnknown');
    expect(errorKinds[unknown].again).toBe('never');
  });

  it('agree with what an XFS4IoT service means by its words', () => {
    const own = Object.entries({ ...completionRows, ...errorCodeRows }).filter(
      ([word, { kind }]) => kindOfErrorCode.get(word) !== kind,
    );
    expect(own.map(([word, { kind }]) => `${word} ${kind}`)).toEqual([]);
  });
});
