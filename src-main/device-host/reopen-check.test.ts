import { expect, it } from 'vitest';
import { completed, type DeviceStatus, systemClock } from '../../drivers/contract/index.ts';
import { Attachment } from './attachment.ts';
import { checkHealth, internalOnly } from './health-check.ts';
import { PhysicalDevice } from './physical-device.ts';
import { reopenCheck } from './reopen-check.ts';
import { Place, ScriptedDevice } from './scripted-device.test-kit.ts';

const now = () => systemClock.now();
const options = (timeoutMs = 5000, signal = new AbortController().signal) => ({
  ...{ timeoutMs, signal, now },
  seen: (status: DeviceStatus) => status,
});

async function attached(identity: string | null = null) {
  const place = new Place();
  const attachment = new Attachment({
    deviceClass: 'idCardReader',
    create: () => new ScriptedDevice(place, now),
    physical: new PhysicalDevice('scripted'),
    identity,
    clock: systemClock,
    onStatus: () => undefined,
    onEvent: () => undefined,
  });
  attachment.start();
  await expect.poll(() => attachment.status().device, { timeout: 10_000 }).toBe('online');
  return { place, attachment };
}

it('closes the device, opens a new one, and tells what that answered', async () => {
  const { place, attachment } = await attached();
  const result = await reopenCheck(attachment, options());
  expect(result).toMatchObject({ ok: true, value: { passed: true, code: 'opened-anew' } });
  expect(result.ok && result.value.evidence).toMatch(/^opened anew in \d+ ms: scripted, UNIT-1$/);
  expect([place.opened, place.closed]).toEqual([2, 1]);
  await attachment.stop();
});

it('does not pass when the device does not come back, and is called off on wish', async () => {
  const { place, attachment } = await attached();
  place.plugged = false;
  expect(await reopenCheck(attachment, options(400))).toMatchObject({
    ok: true,
    value: { passed: false, code: 'not-opened' },
  });
  place.plugged = true;
  await expect.poll(() => attachment.status().device, { timeout: 10_000 }).toBe('online');
  place.plugged = false;
  const off = new AbortController();
  const running = reopenCheck(attachment, options(60_000, off.signal));
  off.abort();
  expect(await running).toMatchObject({ value: { passed: false, code: 'canceled' } });
  await attachment.stop();
});

it('does not make another unit the bound one, and does not pass with it', async () => {
  const { place, attachment } = await attached('UNIT-1');
  place.identity = 'UNIT-2';
  const asKept = { ...options(), seen: (status: DeviceStatus) => attachment.seen(status) };
  expect(await reopenCheck(attachment, asKept)).toMatchObject({ value: { passed: false, code: 'identity-changed' } });
  const asked = await attachment.run((device) => checkHealth(device, internalOnly, 'internal', asKept));
  expect(asked).toMatchObject({ value: { passed: false, code: 'identity-changed' } });
  await expect.poll(() => attachment.status().faults, { timeout: 10_000 }).toContain('identity-changed');
  await attachment.stop();
});

it('waits its turn: a device at work, or one that is away, is not opened anew', async () => {
  const { place, attachment } = await attached();
  let done: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    done = resolve;
  });
  const work = attachment.run(async () => {
    await held;
    return completed(null, 'none');
  });
  await Promise.resolve();
  expect(await reopenCheck(attachment, options())).toMatchObject({ ok: false, error: { errorCode: 'busy' } });
  done();
  await work;
  expect(place.opened).toBe(1);
  expect(await reopenCheck(null, options())).toMatchObject({ ok: false, error: { errorCode: 'notFitted' } });
  await attachment.stop();
});
