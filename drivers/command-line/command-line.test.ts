import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { completed, effectSchema, failed } from '../contract/index.ts';
import { complainer, fateOf, oneOf, printReading, say, whyNotWritable, withDevice, worldStatus } from './index.ts';

function line(json = false) {
  const said = { out: '', err: '' };
  const stdout = { write: (text: string) => (said.out += text) };
  const stderr = { write: (text: string) => (said.err += text) };
  return { said, options: { json, stdout, stderr, timeoutMs: 1_000 } };
}

const card = { name: '张三样例', number: '110101190001011009', passNumber: null };
const ITEMS = ['name', 'number', 'passNumber'] as const;

describe('reading a card', () => {
  it('prints the items in their order, and its progress beside them', async () => {
    const { said, options } = line();
    const read = async ({ onProgress }: { onProgress: (word: string) => void }) => {
      onProgress('waiting');
      return completed(card, 'none');
    };
    expect(await printReading(read, ITEMS, options, () => 2)).toBe(0);
    expect(said).toEqual({
      out: 'name       张三样例\nnumber     110101190001011009\npassNumber -\n',
      err: 'waiting\n',
    });
  });

  it('with --json is one line of stdout and nothing else', async () => {
    const { said, options } = line(true);
    const read = async ({ onProgress }: { onProgress: (word: string) => void }) => {
      onProgress('waiting');
      return completed({ ...card, secret: 'not asked for' }, 'none');
    };
    expect(await printReading(read, ITEMS, options, () => 2)).toBe(0);
    expect(said).toEqual({ out: `${JSON.stringify(card)}\n`, err: '' });
  });

  it('that fails says one line and no more', async () => {
    const { said, options } = line();
    const read = async () => failed('timeOut', 'noCard', 'no card came');
    expect(await printReading<typeof card>(read, ITEMS, options, complainer('id-card read', options))).toBe(2);
    expect(said).toEqual({ out: '', err: 'id-card read: no card came [noCard]\n' });
  });
});

it('closes the device also when the action throws', async () => {
  const did: string[] = [];
  const device = {
    open: async () => failed('deviceNotReady', 'portNotFound', 'no such port'),
    close: async () => void did.push('closed'),
  };
  const throwing = withDevice(device, async (_, opened) => {
    did.push(opened.ok ? 'opened' : opened.error.errorCode);
    throw new Error('a bug');
  });
  await expect(throwing).rejects.toThrow('a bug');
  expect(did).toEqual(['portNotFound', 'closed']);
});

it('says a value or a text, and another sentence for every effect', () => {
  for (const json of [false, true]) {
    const { said, options } = line(json);
    say(options, { a: 1 }, 'one\n');
    expect(said.out).toBe(json ? '{"a":1}\n' : 'one\n');
  }
  expect(new Set(effectSchema.options.map(fateOf)).size).toBe(effectSchema.options.length);
  expect(['read', 'write'].filter(oneOf(['read', 'status']))).toEqual(['read']);
});

it('tells when a status was seen as a moment of the world', () => {
  const before = Date.now();
  const { device, observedAt } = worldStatus({ device: 'online', observedAt: performance.now() });
  expect(device).toBe('online');
  expect(observedAt).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  // The two clocks of a process drift apart by what the system sets its clock.
  expect(Math.abs(Date.parse(observedAt) - before)).toBeLessThan(60_000);
});

it('a file is tried before the work: an old one stays as it is, and none is left behind', async () => {
  const room = mkdtempSync(path.join(tmpdir(), 'writable-'));
  const [fresh, old] = [path.join(room, 'fresh'), path.join(room, 'old')];
  writeFileSync(old, 'kept');
  expect([await whyNotWritable(fresh), await whyNotWritable(old)]).toEqual([null, null]);
  expect([existsSync(fresh), readFileSync(old, 'utf8')]).toEqual([false, 'kept']);
  expect(await whyNotWritable(room)).toBe('cannot write the file: EISDIR');
  expect(await whyNotWritable(path.join(room, 'no', 'x'))).toBe('cannot write the file: ENOENT');
  rmSync(room, { recursive: true });
});
