import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ScannerSimulator } from '../../drivers/barcode-reader/index.ts';
import { PcscSocialSecurityCardReader, SimulatedCardService } from '../../drivers/card-reader/index.ts';
import { type Clock, systemClock } from '../../drivers/contract/index.ts';
import type { DeviceClass } from '../../drivers/contract/status.ts';
import { IppPrinterSimulator } from '../../drivers/document-printer/index.ts';
import { SdtReaderSimulator } from '../../drivers/id-card-reader/index.ts';
import { EscPosPrinterSimulator, type FamilyName } from '../../drivers/receipt-printer/index.ts';
import { openPty, type SimulatorWire } from '../../drivers/transports/index.ts';
import { memoryChannelPair } from '../../src-main/channel/memory.ts';
import { devicesConfigSchema } from '../../src-main/contract/config-devices.ts';
import { bindDevices } from '../../src-main/device-host/binding.ts';
import { type DeviceHost, startDeviceHost } from '../../src-main/device-host/host.ts';
import { DeviceClient } from '../../src-main/terminal/devices/device-client.ts';
import type { Cause } from '../../src-main/terminal/diagnostics/cause.ts';
import { causeOf } from '../../src-main/terminal/diagnostics/causes.ts';

/** The device host looks and opens again eight times as soon; drivers keep their own clock. */
const hasty: Clock = { ...systemClock, delay: (ms, signal) => systemClock.delay(ms / 8, signal) };

export interface DrillRigOptions {
  readonly family?: FamilyName;
  /** The file printer instead of the one on the network. */
  readonly files?: boolean;
}

/** Simulated devices on real ptys and TCP, the real device host, and what the diagnostics call each device's trouble. */
export class DrillRig {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'drill-'));
  reader = new SdtReaderSimulator();
  readonly receipts: EscPosPrinterSimulator;
  readonly office = new IppPrinterSimulator();
  readonly cards = new SimulatedCardService(['Simulated reader 00 00']);
  scanner: ScannerSimulator | null = null;
  readonly documents = path.join(this.folder, 'documents');
  readonly #wires = new Map<DeviceClass, SimulatorWire>();
  #host: DeviceHost | null = null;
  #client: DeviceClient | null = null;

  private constructor({ family = 'epson' }: DrillRigOptions) {
    this.receipts = new EscPosPrinterSimulator({ family });
  }

  static async start(options: DrillRigOptions = {}): Promise<DrillRig> {
    const rig = new DrillRig(options);
    for (const device of ['idCardReader', 'barcodeReader', 'receiptPrinter'] as const) rig.plug(device);
    const uri = await rig.office.listen();
    const bound = await bindDevices(
      devicesConfigSchema.parse({
        idCardReader: { port: rig.#link('idCardReader') },
        barcodeReader: { port: rig.#link('barcodeReader'), family: 'newland' },
        receiptPrinter: { port: rig.#link('receiptPrinter'), family: options.family ?? 'epson' },
        documentPrinter: options.files === true ? { kind: 'file', directory: rig.documents } : { kind: 'ipp', uri },
      }),
    );
    if (!bound.ok) throw new Error(bound.error);
    rig.#host = startDeviceHost({
      binding: {
        ...bound.value,
        cardReader: {
          physical: 'pcsc',
          identity: null,
          create: () => new PcscSocialSecurityCardReader(rig.cards, {}),
        },
      },
      clock: hasty,
      onRefused: (where) => {
        throw new Error(where);
      },
    });
    rig.#client = new DeviceClient({
      fitted: ['idCardReader', 'barcodeReader', 'receiptPrinter', 'documentPrinter', 'cardReader'],
      now: () => performance.now(),
      onChange: () => undefined,
      onEvent: () => undefined,
      log: () => undefined,
    });
    const [host, terminal] = memoryChannelPair();
    rig.#host.connect(host);
    rig.#client.connect(terminal);
    return rig;
  }

  #link(device: DeviceClass): string {
    return path.join(this.folder, device);
  }

  plug(device: 'idCardReader' | 'barcodeReader' | 'receiptPrinter'): void {
    if (this.#wires.has(device)) return;
    const pty = openPty({ link: this.#link(device) });
    if (!pty.ok) throw new Error(pty.error.message);
    this.#wires.set(device, pty.value);
    if (device === 'idCardReader') this.reader.attach(pty.value);
    else if (device === 'receiptPrinter') this.receipts.attach(pty.value);
    else
      this.scanner = new ScannerSimulator(pty.value, {
        family: 'newland',
        suffix: { kind: 'bytes', name: 'CR', bytes: [13] },
      });
  }

  unplug(device: DeviceClass): void {
    this.#wires.get(device)?.hangUp();
    this.#wires.delete(device);
  }

  /** Somebody fits another reader in its place. */
  exchangeReader(): void {
    this.unplug('idCardReader');
    this.reader = new SdtReaderSimulator({ samId: '05.01-20210101-0000999999-0123456789' });
    this.plug('idCardReader');
  }

  silenceScanner(silent: boolean): void {
    if (this.scanner !== null) this.scanner.silent = silent;
  }

  cause(device: DeviceClass): Cause {
    const view = this.#client?.view()[device];
    return causeOf(view?.status ?? null, view?.health ?? 'unknown');
  }

  /** What stands on the screen in the end, for a test that failed. */
  seen(device: DeviceClass): string {
    const view = this.#client?.view()[device];
    return JSON.stringify([view?.health, view?.status?.device, view?.status?.faults, view?.status?.evidence]);
  }

  get client(): DeviceClient {
    if (this.#client === null) throw new Error('not started');
    return this.#client;
  }

  /** Milliseconds until the device's cause is called that; fails beyond `withinMs`. */
  async names(device: DeviceClass, words: string, withinMs: number): Promise<number> {
    const begun = performance.now();
    while (this.cause(device).cause.en !== words) {
      if (performance.now() - begun > withinMs)
        throw new Error(`${device} is called "${this.cause(device).cause.en}", not "${words}": ${this.seen(device)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return performance.now() - begun;
  }

  async stop(): Promise<void> {
    await this.#host?.stop();
    for (const device of [...this.#wires.keys()]) this.unplug(device);
    await this.office.close();
    this.cards.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
