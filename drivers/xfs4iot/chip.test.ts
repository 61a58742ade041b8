import { describe, expect, it } from 'vitest';
import { acceptChip, giveBack } from './chip.ts';
import { host, QUICK } from './drivers.test-kit.ts';
import { XfsService } from './service.ts';
import type { Peer } from './testing/peer.ts';
import { cardReaderService } from './testing/peer-services.ts';

async function slot(commands: Readonly<Record<string, readonly string[]>> = cardReaderService.commands) {
  const peer = await host({ Cards: { ...cardReaderService, commands } });
  const opened = await XfsService.open({ uri: peer.uri('Cards'), patience: QUICK });
  if (!opened.ok) throw new Error(opened.error.message);
  return { peer, service: opened.value };
}
const answers = (peer: Peer, command: string, code: string, payload = {}) =>
  peer.on(command, (call) => call.complete(code, payload));

describe('a chip card in a service’s slot', () => {
  it('is waited for, and what comes meanwhile is told', async () => {
    const { peer, service } = await slot();
    peer.on('CardReader.ReadRawData', (call) => {
      call.event('CardReader.MediaInsertedEvent');
      call.complete('success', { chip: [{ data: Buffer.from('3B00', 'hex').toString('base64') }] });
    });
    const events: string[] = [];
    const accepted = await acceptChip(service, { timeoutMs: 1000, onEvent: ({ name }) => events.push(name) });
    expect(accepted).toMatchObject({ value: { atr: Uint8Array.of(0x3b, 0) }, effect: 'none' });
    expect(events).toEqual(['CardReader.MediaInsertedEvent']);
    expect(peer.violations).toEqual([]);
  });

  it.each([
    [{ chip: [{ status: 'dataMissing' }] }, 'success', { code: 'userError', errorCode: 'cardMute' }],
    [{ errorCode: 'invalidMedia' }, 'commandErrorCode', { code: 'userError', errorCode: 'invalidMedia' }],
    [{ errorCode: 'mediaJam' }, 'commandErrorCode', { code: 'hardwareError', errorCode: 'mediaJam' }],
    [{}, 'timeOut', { code: 'timeOut', errorCode: 'noCard' }],
  ])('that answers %j with %s', async (payload, completionCode, error) => {
    const { peer, service } = await slot();
    answers(peer, 'CardReader.ReadRawData', completionCode, payload);
    const accepted = await acceptChip(service, { timeoutMs: 1000, onEvent: () => undefined });
    expect(accepted).toMatchObject({ error: { ...error, effect: 'none' } });
  });

  it('is given back, unless it was taken already or nothing moves there', async () => {
    const { peer, service } = await slot();
    expect(await giveBack(service, 1000)).toMatchObject({ ok: true, effect: 'done' });
    answers(peer, 'CardReader.Move', 'commandErrorCode', { errorCode: 'noMedia' });
    expect(await giveBack(service, 1000)).toMatchObject({ ok: true, effect: 'none' });
    answers(peer, 'CardReader.Move', 'commandErrorCode', { errorCode: 'mediaJam' });
    expect(await giveBack(service, 1000)).toMatchObject({ error: { errorCode: 'mediaJam', effect: 'unknown' } });
    const { 'CardReader.Move': _, ...dip } = cardReaderService.commands;
    const still = await slot(dip);
    expect(await giveBack(still.service, 1000)).toMatchObject({ ok: true, effect: 'none' });
    expect(still.peer.received.some(({ name }) => name === 'CardReader.Move')).toBe(false);
  });
});
