import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Transport } from '../../../drivers/contract/index.ts';
import { SerialTransport } from '../../../drivers/transports/serial.ts';
import type { SimulatorWire } from '../../../drivers/transports/simulator-wire.ts';
import type { CableBench } from '../observe/cable-bench.ts';
import { until } from '../observe/until.ts';
import { DeviceFile } from './device-file.ts';
import { UsbGadget } from './usb-gadget.ts';

/** The device's end, and the port the terminal opens. A device pulled out and put in again gets the same number. */
const FAR_END = '/dev/ttyGS0';
const PORT = '/dev/ttyACM0';
/** Bytes the kernel took are on the bus a moment later. Milliseconds. */
const ON_THE_BUS_MS = 100;

/** USB serial (CDC-ACM) through the whole USB and terminal stack. */
export class SerialGadgetBench implements CableBench {
  readonly #gadget = new UsbGadget('acm', {
    vendorId: 0x1a86,
    productId: 0x55d4,
    manufacturer: 'Example',
    product: 'Serial reader',
    serialNumber: 'A0001',
  });
  #file: DeviceFile | null = null;
  #unplugging: Promise<void> = Promise.resolve();

  transport(): Transport {
    return new SerialTransport(PORT, { baudRate: 115_200 });
  }

  async plug(): Promise<SimulatorWire> {
    const listeners = new Set<(bytes: Uint8Array) => void>();
    const file = new DeviceFile(FAR_END, (bytes) => {
      for (const listener of [...listeners]) listener(bytes);
    });
    // Terminals begin with echo and line editing.
    spawnSync('stty', ['-F', FAR_END, 'raw', '-echo'], { stdio: 'inherit' });
    this.#file = file;
    this.#gadget.plug();
    await until(PORT, () => existsSync(PORT));
    return {
      onData: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      write: (bytes) => file.write(bytes),
      hangUp: () => {
        this.#unplugging = this.#unplugAfter(file);
      },
    };
  }

  async unplug(): Promise<void> {
    await this.#unplugging;
    if (!this.#file) return;
    this.#gadget.unplug();
    this.#file.close();
    this.#file = null;
    await until(`${PORT} to go`, () => !existsSync(PORT));
  }

  remove(): void {
    this.#gadget.remove();
  }

  async #unplugAfter(file: DeviceFile): Promise<void> {
    await until('the last bytes', () => file.idle);
    await delay(ON_THE_BUS_MS);
    this.#unplugging = Promise.resolve();
    await this.unplug();
  }
}
