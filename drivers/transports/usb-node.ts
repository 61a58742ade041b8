/// <reference types="w3c-web-usb" />
import { fail, ok, type Result, type TransportError } from '../contract/index.ts';
import { withDeadline } from './deadline.ts';
import { openError, transferFault } from './usb-faults.ts';
import { claimable, type ListUsbDevices, releaseOf, type UsbLibraryDevice } from './usb-library.ts';
import type { UsbEndpoint, UsbFault, UsbPipes } from './usb-pipes.ts';
import { parseUsbPort, type UsbPort } from './usb-port.ts';

type Device = UsbLibraryDevice;

/** The library is loaded at the first opening: it is native code, and most terminals have no such device. */
const listUsbDevices: ListUsbDevices = async () => {
  const { usb } = await import('usb');
  // A machine without any USB has no list of devices either.
  return usb.getDevices().catch(() => []);
};

/** A device that does not let go within this time is abandoned. Milliseconds. */
const ALONE_DEADLINE_MS = 1_000;
/** How much longer than its own limit a transfer may take before it is given up. Milliseconds. */
const GRACE_MS = 1_000;

/**
 * Bulk pipes through npm `usb` (nusb; usbfs on Linux, WinUSB on Windows). The library lends a device to any number of
 * transfers, but throws at whatever else is asked while one is under way; so clearing a halt and closing wait until
 * all transfers have ended, and hold new ones back.
 */
export class NodeUsbPipes implements UsbPipes {
  readonly port: string;
  readonly #where: UsbPort;
  readonly #list: ListUsbDevices;
  #device: Device | null = null;
  #interface = 0;
  #release: number | null = null;
  readonly #underWay = new Set<Promise<unknown>>();
  #alone: Promise<unknown> = Promise.resolve();

  constructor(port: string, where: UsbPort, list: ListUsbDevices = listUsbDevices) {
    this.port = port;
    this.#where = where;
    this.#list = list;
  }

  async open(): Promise<Result<readonly UsbEndpoint[], TransportError>> {
    if (this.#device) return fail({ kind: 'busy', message: `${this.port} is already open` });
    try {
      const [device, ...more] = await this.#find();
      if (!device) return fail({ kind: 'notFound', message: `${this.port} is not plugged in` });
      if (more.length > 0) {
        const message = `${more.length + 1} devices are ${this.port}: name the serial number`;
        return fail({ kind: 'notFound', message });
      }
      await device.open();
      return await this.#claim(device);
    } catch (thrown) {
      return fail(openError(this.port, thrown));
    }
  }

  /** Looked up at the opening: while a transfer is under way the library throws at the very question. */
  get release(): number | null {
    return this.#device === null ? null : this.#release;
  }

  async #find(): Promise<readonly Device[]> {
    const devices = await this.#list();
    const { vendorId, productId, serialNumber } = this.#where;
    return devices.filter(
      (device) =>
        device.vendorId === vendorId &&
        device.productId === productId &&
        (serialNumber === null || device.serialNumber === serialNumber),
    );
  }

  async #claim(device: Device): Promise<Result<readonly UsbEndpoint[], TransportError>> {
    try {
      const [first] = device.configurations;
      if (!device.configuration && first) await device.selectConfiguration(first.configurationValue);
      const chosen = claimable(device);
      if (!chosen) {
        await device.close();
        return fail({ kind: 'io', message: `${this.port} has no interface with bulk pipes both ways` });
      }
      // Fails where no driver of the kernel is bound, which is how it should be.
      if (process.platform === 'linux') await device.detachKernelDriver(chosen.number).catch(() => undefined);
      await device.claimInterface(chosen.number);
      this.#release = releaseOf(device);
      this.#device = device;
      this.#interface = chosen.number;
      return ok(chosen.endpoints);
    } catch (thrown) {
      await device.close().catch(() => undefined);
      throw thrown;
    }
  }

  bulkIn(endpoint: number, length: number, timeoutMs: number): Promise<Result<Uint8Array, UsbFault>> {
    return this.#transfer(timeoutMs, async (device) => {
      const { data, status } = await device.transferIn(endpoint, length, timeoutMs);
      if (status === 'stall' || !data) return fail('stall');
      return ok(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    });
  }

  bulkOut(endpoint: number, bytes: Uint8Array, timeoutMs: number): Promise<Result<void, UsbFault>> {
    return this.#transfer(timeoutMs, async (device) => {
      const { bytesWritten, status } = await device.transferOut(endpoint, Uint8Array.from(bytes), timeoutMs);
      if (status === 'stall') return fail('stall');
      return bytesWritten === bytes.length ? ok(undefined) : fail('failed');
    });
  }

  async clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void> {
    const device = this.#device;
    if (device) await this.#undisturbed(() => device.clearHalt(direction, endpoint));
  }

  async close(): Promise<void> {
    const device = this.#device;
    this.#device = null;
    if (!device) return;
    await this.#undisturbed(() => device.releaseInterface(this.#interface));
    await this.#undisturbed(() => device.close());
  }

  /** Runs `act` with no transfer under way; what it cannot do it leaves undone. */
  #undisturbed(act: () => Promise<void>): Promise<void> {
    const before = this.#alone;
    const done = (async () => {
      await before;
      await Promise.all(this.#underWay);
      await withDeadline<void>(ALONE_DEADLINE_MS, `releasing ${this.port}`, (settle) => {
        const settled = () => settle(ok(undefined));
        // The library may throw before it gives a promise.
        Promise.resolve().then(act).then(settled, settled);
      });
    })();
    this.#alone = done;
    return done;
  }

  async #transfer<T>(
    timeoutMs: number,
    act: (device: Device) => Promise<Result<T, UsbFault>>,
  ): Promise<Result<T, UsbFault>> {
    await this.#alone;
    const device = this.#device;
    if (!device) return fail('gone');
    // The library's limit should end it; a transfer it forgets must not hold the driver for ever.
    const transfer = withDeadline<Result<T, UsbFault>>(timeoutMs + GRACE_MS, 'a transfer', (settle) => {
      act(device).then(
        (result) => settle(ok(result)),
        (thrown: unknown) => settle(ok(fail(transferFault(thrown)))),
      );
    });
    this.#underWay.add(transfer);
    const ended = await transfer;
    this.#underWay.delete(transfer);
    if (this.#device !== device) return fail('gone');
    return ended.ok ? ended.value : fail('timeout');
  }
}

/** Makes the closed pipes for a configured USB port. */
export function createUsbPipes(port: string): Result<UsbPipes, TransportError> {
  const where = parseUsbPort(port);
  return where.ok ? ok(new NodeUsbPipes(port.trim(), where.value)) : where;
}
