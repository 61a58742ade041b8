import { describe, expect, it } from 'vitest';
import { XfsCardReader } from './card-reader.ts';
import { host, opened, QUICK } from './drivers.test-kit.ts';
import { cardReaderService } from './testing/peer-services.ts';

describe('chip cards', () => {
  it('are waited for, spoken to and given back', async () => {
    const peer = await host({ Cards: cardReaderService });
    const reader = await opened(new XfsCardReader({ address: peer.uri('Cards'), protocol: 'chipT1', patience: QUICK }));
    const events: string[] = [];
    reader.onEvent(({ name }) => events.push(name));
    peer.on('CardReader.ReadRawData', (call) => {
      call.event('CardReader.MediaInsertedEvent');
      call.complete('success', { chip: [{ data: Buffer.from('3B00', 'hex').toString('base64') }] });
    });
    peer.on('CardReader.ChipIO', (call) =>
      call.complete('success', { chipData: Buffer.from('9000', 'hex').toString('base64') }),
    );
    expect(await reader.acceptCard({ timeoutMs: 1000 })).toMatchObject({ value: { atr: Uint8Array.of(0x3b, 0) } });
    expect(events).toEqual(['CardReader.MediaInsertedEvent']);
    expect(await reader.transmit(Uint8Array.of(0, 0xa4, 0, 0))).toMatchObject({
      value: Uint8Array.of(0x90, 0),
      effect: 'done',
    });
    expect(await reader.transmit(Uint8Array.of(0))).toMatchObject({
      error: { errorCode: 'apdu-length', effect: 'none' },
    });
    expect(await reader.releaseCard()).toMatchObject({ ok: true });
    peer.on('CardReader.ChipIO', () => peer.dropAll());
    expect(await reader.transmit(Uint8Array.of(0, 0xa4, 0, 0))).toMatchObject({
      error: { errorCode: 'hung-up', effect: 'unknown' },
    });
    expect(peer.violations).toEqual([]);
  });

  it.each([
    [{ chip: [{ status: 'dataMissing' }] }, 'success', { code: 'userError', errorCode: 'cardMute' }],
    [{ errorCode: 'invalidMedia' }, 'commandErrorCode', { code: 'userError', errorCode: 'invalidMedia' }],
    [{ errorCode: 'mediaJam' }, 'commandErrorCode', { code: 'hardwareError', errorCode: 'mediaJam' }],
    [{}, 'timeOut', { code: 'timeOut', errorCode: 'noCard' }],
  ])('that answer %j with %s', async (payload, completionCode, error) => {
    const peer = await host({ Cards: cardReaderService });
    const reader = await opened(new XfsCardReader({ address: peer.uri('Cards'), patience: QUICK }));
    peer.on('CardReader.ReadRawData', (call) => call.complete(completionCode, payload));
    expect(await reader.acceptCard({ timeoutMs: 1000 })).toMatchObject({ error: { ...error, effect: 'none' } });
  });
});
