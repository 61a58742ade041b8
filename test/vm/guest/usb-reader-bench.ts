import { readdirSync, readFileSync } from 'node:fs';
import type { Transport } from '../../../drivers/contract/index.ts';
import { UsbSdtTransport } from '../../../drivers/id-card-reader/usb-sdt-transport.ts';
import type { SimulatorWire } from '../../../drivers/transports/simulator-wire.ts';
import { createUsbPipes } from '../../../drivers/transports/usb-node.ts';
import type { CableBench } from '../observe/cable-bench.ts';
import { until } from '../observe/until.ts';
import { FunctionFs } from './functionfs.ts';
import { UsbGadget } from './usb-gadget.ts';

/** As the readers' own descriptors list them; the controller may give other numbers, in the same order. */
const ADDRESSES = { two: [0x01, 0x81], four: [0x02, 0x06, 0x81, 0x85] };
const HEAD = 7;
const DEVICES = '/sys/bus/usb/devices';

function listed(): boolean {
  return readdirSync(DEVICES).some((name) => {
    try {
      return readFileSync(`${DEVICES}/${name}/idProduct`, 'utf8').trim() === 'c35a';
    } catch {
      // An interface, which has no such file, or gone between the two looks.
      return false;
    }
  });
}

/** The card reader on USB `0400:C35A`: vendor class, one pipe or two in each direction. */
export class UsbReaderBench implements CableBench {
  readonly #gadget: UsbGadget;
  readonly #function: FunctionFs;
  readonly #listeners = new Set<(bytes: Uint8Array) => void>();
  readonly #layout: keyof typeof ADDRESSES;
  #plugged = false;
  #unplugging: Promise<void> = Promise.resolve();

  constructor(layout: keyof typeof ADDRESSES) {
    this.#layout = layout;
    this.#gadget = new UsbGadget('ffs', {
      vendorId: 0x0400,
      productId: 0xc35a,
      manufacturer: 'Example',
      product: 'Card reader',
      serialNumber: 'C0001',
    });
    this.#function = new FunctionFs('0', ADDRESSES[layout]);
    if (layout === 'two') {
      this.#function.listen(0, (bytes) => this.#hear(bytes));
      return;
    }
    let head = new Uint8Array(0);
    this.#function.listen(0, (bytes) => {
      head = Uint8Array.from(bytes);
    });
    this.#function.listen(1, (bytes) => this.#hear(Uint8Array.of(...head, ...bytes)));
  }

  transport(): Transport {
    const pipes = createUsbPipes('usb://0400:c35a');
    if (!pipes.ok) throw new Error(pipes.error.message);
    return new UsbSdtTransport(pipes.value);
  }

  async plug(): Promise<SimulatorWire> {
    this.#gadget.plug();
    this.#plugged = true;
    await until('0400:c35a', listed);
    return {
      onData: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      write: (bytes) => this.#send(bytes),
      hangUp: () => {
        this.#unplugging = this.#function.sent.then(() => this.#pull());
      },
    };
  }

  async unplug(): Promise<void> {
    await this.#unplugging;
    await this.#pull();
  }

  async remove(): Promise<void> {
    await this.#function.remove();
    this.#gadget.remove();
  }

  async #pull(): Promise<void> {
    if (!this.#plugged) return;
    this.#plugged = false;
    this.#gadget.unplug();
    await until('0400:c35a to go', () => !listed());
  }

  #hear(bytes: Uint8Array): void {
    for (const listener of [...this.#listeners]) listener(bytes);
  }

  #send(bytes: Uint8Array): void {
    if (this.#layout === 'two') {
      this.#function.send(0, bytes);
      return;
    }
    this.#function.send(0, bytes.subarray(0, HEAD));
    this.#function.send(1, bytes.subarray(HEAD));
  }
}
