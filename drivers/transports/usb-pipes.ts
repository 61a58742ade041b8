import type { Result, TransportError } from '../contract/index.ts';

/** One bulk endpoint. `number` without the direction bit: IN 81 is number 1. */
export interface UsbEndpoint {
  readonly direction: 'in' | 'out';
  readonly number: number;
  /** Largest packet, bytes. */
  readonly packetSize: number;
}

/** `timeout`: nothing came or went. `stall`: the endpoint halted, `clearHalt` frees it. `gone`: unplugged or closed. */
export type UsbFault = 'timeout' | 'stall' | 'gone' | 'failed';

/** One claimed USB interface with its bulk pipes: all that a driver may need of the system. */
export interface UsbPipes {
  /** `usb://vid:pid[/serial]`, as configured. */
  readonly port: string;
  /** `bcdDevice` of the open device; null or left out before. */
  readonly release?: number | null;
  /** Finds, opens and claims the device; gives the bulk endpoints of the claimed interface. */
  open(): Promise<Result<readonly UsbEndpoint[], TransportError>>;
  /** One transfer of at most `length` bytes; it ends early with a short packet, which may be empty. */
  bulkIn(endpoint: number, length: number, timeoutMs: number): Promise<Result<Uint8Array, UsbFault>>;
  bulkOut(endpoint: number, bytes: Uint8Array, timeoutMs: number): Promise<Result<void, UsbFault>>;
  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void>;
  /** Releases the device. Transfers under way end with `gone`. */
  close(): Promise<void>;
}
