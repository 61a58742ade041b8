import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { SerialPort } from 'serialport';
import { SerialGadgetBench } from './serial-gadget-bench.ts';

const UDEVD = ['/usr/lib/systemd/systemd-udevd', '/lib/systemd/systemd-udevd'];
const LOOKS = 20;

/** What the library lists of a USB serial port: it asks udev's database, so udev must run. */
export async function serialListing(): Promise<unknown> {
  const udevd = UDEVD.find((file) => existsSync(file));
  if (udevd === undefined) throw new Error('systemd-udevd is not here');
  spawnSync(udevd, ['--daemon'], { stdio: 'inherit' });
  const bench = new SerialGadgetBench();
  await bench.plug();
  for (let look = 0; ; look += 1) {
    const found = (await SerialPort.list()).find(({ path, vendorId }) => path.includes('ttyACM') && vendorId);
    if (found || look === LOOKS) {
      await bench.unplug();
      const after = (await SerialPort.list()).filter(({ path }) => path.includes('ttyACM')).length;
      bench.remove();
      const { path, vendorId, productId, manufacturer, serialNumber } = found ?? {};
      return { path, vendorId, productId, manufacturer, serialNumber, after };
    }
    await delay(100);
  }
}
