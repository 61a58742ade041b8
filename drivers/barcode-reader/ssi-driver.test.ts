import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settle, whileReading } from './reading.test-kit.ts';
import { opened, setUp } from './ssi.test-kit.ts';
import { encodeSsi, SSI, SSI_DECODER } from './ssi.ts';

const CANARY = `张三样例 䶮頔彧𬎆 CANARY-7319 ${'长'.repeat(150)}`;

describe('an SSI scanner', () => {
  it('is set to host trigger, packets and deaf to programming codes until power-off', async () => {
    const { simulator, scanner } = await opened();
    expect([0xec, 0x8a, 0xee].map((number) => simulator.parameter(number))).toEqual([0, 8, 1]);
    expect(simulator.reading).toBe(false);
    expect(scanner.status()).toMatchObject({ device: 'online', faults: [], model: 'SSI scanner' });
    expect(scanner.repairedSettings).toBe(0);
    expect(scanner.status().firmware).toBe('PAAAXS00-001-R03 0x0031 SE4750 1');
  });

  it('that refuses to tell its revision is as good as any', async () => {
    const { simulator, scanner } = setUp();
    simulator.revision = null;
    expect(await scanner.open()).toMatchObject({ ok: true });
    expect(scanner.status()).toMatchObject({ device: 'online', firmware: null, faults: [] });
  });

  it.each([false, true])('reads a code of several packets, byte by byte: %s', async (splitBytes) => {
    const world = await opened();
    world.simulator.splitBytes = splitBytes;
    const read = await whileReading(world, () => world.simulator.showCode(CANARY));
    expect(read).toEqual({ ok: true, value: { text: CANARY, aim: ']Q1' }, effect: 'none' });
    expect(world.simulator.unacknowledged).toBe(0);
    expect(world.simulator.retransmissions).toBe(0);
    expect(world.simulator.reading).toBe(false);
  });

  it('asks again for a packet that came broken, and loses nothing', async () => {
    const world = await opened();
    const read = await whileReading(world, () => {
      world.simulator.spoilNext = 2;
      world.simulator.showCode(CANARY);
    });
    expect(read).toMatchObject({ value: { text: CANARY } });
    expect(world.simulator.retransmissions).toBe(2);
    expect(world.simulator.received).toContain(SSI.negativeAcknowledge);
  });

  it('waits for a packet that comes in pieces, and does not ask for it again', async () => {
    const world = await opened();
    const packet = encodeSsi({ opcode: SSI.decodeData, source: SSI_DECODER, status: 0, data: Buffer.from('\x1cSLOW') });
    const reading = world.scanner.read({ timeoutMs: 2_000 });
    await world.clock.delay(50);
    world.simulator.sendRaw(packet.slice(0, 5));
    await world.clock.delay(150);
    world.simulator.sendRaw(packet.slice(5));
    expect(await reading).toMatchObject({ value: { text: 'SLOW' } });
    await world.clock.delay(1_000);
    expect(world.simulator.received).not.toContain(SSI.negativeAcknowledge);
  });

  it('sends a command again that was lost or misheard', async () => {
    const world = await opened();
    world.simulator.mishearNext = 1;
    expect(await whileReading(world, () => world.simulator.showCode('ONE'))).toMatchObject({ value: { text: 'ONE' } });
    const reading = world.scanner.read({ timeoutMs: 5_000 });
    world.simulator.loseNext = 1;
    await world.clock.delay(700);
    world.simulator.showCode('TWO');
    expect(await reading).toMatchObject({ value: { text: 'TWO' } });
  });

  it('does not take "no read" for a code', async () => {
    const world = await opened();
    const noRead = Uint8Array.from(Buffer.from('07F30000014E52FE65', 'hex'));
    const read = await whileReading(world, () => world.simulator.sendRaw(noRead), 400);
    expect(read).toMatchObject({ error: { errorCode: 'noCode' } });
  });

  it('notices a silent port, and silence after a question, and the return', async () => {
    const dead = setUp();
    dead.simulator.silent = true;
    expect(await dead.scanner.open()).toMatchObject({ error: { errorCode: 'noAnswer' } });
    expect(await dead.transport.open()).toMatchObject({ ok: true });
    const world = await opened();
    world.simulator.silent = true;
    expect(await world.scanner.refresh()).toMatchObject({ device: 'offline', faults: ['no-answer'] });
    expect(await world.scanner.read({ timeoutMs: 100 })).toMatchObject({ error: { errorCode: 'noAnswer' } });
    world.simulator.silent = false;
    expect(await world.scanner.refresh()).toMatchObject({ device: 'online', faults: [] });
  });

  it('says which parameter is refused', async () => {
    const world = setUp();
    world.simulator.refuse(0xec);
    expect(await world.scanner.open()).toMatchObject({ ok: true });
    expect(world.scanner.status()).toMatchObject({ faults: ['programming-codes-on'], action: 'configuration' });
  });

  it('mends what a programming code or a power loss changed', async () => {
    const world = await opened();
    const reading = world.scanner.read({ timeoutMs: 1_000 });
    await world.clock.delay(50);
    // Deaf to programming codes, even with the light on.
    expect(world.simulator.showProgrammingCode(0x8a, 0)).toBe(false);
    world.simulator.powerCycle();
    expect(world.simulator.showProgrammingCode(0x8a, 0)).toBe(true);
    expect(await reading).toMatchObject({ error: { errorCode: 'noCode' } });
    expect([0xec, 0x8a, 0xee].map((number) => world.simulator.parameter(number))).toEqual([0, 8, 1]);
    expect(world.scanner.repairedSettings).toBe(3);
  });

  it('ends with a hang-up in the middle of a packet, and opens again', async () => {
    const world = await opened();
    const read = await whileReading(world, () => {
      world.simulator.sendRaw(Uint8Array.of(0x20, 0xf3, 0x00, 0x02, 0x1c, 0x41));
      world.wire.hangUp();
    });
    expect(read).toMatchObject({ error: { errorCode: 'hungUp', effect: 'none' } });
    world.wire.plugIn();
    expect(await world.scanner.open()).toMatchObject({ ok: true });
  });

  it('drops an over-long code and goes on', async () => {
    const world = await opened();
    const read = await whileReading(world, () => world.simulator.showCode('x'.repeat(5_000)), 1_000);
    expect(read).toMatchObject({ error: { errorCode: 'tooLong' } });
    expect((await world.scanner.refresh()).evidence).toContain('over-long codes dropped: 1');
    expect(await whileReading(world, () => world.simulator.showCode('OK'))).toMatchObject({ value: { text: 'OK' } });
  });

  it('never lets a payload into a status or an error', async () => {
    const world = await opened();
    const refused = await whileReading(world, () => world.simulator.showCode(`${CANARY}\u0000`));
    await whileReading(world, () => world.simulator.showCode(CANARY));
    world.simulator.sendRaw(
      encodeSsi({ opcode: SSI.decodeData, source: SSI_DECODER, status: 0, data: Buffer.from('\x1cCANARY') }),
    );
    await settle();
    await world.scanner.close();
    expect(world.scanner.droppedCodes).toBe(1);
    expect(JSON.stringify([refused, world.statuses])).not.toMatch(/CANARY|张三/);
  });

  it('ends every command whatever bytes come, and gives only readable text', async () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom(Uint8Array.of(4, 0xd0, 0), Uint8Array.of(5, 0xd1, 0, 0, 1, 0xff, 0x29), Uint8Array.of(0xff)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { maxLength: 8 }), async (parts) => {
        const world = await opened();
        const reading = world.scanner.read({ timeoutMs: 2_000 });
        for (const part of parts) {
          await world.clock.delay(30);
          world.simulator.sendRaw(part);
        }
        const read = await reading;
        if (read.ok) expect(read.value.text).not.toMatch(/[\p{Cc}\ufffd]/u);
        else expect(['noCode', 'notText']).toContain(read.error.errorCode);
        await world.scanner.refresh();
        expect(await whileReading(world, () => world.simulator.showCode('AFTER'))).toMatchObject({
          value: { text: 'AFTER' },
        });
      }),
      { numRuns: 60 },
    );
  });
});
