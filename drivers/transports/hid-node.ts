import { access, constants } from 'node:fs/promises';
import HID, { type HIDAsync } from 'node-hid';
import { fail, type HidIdentity, type HidTransport, ok, type Result, type TransportError } from '../contract/index.ts';
import { DEFAULT_WRITE_DEADLINE_MS, withDeadline } from './deadline.ts';
import { parseHidReportDescriptor } from './hid-descriptor.ts';
import { descriptorOf, findHid, identityOf } from './hid-find.ts';
import { HidListeners } from './hid-listeners.ts';
import { type HidPort, parseHidPort } from './hid-port.ts';
import { Opening } from './opening.ts';

export interface HidOptions {
  /** Only the interface with this usage page: a composite device has several. Any when left out. */
  readonly usagePage?: number;
  /** Whether reports begin with an id, for systems that do not show the descriptor. True when left out. */
  readonly numbered?: boolean;
}

/** A device that does not let go within this time is abandoned: closing never holds up the terminal. Milliseconds. */
const CLOSE_DEADLINE_MS = 1_000;

/** node-hid's read thread throws strings, its other calls Errors; their texts differ between systems and mean nothing. */
const said = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : typeof thrown === 'string' ? thrown : 'unknown error';

const numberedBy = (descriptor: Uint8Array): boolean | null => {
  const parsed = parseHidReportDescriptor(descriptor);
  return parsed.ok ? parsed.value.numbered : null;
};

/** node-hid does not say why it could not open; the file's own rights do. */
async function openError(port: string, path: string, thrown: unknown): Promise<TransportError> {
  if (process.platform !== 'linux') return { kind: 'io', message: `${port} could not be opened: ${said(thrown)}` };
  const code = await access(path, constants.R_OK | constants.W_OK).then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code ?? 'EIO',
  );
  if (code === 'EACCES' || code === 'EPERM') {
    return { kind: 'denied', message: `${port} may not be opened by this user (${path})` };
  }
  if (code === 'ENOENT') return { kind: 'notFound', message: `${port} does not exist` };
  return { kind: 'io', message: `${port} could not be opened: ${said(thrown)}` };
}

/**
 * A HID interface through node-hid (hidraw on Linux). Whose `hid://vid:pid` is, is looked up at every opening, because a
 * replugged device gets a new path. Every report handed on begins with its id, 0 where the device numbers none.
 */
export class NodeHidTransport implements HidTransport {
  readonly port: string;
  readonly #where: HidPort;
  readonly #options: HidOptions;
  readonly #listeners = new HidListeners();
  readonly onReport = this.#listeners.onReport;
  readonly onHangUp = this.#listeners.onHangUp;
  #device: HIDAsync | null = null;
  readonly #opening: Opening;
  #identity: HidIdentity | null = null;
  #descriptor: Uint8Array | null = null;

  constructor(port: string, where: HidPort, options: HidOptions = {}) {
    this.port = port;
    this.#where = where;
    this.#opening = new Opening(port);
    this.#options = options;
  }

  get identity(): HidIdentity | null {
    return this.#identity;
  }

  get descriptor(): Uint8Array | null {
    return this.#descriptor;
  }

  open(): Promise<Result<void, TransportError>> {
    return this.#opening.run(this.#device !== null, () => this.#open());
  }

  async #open(): Promise<Result<void, TransportError>> {
    const found = await findHid(this.port, this.#where, this.#options.usagePage);
    if (!found.ok) return found;
    const { path, device: whose } = found.value;
    this.#identity = identityOf(whose);
    this.#descriptor = await descriptorOf(path);
    const numbered = (this.#descriptor && numberedBy(this.#descriptor)) ?? this.#options.numbered ?? true;
    let device: HIDAsync;
    try {
      device = await HID.HIDAsync.open(path);
    } catch (thrown) {
      return fail(await openError(this.port, path, thrown));
    }
    const { closed } = this.#opening;
    if (closed) {
      await device.close();
      return closed;
    }
    this.#device = device;
    this.#listeners.start();
    device.on('error', (error: unknown) => this.#lost(device, `${this.port} was unplugged (${said(error)})`));
    device.on('data', (data: Buffer) => {
      if (this.#device !== device) return;
      this.#listeners.report(numbered ? Uint8Array.from(data) : Uint8Array.of(0, ...data));
    });
    // node-hid starts reading in the next tick; closed before that it would throw where nobody can catch it.
    await new Promise((resolve) => setImmediate(resolve));
    return this.#device === device
      ? ok(undefined)
      : fail({ kind: 'closed', message: `${this.port} was unplugged while opening` });
  }

  writeOutput(report: Uint8Array): Promise<Result<void, TransportError>> {
    return this.#does('writing to', async (device) => {
      await device.write(Buffer.from(report));
    });
  }

  getFeature(reportId: number, length: number): Promise<Result<Uint8Array, TransportError>> {
    return this.#does('asking', async (device) => Uint8Array.from(await device.getFeatureReport(reportId, length)));
  }

  sendFeature(report: Uint8Array): Promise<Result<void, TransportError>> {
    return this.#does('setting', async (device) => {
      await device.sendFeatureReport(Buffer.from(report));
    });
  }

  async close(): Promise<void> {
    this.#opening.close();
    const device = this.#device;
    this.#device = null;
    this.#listeners.stop();
    if (device) await this.#release(device);
  }

  #does<T>(what: string, act: (device: HIDAsync) => Promise<T>): Promise<Result<T, TransportError>> {
    const device = this.#device;
    if (!device) return Promise.resolve(fail({ kind: 'closed', message: `${this.port} is closed` }));
    return withDeadline(DEFAULT_WRITE_DEADLINE_MS, `${what} ${this.port}`, (settle) => {
      act(device).then(
        (value) => settle(ok(value)),
        (thrown: unknown) =>
          settle(
            fail(
              this.#device === device
                ? { kind: 'io', message: `${what} ${this.port} failed: ${said(thrown)}` }
                : { kind: 'closed', message: `${this.port} was closed` },
            ),
          ),
      );
    });
  }

  #lost(device: HIDAsync, reason: string): void {
    if (this.#device !== device) return;
    this.#device = null;
    this.#listeners.hangUp(reason);
    void this.#release(device);
  }

  async #release(device: HIDAsync): Promise<void> {
    await withDeadline<void>(CLOSE_DEADLINE_MS, `closing ${this.port}`, (settle) => {
      device.close().then(
        () => settle(ok(undefined)),
        () => settle(ok(undefined)),
      );
    });
  }
}

/** Makes the closed transport for a configured HID port. */
export function createHidTransport(port: string, options: HidOptions = {}): Result<HidTransport, TransportError> {
  const where = parseHidPort(port);
  return where.ok ? ok(new NodeHidTransport(port.trim(), where.value, options)) : where;
}
