import type { UsbEndpoint } from './usb-pipes.ts';

interface LibraryInterface {
  readonly interfaceNumber: number;
  readonly alternate: {
    readonly interfaceClass: number;
    readonly endpoints: readonly {
      readonly type: string;
      readonly direction: 'in' | 'out';
      readonly endpointNumber: number;
      readonly packetSize: number;
    }[];
  };
}

/** What is used of the library's device, which follows WebUSB but for the time limits of transfers. */
export interface UsbLibraryDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string | null | undefined;
  readonly deviceVersionMajor?: number | undefined;
  readonly deviceVersionMinor?: number | undefined;
  readonly deviceVersionSubminor?: number | undefined;
  readonly configuration?: { readonly interfaces: readonly LibraryInterface[] } | null | undefined;
  readonly configurations: readonly { readonly configurationValue: number }[];
  open(): Promise<void>;
  close(): Promise<void>;
  selectConfiguration(value: number): Promise<void>;
  detachKernelDriver(interfaceNumber: number): Promise<void>;
  claimInterface(interfaceNumber: number): Promise<void>;
  releaseInterface(interfaceNumber: number): Promise<void>;
  transferIn(
    endpoint: number,
    length: number,
    timeoutMs: number,
  ): Promise<{ readonly data?: DataView | undefined; readonly status?: string | undefined }>;
  transferOut(
    endpoint: number,
    data: Uint8Array<ArrayBuffer>,
    timeoutMs: number,
  ): Promise<{ readonly bytesWritten: number; readonly status?: string | undefined }>;
  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void>;
}

export type ListUsbDevices = () => Promise<readonly UsbLibraryDevice[]>;

const VENDOR_CLASS = 0xff;

export interface Claimable {
  readonly number: number;
  readonly endpoints: readonly UsbEndpoint[];
}

/** The interface to claim: bulk both ways, vendor class before others. */
export function claimable(device: UsbLibraryDevice): Claimable | null {
  const found = (device.configuration?.interfaces ?? []).flatMap(({ interfaceNumber, alternate }) => {
    const endpoints = alternate.endpoints
      .filter(({ type }) => type === 'bulk')
      .map(({ direction, endpointNumber, packetSize }) => ({ direction, number: endpointNumber & 0x0f, packetSize }));
    const both = ['in', 'out'].every((direction) => endpoints.some((endpoint) => endpoint.direction === direction));
    return both ? [{ number: interfaceNumber, endpoints, vendor: alternate.interfaceClass === VENDOR_CLASS }] : [];
  });
  return found.find(({ vendor }) => vendor) ?? found[0] ?? null;
}

/** `bcdDevice`, JJMN. */
export function releaseOf({
  deviceVersionMajor,
  deviceVersionMinor = 0,
  deviceVersionSubminor = 0,
}: UsbLibraryDevice): number | null {
  if (deviceVersionMajor === undefined) return null;
  // WebUSB takes JJMN apart: the major in two BCD digits, the others in one.
  const major = (Math.trunc(deviceVersionMajor / 10) << 4) | (deviceVersionMajor % 10);
  return (major << 8) | (deviceVersionMinor << 4) | deviceVersionSubminor;
}
