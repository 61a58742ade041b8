import { existsSync } from 'node:fs';
import { parseHidReportDescriptor } from '../../../drivers/transports/hid-descriptor.ts';
import { type HidBench, type HidSpecimen, untilListed } from '../observe/hid-bench.ts';
import { until } from '../observe/until.ts';
import { DeviceFile } from './device-file.ts';
import { UsbGadget } from './usb-gadget.ts';

const DEVICE = '/dev/hidg0';
const REPORT_BYTES = 64;

/** USB HID devices on the kernel's own bus. Linux's gadget answers no questions for feature reports. */
export class HidGadgetBench implements HidBench {
  readonly feature = null;
  readonly #outputs = new Set<(report: Uint8Array) => void>();
  #plugged: {
    readonly specimen: HidSpecimen;
    readonly gadget: UsbGadget;
    readonly file: DeviceFile;
    readonly numbered: boolean;
  } | null = null;

  async plug(specimen: HidSpecimen): Promise<void> {
    const parsed = parseHidReportDescriptor(specimen.descriptor);
    const numbered = !parsed.ok || parsed.value.numbered;
    const gadget = new UsbGadget('hid', specimen, {
      protocol: '0',
      subclass: '0',
      report_length: String(REPORT_BYTES),
      report_desc: specimen.descriptor,
    });
    gadget.plug();
    await until(DEVICE, () => existsSync(DEVICE));
    const file = new DeviceFile(DEVICE, (bytes) => {
      const report = numbered ? bytes : Uint8Array.of(0, ...bytes);
      for (const listener of [...this.#outputs]) listener(report);
    });
    this.#plugged = { specimen, gadget, file, numbered };
    await untilListed(specimen, true);
  }

  async unplug(): Promise<void> {
    const plugged = this.#plugged;
    this.#plugged = null;
    if (!plugged) return;
    plugged.gadget.unplug();
    plugged.file.close();
    await untilListed(plugged.specimen, false);
    plugged.gadget.remove();
  }

  async input(report: Uint8Array): Promise<void> {
    const { file, numbered } = this.#plugged ?? {};
    file?.write(numbered ? report : report.subarray(1));
  }

  onOutput(listener: (report: Uint8Array) => void): () => void {
    this.#outputs.add(listener);
    return () => this.#outputs.delete(listener);
  }

  onFeatureSet(): () => void {
    return () => undefined;
  }
}
