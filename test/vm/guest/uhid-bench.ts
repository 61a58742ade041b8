import { parseHidReportDescriptor } from '../../../drivers/transports/hid-descriptor.ts';
import { type HidBench, type HidSpecimen, untilListed } from '../observe/hid-bench.ts';
import { Uhid } from './uhid.ts';

/** HID devices straight into the kernel's HID layer, without a bus. */
export class UhidBench implements HidBench {
  readonly #outputs = new Set<(report: Uint8Array) => void>();
  readonly #featuresSet = new Set<(report: Uint8Array) => void>();
  #plugged: { readonly specimen: HidSpecimen; readonly device: Uhid } | null = null;

  async plug(specimen: HidSpecimen): Promise<void> {
    const parsed = parseHidReportDescriptor(specimen.descriptor);
    const device = new Uhid(
      { ...specimen, name: `${specimen.manufacturer} ${specimen.product}` },
      !parsed.ok || parsed.value.numbered,
    );
    device.onOutput = (report) => {
      for (const listener of [...this.#outputs]) listener(report);
    };
    device.onFeatureSet = (report) => {
      for (const listener of [...this.#featuresSet]) listener(report);
    };
    this.#plugged = { specimen, device };
    await untilListed(specimen, true);
  }

  async unplug(): Promise<void> {
    const plugged = this.#plugged;
    this.#plugged = null;
    if (!plugged) return;
    plugged.device.destroy();
    await untilListed(plugged.specimen, false);
  }

  async input(report: Uint8Array): Promise<void> {
    this.#plugged?.device.input(report);
  }

  readonly feature = async (report: Uint8Array): Promise<void> => {
    this.#plugged?.device.features.set(report[0] ?? 0, report);
  };

  onOutput(listener: (report: Uint8Array) => void): () => void {
    this.#outputs.add(listener);
    return () => this.#outputs.delete(listener);
  }

  onFeatureSet(listener: (report: Uint8Array) => void): () => void {
    this.#featuresSet.add(listener);
    return () => this.#featuresSet.delete(listener);
  }
}
