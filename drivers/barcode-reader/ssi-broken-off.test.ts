import { describe, expect, it } from 'vitest';
import { settle, whileReading } from './reading.test-kit.ts';
import { opened } from './ssi.test-kit.ts';
import { encodeSsi, SSI, SSI_CONTINUED, SSI_DECODER, SSI_RETRANSMITTED } from './ssi.ts';

const part = (text: string, status = 0, type = '\x1c') =>
  encodeSsi({ opcode: SSI.decodeData, source: SSI_DECODER, status, data: Buffer.from(`${type}${text}`, 'latin1') });
const CODE = '6901234567892';

/** A read that is called off as soon as `sent` was on the line; the next one has begun when this returns. */
async function calledOff(sent: Uint8Array) {
  const world = await opened();
  const away = new AbortController();
  const first = world.scanner.read({ timeoutMs: 5_000, signal: away.signal });
  await world.clock.delay(50);
  world.wire.write(sent);
  away.abort();
  expect(await first).toMatchObject({ error: { errorCode: 'canceled' } });
  const next = world.scanner.read({ timeoutMs: 8_000 });
  await world.clock.delay(50);
  return { ...world, next };
}

describe('SSI: the rest of a code that began in a read given up is nobody’s', () => {
  it('where it comes in more parts', async () => {
    const { wire, clock, next, scanner } = await calledOff(part('91330100', SSI_CONTINUED));
    wire.write(part('MA27XXXX', SSI_CONTINUED));
    await clock.delay(20);
    wire.write(part('00000001'));
    await clock.delay(20);
    wire.write(part(CODE));
    expect(await next).toMatchObject({ value: { text: CODE } });
    expect(scanner.droppedCodes).toBe(1);
  });

  it('where its only packet was on its way', async () => {
    const packet = part('91330100MA27XXXX');
    const { wire, clock, scanner } = await opened();
    wire.write(packet.slice(0, 9));
    await settle();
    const next = scanner.read({ timeoutMs: 8_000 });
    // Before it answers anything.
    wire.write(packet.slice(9));
    await clock.delay(20);
    wire.write(part(CODE));
    expect(await next).toMatchObject({ value: { text: CODE } });
    expect(scanner.droppedCodes).toBe(1);
  });

  it('where its packet came broken, and comes again', async () => {
    const packet = part('91330100MA27XXXX');
    packet.set([0xff], packet.length - 1);
    const { wire, clock, next } = await calledOff(packet);
    await clock.delay(250);
    wire.write(part('91330100MA27XXXX', SSI_RETRANSMITTED));
    await clock.delay(20);
    wire.write(part(CODE));
    expect(await next).toMatchObject({ value: { text: CODE } });
  });

  it('and keeps no code of another kind away, nor a later one, nor one after noise', async () => {
    const other = await calledOff(part('91330100', SSI_CONTINUED));
    other.wire.write(part(CODE, 0, '\x03'));
    expect(await other.next).toMatchObject({ value: { text: CODE, aim: ']C0' } });
    const later = await calledOff(part('91330100', SSI_CONTINUED));
    await later.clock.delay(3_500);
    later.wire.write(part(CODE));
    expect(await later.next).toMatchObject({ value: { text: CODE } });
    const noisy = await calledOff(Uint8Array.of(0xff, 0x00, 0x13));
    noisy.wire.write(part(CODE));
    expect(await noisy.next).toMatchObject({ value: { text: CODE } });
  });
});

describe('SSI: a code that breaks off', () => {
  it('ends its read, and is never glued to the next one of its kind', async () => {
    const world = await opened();
    const began = world.clock.now();
    const read = await whileReading(world, () => world.wire.write(part('91330100', SSI_CONTINUED)), 30_000);
    expect(read).toMatchObject({ error: { code: 'unsupportedData', errorCode: 'codeBroken', effect: 'none' } });
    expect(world.clock.now() - began).toBeLessThan(4_000);
    await world.clock.delay(3_500);
    expect(await whileReading(world, () => world.wire.write(part(CODE)))).toMatchObject({ value: { text: CODE } });
    expect((await world.scanner.refresh()).evidence).toContain('codes broken off: 1');
  });

  it('not where a part waits for its acknowledgement, which was lost', async () => {
    const world = await opened();
    const reading = world.scanner.read({ timeoutMs: 30_000 });
    await world.clock.delay(50);
    world.wire.write(part('91330100', SSI_CONTINUED));
    await world.clock.delay(2_200);
    world.wire.write(part('91330100', SSI_CONTINUED | SSI_RETRANSMITTED));
    await world.clock.delay(2_200);
    world.wire.write(part('MA27XXXX'));
    expect(await reading).toMatchObject({ value: { text: '91330100MA27XXXX' } });
  });
});

describe('SSI: what is sent again', () => {
  it('never hands a code whose acknowledgement was lost to the next read', async () => {
    const world = await opened();
    expect(await whileReading(world, () => world.simulator.showCode('MINE'))).toMatchObject({ ok: true });
    const again = encodeSsi({
      opcode: SSI.decodeData,
      source: SSI_DECODER,
      status: SSI_RETRANSMITTED,
      data: Buffer.from('\x1cMINE', 'latin1'),
    });
    const read = await whileReading(world, () => {
      world.simulator.sendRaw(again);
      world.simulator.showCode('YOURS');
    });
    expect(read).toMatchObject({ value: { text: 'YOURS' } });
  });

  it.each([1, 2])('reads the same code shown again though %i of its packets came broken', async (spoiled) => {
    const world = await opened();
    expect(await whileReading(world, () => world.simulator.showCode('AGAIN'))).toMatchObject({ ok: true });
    const read = await whileReading(world, () => {
      world.simulator.spoilNext = spoiled;
      world.simulator.showCode('AGAIN');
    });
    expect(read).toMatchObject({ value: { text: 'AGAIN' } });
  });

  it('takes no code that is sent again for a new one because of noise before this read', async () => {
    const world = await opened();
    expect(await whileReading(world, () => world.simulator.showCode('MINE'))).toMatchObject({ ok: true });
    world.simulator.sendRaw(Uint8Array.of(0xff, 0x00, 0x13));
    await world.clock.delay(500);
    expect(world.simulator.received).toContain(SSI.negativeAcknowledge);
    const data = Buffer.from('\x1cMINE', 'latin1');
    const again = encodeSsi({ opcode: SSI.decodeData, source: SSI_DECODER, status: SSI_RETRANSMITTED, data });
    const read = await whileReading(world, () => {
      world.simulator.sendRaw(again);
      world.simulator.showCode('YOURS');
    });
    expect(read).toMatchObject({ value: { text: 'YOURS' } });
  });
});
