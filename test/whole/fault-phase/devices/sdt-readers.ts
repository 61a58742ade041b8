import {
  HidByteStream,
  hidWrapperProfiles,
  SdtIdCardReader,
  SdtReaderSimulator,
  type USB_LAYOUTS,
  UsbSdtTransport,
  UsbSimulatedReader,
  wrappedWire,
  wrapperDescriptor,
} from '../../../../drivers/id-card-reader/index.ts';
import { createMemoryHidPair } from '../../../../drivers/transports/index.ts';
import type { SimulatedMachine } from '../../../../scripts/dock/machine.ts';
import { cardOf } from '../../../../scripts/dock/persons.ts';
import type { Binding } from '../../../../src-main/device-host/attached-devices.ts';
import type { CardStand } from './stands.ts';

type Fitted = NonNullable<Binding['idCardReader']>;

/** A reader that speaks the SDT protocol over one of its wires. */
export abstract class SdtStand implements CardStand {
  abstract readonly simulator: SdtReaderSimulator;
  abstract plug(): Promise<void>;
  abstract unplug(): Promise<void>;

  layCard(person: string): void {
    this.simulator.layCard(cardOf(person));
  }

  liftCard(): void {
    this.simulator.liftCard();
  }

  get cardLies(): boolean {
    return this.simulator.cardLies;
  }

  blur(): void {
    this.simulator.inject({ kind: 'sw3', sw3: 0x41 }, { on: 'readBase', times: 100 });
  }

  clear(): void {
    this.simulator.clearFaults();
  }
}

/** On a serial port: the one every simulated machine has. */
export class SerialSdt extends SdtStand {
  readonly #machine: () => SimulatedMachine;

  constructor(machine: () => SimulatedMachine) {
    super();
    this.#machine = machine;
  }

  get simulator(): SdtReaderSimulator {
    return this.#machine().reader;
  }

  async plug(): Promise<void> {
    await this.#machine().plug('reader');
  }

  async unplug(): Promise<void> {
    this.#machine().unplug('reader');
  }
}

/** On USB pipes. */
export class UsbSdt extends SdtStand {
  readonly simulator = new SdtReaderSimulator();
  readonly usb: UsbSimulatedReader;
  readonly fitted: Fitted;

  constructor(layout: keyof typeof USB_LAYOUTS) {
    super();
    this.usb = new UsbSimulatedReader(layout);
    const create = () => new SdtIdCardReader(new UsbSdtTransport(this.usb));
    this.fitted = { physical: this.usb.port, identity: null, create };
    this.simulator.attach(this.usb);
  }

  async plug(): Promise<void> {
    this.usb.plugIn();
    this.simulator.attach(this.usb);
  }

  async unplug(): Promise<void> {
    this.simulator.hangUp();
  }
}

/** Wrapped in HID reports. */
export class HidSdt extends SdtStand {
  readonly simulator = new SdtReaderSimulator();
  readonly hid;
  readonly fitted: Fitted;
  readonly #wrapper;

  constructor(name: string) {
    super();
    const wrapper = hidWrapperProfiles.get(name);
    if (wrapper === undefined) throw new Error('no such wrapper');
    this.#wrapper = wrapper;
    const port = 'hid://0483:5752';
    const { transport, wire } = createMemoryHidPair({ port, descriptor: wrapperDescriptor(wrapper) });
    this.hid = wire;
    this.simulator.attach(wrappedWire(wire, wrapper));
    const create = () => new SdtIdCardReader(new HidByteStream(transport, this.#wrapper));
    this.fitted = { physical: port, identity: null, create };
  }

  async plug(): Promise<void> {
    this.hid.plugIn();
    this.simulator.attach(wrappedWire(this.hid, this.#wrapper));
  }

  async unplug(): Promise<void> {
    this.simulator.hangUp();
  }
}
