import type { TransportError } from '../contract/index.ts';
import type { UsbFault } from './usb-pipes.ts';

const said = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** The library gives sentences, no codes; they are those of nusb and of the operating system. */
const FAULTS: readonly { readonly pattern: RegExp; readonly fault: UsbFault }[] = [
  { pattern: /cancel|timed? ?out/i, fault: 'timeout' },
  { pattern: /stall/i, fault: 'stall' },
  { pattern: /disconnect|no such device|not found|invalid state|ENODEV/i, fault: 'gone' },
];

const OPEN_ERRORS: readonly {
  readonly pattern: RegExp;
  readonly kind: TransportError['kind'];
  readonly says: string;
}[] = [
  {
    pattern: /permission|access|EACCES|errno 13\b/i,
    kind: 'denied',
    says: 'may not be opened by this user (udev rule)',
  },
  { pattern: /busy|in use|EBUSY|errno 16\b/i, kind: 'busy', says: 'is used by another program or driver' },
  { pattern: /not.?supported/i, kind: 'io', says: 'has another driver: bind WinUSB to it' },
  { pattern: /no such device|disconnect|not found|errno 19\b/i, kind: 'notFound', says: 'is not plugged in' },
];

export function openError(port: string, thrown: unknown): TransportError {
  const known = OPEN_ERRORS.find(({ pattern }) => pattern.test(said(thrown)));
  if (known) return { kind: known.kind, message: `${port} ${known.says}` };
  return { kind: 'io', message: `${port} could not be opened: ${said(thrown)}` };
}

/** What a transfer that threw says of the device. */
export const transferFault = (thrown: unknown): UsbFault =>
  FAULTS.find(({ pattern }) => pattern.test(said(thrown)))?.fault ?? 'failed';
