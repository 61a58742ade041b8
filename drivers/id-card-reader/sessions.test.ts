import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { createMemoryPair, SimulatedClock } from '../transports/index.ts';
import { encodeAnswer } from './answers.ts';
import { encodeCommand } from './commands.ts';
import { SdtIdCardReader } from './driver.ts';

const { sessions } = z
  .object({ sessions: z.array(z.object({ id: z.string(), steps: z.array(z.tuple([z.string(), z.string()])) })) })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/sdt-frames.json', import.meta.url), 'utf8')));

const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
const noCard: [string, string] = [toHex(encodeCommand('findCard')), toHex(encodeAnswer(0x80))];
const opening: [string, string][] = [
  [toHex(encodeCommand('setRfPacket80')), toHex(encodeAnswer(0x90))],
  [toHex(encodeCommand('samStatus')), toHex(encodeAnswer(0x90))],
  [toHex(encodeCommand('samId')), toHex(encodeAnswer(0x90, new Uint8Array(16)))],
];

/** A reader that answers the recorded questions in the recorded order and is silent to any other. */
async function replay(...ids: string[]) {
  const steps = [...opening, ...ids.flatMap((id) => sessions.find((session) => session.id === id)?.steps ?? [])];
  const clock = new SimulatedClock();
  const { transport, wire } = createMemoryPair();
  let at = 0;
  wire.onData((bytes) => {
    const step = steps[at] ?? noCard;
    if (toHex(bytes) !== step[0]) return;
    at++;
    wire.write(Buffer.from(step[1], 'hex'));
  });
  const reader = new SdtIdCardReader(transport, clock);
  expect((await reader.open()).ok).toBe(true);
  const read = () => reader.read({ timeoutMs: 3_000 });
  return { reader, read, done: () => at >= steps.length };
}

const person = { ok: true, value: { name: '张三样例', number: '110101190001010006' } };

it('reads the recorded card, and knows afterwards that it still lies there', async () => {
  const { reader, read, done } = await replay('read-once', 'card-still-lying-there');
  expect(await read()).toMatchObject(person);
  expect(await read()).toMatchObject({ ok: false, error: { errorCode: 'noCard' } });
  expect(done()).toBe(true);
  expect(reader.status().media).toBe('present');
});

it('tries again when the recorded card is not selected at first', async () => {
  const { read, done } = await replay('two-tries');
  expect(await read()).toMatchObject(person);
  expect(done()).toBe(true);
});

it('keeps nothing of the recorded card that was pulled', async () => {
  const { reader, read, done } = await replay('pulled-while-reading');
  expect(await read()).toMatchObject({ ok: false, error: { code: 'timeOut', errorCode: 'noCard' } });
  expect(done()).toBe(true);
  expect(reader.status().media).toBe('notPresent');
});
