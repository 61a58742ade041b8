import { SerialPort } from 'serialport';
import { fail, ok, type Result, type Transport, type TransportError } from '../contract/index.ts';
import { DEFAULT_WRITE_DEADLINE_MS, withDeadline } from './deadline.ts';
import { TransportListeners } from './listeners.ts';
import { disconnectAtEndOfFile } from './serial-end-of-file.ts';

/** A port that does not let go within this time is abandoned: closing never holds up the terminal. Milliseconds. */
const CLOSE_DEADLINE_MS = 1_000;

/** Texts of the operating systems as `serialport` 13 passes them on; it gives no error codes. */
const OPEN_ERRORS: readonly { pattern: RegExp; kind: TransportError['kind']; says: string }[] = [
  {
    pattern: /cannot lock|resource (temporarily unavailable|busy)|EBUSY/i,
    kind: 'busy',
    says: 'is used by another program',
  },
  { pattern: /permission denied|access denied|EACCES/i, kind: 'denied', says: 'may not be opened by this user' },
  {
    pattern: /no such (file|device)|file not found|ENOENT|ENXIO|not a directory|bad file descriptor/i,
    kind: 'notFound',
    says: 'does not exist',
  },
  { pattern: /inappropriate ioctl|ENOTTY|not a (tty|serial)/i, kind: 'io', says: 'is not a serial port' },
];

/**
 * What `write(2)` and `tcdrain(3)` say of a terminal whose other end is gone, as Node and `strerror` put it. The hang-up
 * itself may be noticed only a moment later.
 */
const GONE = /\b(EIO|ENXIO|ENODEV)\b|input\/output error|no such device/i;

/** Turns serialport's open error into a transport error that names the port and nothing else. */
export function serialOpenError(port: string, error: Error): TransportError {
  const known = OPEN_ERRORS.find(({ pattern }) => pattern.test(error.message));
  if (known) return { kind: known.kind, message: `${port} ${known.says}` };
  return { kind: 'io', message: `${port} could not be opened: ${error.message}` };
}

/**
 * A serial port, 8 data bits, no parity, 1 stop bit, no flow control, exclusively locked. Modem lines are never touched
 * after opening (ptys answer ENOTTY). After a `timeout` of `write` part of the bytes may still go out: close the port. A
 * write that finds the device gone ends as `closed`, and is a hang-up.
 */
export class SerialTransport implements Transport {
  readonly port: string;
  readonly #baudRate: number;
  readonly #listeners = new TransportListeners();
  readonly onData = this.#listeners.onData;
  readonly onHangUp = this.#listeners.onHangUp;
  #serial: SerialPort | null = null;

  constructor(path: string, options: { baudRate: number }) {
    this.port = path;
    this.#baudRate = options.baudRate;
  }

  async open(): Promise<Result<void, TransportError>> {
    if (this.#serial) return fail({ kind: 'busy', message: `${this.port} is already open` });
    const serial = new SerialPort({
      path: this.port,
      baudRate: this.#baudRate,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      autoOpen: false,
    });
    // Before 'data': the stream's first read is queued for 'open' too and must find the repaired binding.
    serial.once('open', () => disconnectAtEndOfFile(serial));
    // Listening before the port opens: bytes a device sends at once must not be lost.
    serial.on('data', (bytes: Buffer) => {
      if (this.#serial === serial) this.#listeners.data(bytes);
    });
    serial.on('error', (error) => this.#lost(serial, `${this.port} failed: ${error.message}`));
    serial.on('close', () => this.#lost(serial, `${this.port} was unplugged`));
    this.#serial = serial;
    this.#listeners.start();
    const error = await new Promise<Error | null>((resolve) => serial.open(resolve));
    if (!error && this.#serial === serial) return ok(undefined);
    if (!error) {
      // `close` was called while the port was still opening.
      serial.close();
      return fail({ kind: 'closed', message: `${this.port} was closed while opening` });
    }
    this.#serial = null;
    this.#listeners.stop();
    return fail(serialOpenError(this.port, error));
  }

  write(bytes: Uint8Array, deadlineMs = DEFAULT_WRITE_DEADLINE_MS): Promise<Result<void, TransportError>> {
    const serial = this.#serial;
    if (!serial?.isOpen) return Promise.resolve(fail({ kind: 'closed', message: `${this.port} is closed` }));
    return withDeadline(deadlineMs, `writing to ${this.port}`, (settle) => {
      const lost = () => settle(fail({ kind: 'closed', message: `${this.port} was closed while writing` }));
      serial.once('close', lost);
      const settled = (result: Result<void, TransportError>) => {
        serial.off('close', lost);
        settle(result);
      };
      const failed = (error: Error) => {
        if (!serial.isOpen || GONE.test(error.message)) {
          this.#lost(serial, `${this.port} was unplugged`);
          settled(fail({ kind: 'closed', message: `${this.port} was unplugged while writing` }));
        } else settled(fail({ kind: 'io', message: `writing to ${this.port} failed: ${error.message}` }));
      };
      serial.write(Buffer.from(bytes), (error) => {
        if (error) failed(error);
      });
      serial.drain((error) => (error ? failed(error) : settled(ok(undefined))));
    });
  }

  async close(): Promise<void> {
    const serial = this.#serial;
    this.#serial = null;
    this.#listeners.stop();
    if (!serial?.isOpen) return;
    await withDeadline<void>(CLOSE_DEADLINE_MS, `closing ${this.port}`, (settle) => {
      serial.close(() => settle(ok(undefined)));
    });
  }

  #lost(serial: SerialPort, reason: string): void {
    if (this.#serial !== serial) return;
    // While opening, the open callback reports; `close` and `error` speak only of a port that was open.
    if (serial.opening) return;
    this.#serial = null;
    this.#listeners.hangUp(reason);
    if (serial.isOpen) serial.close();
  }
}
