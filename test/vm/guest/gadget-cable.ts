import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Transport } from '../../../drivers/contract/index.ts';
import type { SimulatorWire } from '../../../drivers/transports/simulator-wire.ts';
import type { CableBench } from '../observe/cable-bench.ts';
import { until } from '../observe/until.ts';
import { DeviceFile } from './device-file.ts';
import type { UsbGadget } from './usb-gadget.ts';

/** Bytes the kernel took are on the bus a moment later. Milliseconds. */
const ON_THE_BUS_MS = 100;

/** A cable of the kernel's own USB stack: a gadget's file at one end, at the other the file the product opens. */
export abstract class GadgetCable implements CableBench {
  readonly #gadget: UsbGadget;
  readonly #file: string;
  #farEnd: DeviceFile | null = null;
  #unplugging: Promise<void> = Promise.resolve();

  /** `file` is there while the device is plugged in. */
  protected constructor(gadget: UsbGadget, file: string) {
    this.#gadget = gadget;
    this.#file = file;
  }

  abstract transport(): Transport;

  /** Opens the device's own end and has the plug put in, in whichever order that works; `plugIn` ends when `file` is there. */
  protected abstract join(openFarEnd: (file: string) => DeviceFile, plugIn: () => Promise<void>): Promise<DeviceFile>;

  async plug(): Promise<SimulatorWire> {
    const listeners = new Set<(bytes: Uint8Array) => void>();
    const heard = (bytes: Uint8Array): void => {
      for (const listener of [...listeners]) listener(bytes);
    };
    const farEnd = await this.join(
      (file) => new DeviceFile(file, heard),
      async () => {
        this.#gadget.plug();
        await until(this.#file, () => existsSync(this.#file));
      },
    );
    this.#farEnd = farEnd;
    return {
      onData: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      write: (bytes) => farEnd.write(bytes),
      hangUp: () => {
        this.#unplugging = this.#unplugAfter(farEnd);
      },
    };
  }

  async unplug(): Promise<void> {
    await this.#unplugging;
    if (!this.#farEnd) return;
    this.#gadget.unplug();
    this.#farEnd.close();
    this.#farEnd = null;
    await until(`${this.#file} to go`, () => !existsSync(this.#file));
  }

  remove(): void {
    this.#gadget.remove();
  }

  async #unplugAfter(farEnd: DeviceFile): Promise<void> {
    await until('the last bytes', () => farEnd.idle);
    await delay(ON_THE_BUS_MS);
    this.#unplugging = Promise.resolve();
    await this.unplug();
  }
}
