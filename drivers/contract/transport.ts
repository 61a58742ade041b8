import type { Result } from './result.ts';

/** Why a transport could not be opened or written: one plain sentence, no personal data. */
export interface TransportError {
  readonly kind: 'notFound' | 'busy' | 'denied' | 'closed' | 'timeout' | 'io';
  readonly message: string;
  /** The box is there, in another mode than the one that was looked for: a scanner that became a keyboard. */
  readonly otherMode?: true;
}

/**
 * A stream of bytes to one device. Reads and writes split and join anywhere: parsers resynchronise.
 * After `close` or a hang-up no more data arrives and every `write` fails with `closed`.
 */
export interface Transport {
  /** `bcdDevice` of the USB device behind it, once opened; null or left out where there is none. */
  readonly release?: number | null;
  /** Human-readable port, as configured: `/dev/ttyUSB0` or `tcp://127.0.0.1:9100`. */
  readonly port: string;
  open(): Promise<Result<void, TransportError>>;
  /** Resolves when the bytes left this process (drained), or the deadline passed. */
  write(bytes: Uint8Array, deadlineMs?: number): Promise<Result<void, TransportError>>;
  /** Listeners get every chunk; returns the function that stops listening. */
  onData(listener: (bytes: Uint8Array) => void): () => void;
  /** Called once when the far end hangs up or the port dies; not called after `close()`. */
  onHangUp(listener: (reason: string) => void): () => void;
  close(): Promise<void>;
}
