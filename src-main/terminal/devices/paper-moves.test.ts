import { expect, it } from 'vitest';

import { memoryChannelPair } from '../../channel/memory.ts';
import { terminalToDeviceHostSchema } from '../../contract/device-messages.ts';
import { DeviceClient } from './device-client.ts';

/** A client of a device host that answers only when the test says so. */
function client() {
  let now = 1000;
  const [host, ours] = memoryChannelPair();
  const asked: string[] = [];
  host.onMessage((message) => {
    const got = terminalToDeviceHostSchema.parse(message);
    if (got.kind === 'request') asked.push(got.id);
  });
  const devices = new DeviceClient({
    fitted: ['receiptPrinter', 'documentPrinter', 'idCardReader'],
    now: () => now,
    onChange: () => undefined,
    onEvent: () => undefined,
    log: () => undefined,
  });
  devices.connect(ours);
  return { host, devices, asked, passes: (ms: number) => (now += ms) };
}
const status = {
  ...{ device: 'online', media: null, paper: null, action: 'none', faults: [] },
  ...{ observedAt: 5, evidence: 'asked', identity: null },
};
const failure = { code: 'hardwareError', errorCode: 'paper-jam', message: 'jam', effect: 'unknown' };

it.each([
  ['a report', 'document.print', { jobId: 'x', title: 'report', pdfBase64: '', copies: 1 }, true],
  ['a test receipt', 'device.checkHealth', { deviceClass: 'receiptPrinter', level: 'external', timeoutMs: 1 }, true],
  ['a test page', 'device.checkHealth', { deviceClass: 'documentPrinter', level: 'external', timeoutMs: 1 }, true],
  ['a strip drawn back', 'receipt.retract', {}, true],
  [
    'a printer asked how it is',
    'device.checkHealth',
    { deviceClass: 'receiptPrinter', level: 'internal', timeoutMs: 1 },
    false,
  ],
  ['a scanner lit', 'device.checkHealth', { deviceClass: 'barcodeReader', level: 'external', timeoutMs: 1 }, false],
  ['a card waited for', 'idCard.read', { timeoutMs: 1 }, false],
] as const)('%s moves paper until it has ended: %s', async (_, command, parameters, moves) => {
  const { host, devices, asked } = client();
  const done = devices.request(command, parameters as never);
  expect(devices.paperMoves()).toBe(moves);
  await expect.poll(() => asked).toHaveLength(1);
  host.send({ kind: 'failure', id: asked[0], error: failure });
  expect(await done).toMatchObject({ ok: false });
  expect(devices.paperMoves()).toBe(false);
});

it('a printer at work for another program moves paper, as long as that is heard', async () => {
  const { host, devices, passes } = client();
  const at = (deviceClass: 'receiptPrinter' | 'idCardReader', activity: 'busy' | 'idle') =>
    host.send({
      kind: 'status',
      statuses: [{ ...status, deviceClass, model: deviceClass, activity }],
      now: 5,
    });
  at('idCardReader', 'busy');
  await expect.poll(() => devices.view().idCardReader?.status?.activity).toBe('busy');
  expect(devices.paperMoves()).toBe(false);
  at('receiptPrinter', 'busy');
  await expect.poll(() => devices.paperMoves()).toBe(true);
  passes(60_000);
  expect(devices.paperMoves()).toBe(false);
  at('receiptPrinter', 'busy');
  await expect.poll(() => devices.paperMoves()).toBe(true);
  at('receiptPrinter', 'idle');
  await expect.poll(() => devices.paperMoves()).toBe(false);
});
