import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  hidWrapperProfiles,
  SdtReaderSimulator,
  simulatedCard,
  wrappedWire,
  wrapperDescriptor,
} from '../../../drivers/id-card-reader/index.ts';
import { HidBed, whyNoHidBed } from './hid-bed.ts';
import { runIn } from './remote.ts';

const DEVICE = fileURLToPath(new URL('../../../scripts/device.ts', import.meta.url));
const PORT = 'hid://0400:c35b';

const why = whyNoHidBed();
if (why !== null) process.stderr.write(`skipped: ${why}\n`);

const card = () => {
  const made = simulatedCard({
    cardType: 'resident',
    name: '测试䶮·頔彧𬎆',
    number: '110101190001010006',
    birth: '1900-01-01',
    address: '测试省样例市虚构区示范路1号',
  });
  if (!made.ok) throw new Error(made.error);
  return made.value;
};

describe.skipIf(why !== null).each([...hidWrapperProfiles.values()])(
  'a card reader behind HID reports of a kernel interface: $name',
  (profile) => {
    let bed: HidBed;
    let simulator: SdtReaderSimulator;
    const plug = async () => {
      await bed.plug({
        id: 'reader',
        vendorId: 0x0400,
        productId: 0xc35b,
        manufacturer: 'Example',
        product: 'Reader',
        serialNumber: 'R0001',
        descriptor: wrapperDescriptor(profile),
      });
      simulator.attach(wrappedWire(bed.wire('reader'), profile));
    };
    beforeEach(async () => {
      bed = await HidBed.start();
      simulator = new SdtReaderSimulator();
      await plug();
    });
    afterEach(() => bed.stop());

    const run = (action: string, ...words: string[]) =>
      runIn(bed.environment, [process.execPath, path.normalize(DEVICE), 'id-card', action, '--port', PORT, ...words]);

    it('is read by the technician’s client, unplugged in mid-frame, and read again', async () => {
      const wrapper = ['--wrapper', profile.name, '--timeout', '5'];
      simulator.layCard(card());
      const read = await run('read', '--json', ...wrapper);
      expect({ code: read.code, stderr: read.stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(read.stdout)).toMatchObject({
        name: '测试䶮·頔彧𬎆',
        number: '110101190001010006',
        address: '测试省样例市虚构区示范路1号',
      });
      simulator.layCard(card());
      simulator.inject({ kind: 'hangUpMidFrame' }, { on: 'readBase' });
      const unplugged = await run('read', '--json', ...wrapper);
      expect({ ...unplugged, stderr: unplugged.stderr.replace(/ during .*\[/, ' […') }).toEqual({
        code: 2,
        stdout: '',
        stderr: 'id-card read: the port hung up […hungUp]\n',
      });
      expect(await run('sam-id', ...wrapper)).toEqual({
        code: 2,
        stdout: '',
        stderr: `id-card sam-id: ${PORT} is not plugged in [portNotFound]\n`,
      });
      await plug();
      expect((await run('sam-id', ...wrapper)).stdout).toBe('05.01-20200229-0000123456-0987654321\n');
    });

    it('is refused with another wrapper, or none', async () => {
      const other = [...hidWrapperProfiles.keys()].find((name) => name !== profile.name) ?? '';
      const wrong = await run('status', '--wrapper', other);
      expect(wrong.code).toBe(2);
      expect(wrong.stderr).toMatch(/is not wrapped as .* \[portError\]\n$/);
      const none = await run('status');
      expect(none.code).toBe(2);
      expect(none.stderr).toMatch(/needs a wrapper.* \[portInvalid\]\n$/);
    });
  },
);
