import path from 'node:path';
import { STANDARD_LAYOUT } from '../../../../drivers/barcode-reader/hid-pos-layout.ts';
import {
  type FamilyName,
  HidPosBarcodeReader,
  HidPosSimulator,
  hidPosDescriptor,
  ScannerSimulator,
  SsiSimulator,
  type Suffix,
} from '../../../../drivers/barcode-reader/index.ts';
import { createMemoryHidPair, openPty, type SimulatorWire } from '../../../../drivers/transports/index.ts';
import type { Binding } from '../../../../src-main/device-host/attached-devices.ts';

/** The guide's 2 s, as much shorter as the device host's waits are: a packet nobody acknowledged goes out again. */
const ACKNOWLEDGED_WITHIN_MS = 250;

const SUFFIX: Suffix = { kind: 'bytes', name: 'CR', bytes: [13] };

/** A scanner of one of the families on a serial port. */
export class SerialScanner {
  readonly family: FamilyName;
  readonly port: string;
  #wire: SimulatorWire | null = null;
  #simulator: ScannerSimulator | null = null;

  constructor(family: FamilyName, folder: string) {
    this.family = family;
    this.port = path.join(folder, 'scanner');
  }

  /** What is plugged in now; null while nothing is. */
  get simulator(): ScannerSimulator | null {
    return this.#simulator;
  }

  plug(): void {
    if (this.#wire !== null) return;
    const pty = openPty({ link: this.port });
    if (!pty.ok) throw new Error(pty.error.message);
    this.#wire = pty.value;
    this.#simulator = new ScannerSimulator(pty.value, { family: this.family, suffix: SUFFIX });
  }

  unplug(): void {
    this.#wire?.hangUp();
    this.#wire = null;
    this.#simulator = null;
  }
}

/** An SSI scanner on a serial port. */
export class SsiStand {
  readonly port: string;
  #wire: SimulatorWire | null = null;
  #simulator: SsiSimulator | null = null;
  #patience: NodeJS.Timeout | undefined;

  constructor(folder: string) {
    this.port = path.join(folder, 'ssi');
  }

  /** What is plugged in now. */
  get simulator(): SsiSimulator {
    if (this.#simulator === null) throw new Error('nothing is plugged in');
    return this.#simulator;
  }

  /** Nothing where nothing is plugged in. */
  showCode(text: string): void {
    this.#simulator?.showCode(text);
  }

  plug(): void {
    const pty = openPty({ link: this.port });
    if (!pty.ok) throw new Error(pty.error.message);
    this.#wire = pty.value;
    const simulator = new SsiSimulator(pty.value);
    this.#simulator = simulator;
    this.#patience = setInterval(() => simulator.timeOut(), ACKNOWLEDGED_WITHIN_MS);
  }

  unplug(): void {
    clearInterval(this.#patience);
    this.#wire?.hangUp();
    this.#wire = null;
    this.#simulator = null;
  }
}

/** A HID-POS scanner with a trigger. */
export class HidPosStand {
  readonly #pair = createMemoryHidPair({
    port: 'hid://0c2e:0901',
    descriptor: hidPosDescriptor(STANDARD_LAYOUT, 'usages'),
  });
  readonly hid = this.#pair.wire;
  readonly simulator = new HidPosSimulator(this.hid, { layout: STANDARD_LAYOUT, trigger: 'usages' });
  readonly fitted: NonNullable<Binding['barcodeReader']> = {
    physical: this.#pair.transport.port,
    identity: null,
    create: () => new HidPosBarcodeReader(this.#pair.transport),
  };
}
