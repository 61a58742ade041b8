import { mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { configSchema } from '../contract/config.ts';
import { PhysicalDevices } from './physical-device.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'boxes-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sentences = (devices: unknown) => {
  const read = configSchema.shape.devices.safeParse(devices);
  return read.success ? [] : read.error.issues.map(({ path: field, message }) => `${field.join('.')} ${message}`);
};

it.each([
  ['hid://0c2e:0b61', 'hid://0C2E:0B61'],
  ['/dev/ttyUSB0', '/dev/../dev/ttyUSB0'],
  ['tcp://127.0.0.1:4001', 'tcp://LOCALHOST:4001'],
  ['tcp://192.0.2.7:4001', 'tcp://[::ffff:192.0.2.7]:4001'],
])('%s and %s are one box, and no two devices', (one, other) => {
  const boxes = new PhysicalDevices();
  expect(boxes.at(other)).toBe(boxes.at(one));
  expect(sentences({ idCardReader: { port: one }, barcodeReader: { port: other } })).toEqual([
    'barcodeReader.port must differ from devices.idCardReader.port',
  ]);
});

it('two classes behind one service share its box', () => {
  const [one, other] = ['ws://127.0.0.1:5846/xfs4iot/v1.0/Cards', 'ws://LocalHost:5846/xfs4iot/v1.0/Cards'] as const;
  expect(sentences({ idCardReader: { port: one }, cardReader: { port: other } })).toEqual([]);
  const boxes = new PhysicalDevices();
  expect(boxes.at(one)).toBe(boxes.at(other));
  // Both open it.
  expect([boxes.at(one).occupy().ok, boxes.at(other).occupy().ok]).toEqual([true, true]);
});

it('a link is the box that it leads to, for as long as that one is open', () => {
  const [tty, link] = [path.join(folder, 'ttyTest'), path.join(folder, 'by-id')];
  writeFileSync(tty, '');
  symlinkSync(tty, link);
  const boxes = new PhysicalDevices();
  const free = boxes.at(tty).occupy();
  expect(boxes.at(link).occupy()).toEqual({
    ok: false,
    error: `${link} is the same place as ${tty}, which another device of this machine uses`,
  });
  if (free.ok) free.value();
  const mine = boxes.at(link).occupy();
  expect([mine.ok, boxes.at(tty).occupy().ok]).toEqual([true, false]);
  // Unplugged and led elsewhere meanwhile: what was occupied is given back all the same.
  unlinkSync(link);
  if (mine.ok) mine.value();
  expect(boxes.at(tty).occupy().ok).toBe(true);
});

it('an address and a name of this machine are one box', () => {
  const boxes = new PhysicalDevices();
  expect(boxes.at('tcp://127.0.0.1:4001').occupy().ok).toBe(true);
  expect(boxes.at(`tcp://${os.hostname()}:4001`).occupy().ok).toBe(false);
  expect(boxes.at(`tcp://${os.hostname()}:4002`).occupy().ok).toBe(true);
});
