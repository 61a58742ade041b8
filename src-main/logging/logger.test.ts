import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kindOfErrorCode } from '../../drivers/contract/error-codes.ts';
import { type EventId, events } from './events.generated.ts';
import { namedFieldTypes } from './field-types.ts';
import { generateReadme, generateTypes, readCatalogue } from './generate.ts';
import { createLogger, type Logger } from './logger.ts';

const CASE = 'GZ-0001-261121-3XG0001-M';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = () => readdirSync(folder).filter((name) => name.endsWith('.log'));
const text = () =>
  files()
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('');
const lines = (): Record<string, unknown>[] =>
  text()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
/** As a caller that escaped the type check would. */
const logUnchecked = (logger: Logger, event: string, fields: unknown) =>
  Reflect.apply(logger.log, logger, [event, fields]);

describe('the generated files', () => {
  it('are up to date with events.json', () => {
    // The formatter breaks lines and pads tables; nothing else may differ.
    const bare = (source: string) => source.replaceAll(/[\s,;|-]+/g, '');
    const read = (name: string) => readFileSync(path.join(import.meta.dirname, name), 'utf8');
    expect(bare(read('events.generated.ts'))).toBe(bare(generateTypes(readCatalogue())));
    const readme = read('README.md');
    expect(bare(readme)).toBe(bare(generateReadme(readme, readCatalogue())));
  });
});

describe('a line', () => {
  it('is JSON with the event, its level, the process and the fields', async () => {
    const logger = await createLogger({ directory: folder, process: 'terminal' });
    logger.log('case.rated', { case: CASE, rating: 5 });
    logger.log('paper.intended', { job: 'receipt-0f8fad5b-d9cb-469f-a165-70867728950e', kind: 'receipt' });
    logger.log('ledger.maintained', { purged: 1, tookMs: 2 });
    await logger.close();
    expect(lines()).toMatchObject([
      { level: 'info', process: 'terminal', event: 'case.rated', case: CASE, rating: 5 },
      { level: 'info', event: 'paper.intended', kind: 'receipt' },
    ]);
    expect(lines()).toHaveLength(2);
    expect(String(lines()[0]?.time)).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('leaves out and counts unknown events, unknown fields and values that do not fit', async () => {
    const logger = await createLogger({ directory: folder, process: 'terminal' });
    logUnchecked(logger, 'person.seen', { name: '张三样例' });
    logUnchecked(logger, 'toString', {});
    logUnchecked(logger, 'case.rated', { case: '张三样例', rating: 5, name: '张三样例', __proto__: { x: 1 } });
    await logger.close();
    expect(logger.dropped()).toEqual({ lines: 2, fields: 2 });
    expect(lines()).toMatchObject([
      { event: 'case.rated', rating: 5 },
      { event: 'log.degraded', lines: 2, fields: 2 },
    ]);
    expect(text()).not.toContain('张三');
  });
});

describe('personal data', () => {
  const PERSONS = [
    '张三样例',
    '11010519491231002X',
    '110105194912310021',
    '13800138000',
    '广州市样例路1号',
    'CHN310198903019001',
  ];

  it('fits no field of any event', async () => {
    const logger = await createLogger({ directory: folder, process: 'terminal', level: 'debug' });
    let tried = 0;
    for (const [event, { fields }] of Object.entries(events)) {
      for (const name of Object.keys(fields)) {
        for (const person of PERSONS) {
          logUnchecked(logger, event, { [name]: person });
          tried += 1;
        }
      }
    }
    expect(logger.dropped().fields).toBe(tried);
    await logger.close();
    for (const person of PERSONS) expect(text()).not.toContain(person);
  });

  it('fits no text type, whatever the number', () => {
    const identityNumber = fc.stringMatching(/^[1-9]\d{16}[\dX]$/);
    fc.assert(
      fc.property(identityNumber, (number) => {
        for (const type of ['id', 'caseNumber', 'item', 'code'] as const) {
          expect(namedFieldTypes[type].safeParse(number).success).toBe(false);
          expect(namedFieldTypes[type].safeParse(`a${number}`).success && type !== 'item').toBe(false);
        }
      }),
    );
  });
});

describe('a machine word', () => {
  const fits = (text: string) => namedFieldTypes.code.safeParse(text).success;

  it('is none with what is a person’s, however it is joined', () => {
    const theirs = [
      'Wang-Yan',
      'Li.Di',
      'tel-1380-0138-000',
      'n4401-0619-8001-0112-34',
      'GuangdongSheng.GuangzhouShi.TianheQu.Lu12Hao',
      'a1b2c3d4e5',
      '王䶮',
      'wang yan',
    ];
    expect(theirs.filter(fits)).toEqual([]);
  });

  it('is every error code of a device, every word of an act, and what Node and SQLite call their errors', () => {
    const ours = [
      ...kindOfErrorCode.keys(),
      ...['ENOSPC', 'TypeError', 'SQLITE_IOERR_WRITE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ...[
        'auxiliaries.interactive.passed',
        'door.cabinet',
        'work-order.opened',
        'wrong-try.4',
        'device.receiptPrinter',
      ],
      ...['receiptPrinter.printNative.lost.unknown', 'record-1234', 'none'],
    ];
    expect(ours.filter((word) => !fits(word))).toEqual([]);
  });

  it('has four digits at most', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]([._-]?[0-9]){5,11}$/), (text) => {
        expect(fits(text)).toBe(false);
      }),
    );
  });
});

describe('rotation', () => {
  it('begins new files by size and deletes old ones', async () => {
    const logger = await createLogger({ directory: folder, process: 'device-host', maxFileBytes: 8192, keptFiles: 2 });
    const written = () => {
      for (let index = 0; index < 20; index++) logger.log('case.rated', { case: CASE, rating: 5 });
      return Math.max(...files().map((name) => Number(name.split('.')[1])));
    };
    await expect.poll(written, { interval: 2, timeout: 10_000 }).toBeGreaterThan(5);
    await logger.close();
    await expect.poll(() => files().length).toBeLessThanOrEqual(3);
    expect(files().every((name) => /^device-host\.\d+\.log$/.test(name))).toBe(true);
  });
});

describe('a bad disk', () => {
  it('does not stop anybody when the folder cannot be made', async () => {
    writeFileSync(path.join(folder, 'file'), '');
    const logger = await createLogger({ directory: path.join(folder, 'file', 'logs'), process: 'shell' });
    logger.log('process.started', { tookMs: 1 });
    await logger.close();
    expect(logger.dropped().lines).toBe(1);
  });

  it('takes lines after it was closed without throwing', async () => {
    const logger = await createLogger({ directory: folder, process: 'shell' });
    await logger.close();
    logger.log('process.started', { tookMs: 1 });
    expect(logger.dropped().lines).toBe(1);
  });

  const mayMount = process.platform === 'linux' && process.getuid?.() === 0;
  it.skipIf(!mayMount)(
    'keeps running on a full disk and writes again once there is room (needs root for tmpfs)',
    async (test) => {
      if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]).status !== 0)
        test.skip('tmpfs cannot be mounted');
      const logger = await createLogger({ directory: folder, process: 'terminal' });
      try {
        const filler = path.join(folder, 'filler');
        expect(() => writeFileSync(filler, Buffer.alloc(3 * 1024 * 1024))).toThrow('ENOSPC');
        for (let round = 0; round < 100; round++) {
          for (let index = 0; index < 120; index++) logger.log('case.rated', { case: CASE, rating: 1 });
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(logger.dropped().lines).toBeGreaterThan(0);
        rmSync(filler);
        const recovered = () => {
          logger.log('case.rated', { case: CASE, rating: 2 });
          return ['"rating":2', '"log.degraded"'].every((part) => text().includes(part));
        };
        await expect.poll(recovered, { timeout: 10_000, interval: 200 }).toBe(true);
      } finally {
        await logger.close();
        execFileSync('umount', ['-l', folder]);
      }
    },
  );
});

it('every event can be logged with the level it names', () => {
  const levels = ['debug', 'info', 'warn', 'error', 'fatal'];
  const ids = Object.keys(events) as EventId[];
  expect(ids.length).toBeGreaterThan(30);
  expect(ids.every((id) => levels.includes(events[id].level))).toBe(true);
});
