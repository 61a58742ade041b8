import { readdirSync, readFileSync } from 'node:fs';
import type { HidWire } from '../../../drivers/transports/hid-memory.ts';
import { until } from './until.ts';

/** A HID device to plug in. Strings without spaces at their ends. */
export interface HidSpecimen {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer: string;
  readonly product: string;
  readonly serialNumber: string;
  readonly descriptor: Uint8Array;
}

/** One HID device from its own side, whatever makes it: uhid, a USB gadget, or the umockdev bed. */
export interface HidBench {
  plug(specimen: HidSpecimen): Promise<void>;
  unplug(): Promise<void>;
  /** One input report, id in front (0 where there is none). Resolves when the device has it to send, heard or not. */
  input(report: Uint8Array): Promise<void>;
  onOutput(listener: (report: Uint8Array) => void): () => void;
  /** Feature reports; null where the bench cannot carry them. */
  readonly feature: ((report: Uint8Array) => Promise<void>) | null;
  onFeatureSet(listener: (report: Uint8Array) => void): () => void;
}

/** The bench as the wire that simulators speak over. */
export const wireOf = (bench: HidBench): HidWire => ({
  onOutput: (listener) => bench.onOutput(listener),
  input: (report) => void bench.input(report),
  hangUp: () => void bench.unplug(),
});

const HIDRAW = '/sys/class/hidraw';

/** Resolves when the system lists the device, or no longer does: plugging takes a moment on a real bus. */
export async function untilListed({ vendorId, productId }: HidSpecimen, listed: boolean): Promise<void> {
  const hex8 = (value: number) => value.toString(16).toUpperCase().padStart(8, '0');
  const id = `HID_ID=0003:${hex8(vendorId)}:${hex8(productId)}`;
  const there = () =>
    readdirSync(HIDRAW).some((name) => {
      try {
        return readFileSync(`${HIDRAW}/${name}/device/uevent`, 'utf8').includes(id);
      } catch {
        // Gone between the two looks.
        return false;
      }
    });
  await until(`${id} is ${listed ? '' : 'not '}listed`, () => there() === listed);
}
