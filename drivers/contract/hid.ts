import type { Result } from './result.ts';
import type { TransportError } from './transport.ts';

/** Who a device says it is. Strings are as the system gives them, null where it gives none. */
export interface HidIdentity {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
  /** `bcdDevice` of a USB device; left out where the system does not tell it. */
  readonly release?: number | null;
}

/**
 * One HID interface: whole reports, never split or joined. The first byte of every report is its report id
 * (0 where the device numbers none). After `close` or an unplug nothing more arrives.
 */
export interface HidTransport {
  /** `hid://vid:pid[/serial]` or the system's path, as configured. */
  readonly port: string;
  /** Whom `open` found; null before. */
  readonly identity: HidIdentity | null;
  /** The report descriptor where the system gives it (Linux: sysfs), else null. Known after `open`. */
  readonly descriptor: Uint8Array | null;
  open(): Promise<Result<void, TransportError>>;
  writeOutput(report: Uint8Array): Promise<Result<void, TransportError>>;
  /** `length` counts the report id in front, and so does the answer, which may be shorter. */
  getFeature(reportId: number, length: number): Promise<Result<Uint8Array, TransportError>>;
  sendFeature(report: Uint8Array): Promise<Result<void, TransportError>>;
  onReport(listener: (report: Uint8Array) => void): () => void;
  /** Called once when the device went away by itself; not called after `close()`. */
  onHangUp(listener: (reason: string) => void): () => void;
  close(): Promise<void>;
}
