import { access, constants, readFile } from 'node:fs/promises';
import HID, { type Device, type HIDAsync } from 'node-hid';
import { fail, type HidIdentity, type HidTransport, ok, type Result, type TransportError } from '../contract/index.ts';
import { DEFAULT_WRITE_DEADLINE_MS, withDeadline } from './deadline.ts';
import { parseHidReportDescriptor } from './hid-descriptor.ts';
import { HidListeners } from './hid-listeners.ts';
import { type HidPort, parseHidPort } from './hid-port.ts';

export interface HidOptions {
  /** Only the interface with this usage page: a composite device has several. Any when left out. */
  readonly usagePage?: number;
  /** Whether reports begin with an id, for systems that do not show the descriptor. True when left out. */
  readonly numbered?: boolean;
}

/** A device that does not let go within this time is abandoned: closing never holds up the terminal. Milliseconds. */
const CLOSE_DEADLINE_MS = 1_000;

type Found = { readonly path: string; readonly device: Device };

const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

const identityOf = (device: Device): HidIdentity => ({
  vendorId: device.vendorId,
  productId: device.productId,
  serialNumber: device.serialNumber || null,
  manufacturer: device.manufacturer || null,
  product: device.product || null,
});

/** node-hid's read thread throws strings, its other calls Errors; their texts differ between systems and mean nothing. */
const said = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : typeof thrown === 'string' ? thrown : 'unknown error';

const numberedBy = (descriptor: Uint8Array): boolean | null => {
  const parsed = parseHidReportDescriptor(descriptor);
  return parsed.ok ? parsed.value.numbered : null;
};

/** Linux shows the descriptor in sysfs; no other system lets node-hid see it. */
async function descriptorOf(path: string): Promise<Uint8Array | null> {
  const name = /^\/dev\/(hidraw\d+)$/.exec(path)?.[1];
  if (process.platform !== 'linux' || name === undefined) return null;
  return readFile(`/sys/class/hidraw/${name}/device/report_descriptor`).then(
    (bytes) => Uint8Array.from(bytes),
    () => null,
  );
}

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
  #opening = false;
  #closedWhileOpening = false;
  #identity: HidIdentity | null = null;
  #descriptor: Uint8Array | null = null;

  constructor(port: string, where: HidPort, options: HidOptions = {}) {
    this.port = port;
    this.#where = where;
    this.#options = options;
  }

  get identity(): HidIdentity | null {
    return this.#identity;
  }

  get descriptor(): Uint8Array | null {
    return this.#descriptor;
  }

  async open(): Promise<Result<void, TransportError>> {
    if (this.#device || this.#opening) return fail({ kind: 'busy', message: `${this.port} is already open` });
    this.#opening = true;
    this.#closedWhileOpening = false;
    try {
      return await this.#open();
    } finally {
      this.#opening = false;
    }
  }

  async #open(): Promise<Result<void, TransportError>> {
    const found = await this.#find();
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
    if (this.#closedWhileOpening) {
      await device.close();
      return fail({ kind: 'closed', message: `${this.port} was closed while opening` });
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

  async #find(): Promise<Result<Found, TransportError>> {
    const where = this.#where;
    const all = await HID.devicesAsync().catch(() => []);
    const known = all.flatMap((device) => (device.path ? [{ path: device.path, device }] : []));
    if (where.kind === 'path') {
      const found = known.find(({ path }) => path === where.path);
      return found ? ok(found) : fail({ kind: 'notFound', message: `${this.port} does not exist` });
    }
    const same = known.filter(
      ({ device }) =>
        device.vendorId === where.vendorId &&
        device.productId === where.productId &&
        (where.serialNumber === null || device.serialNumber === where.serialNumber),
    );
    const { usagePage } = this.#options;
    const fitting = same.filter(({ device }) => usagePage === undefined || device.usagePage === usagePage);
    // One interface is listed once for each of its top-level collections.
    const [first, ...more] = [...new Map(fitting.map((one) => [one.path, one])).values()];
    if (!first) return fail({ kind: 'notFound', message: this.#missing(known, same) });
    if (more.length === 0) return ok(first);
    const what = `${more.length + 1} interfaces are ${this.port}: name the serial number or the path`;
    return fail({ kind: 'notFound', message: what });
  }

  /** What a technician should know: a scanner turned into a keyboard by a programming code has another usage page. */
  #missing(known: readonly Found[], same: readonly Found[]): string {
    const pages = (found: readonly Found[]) =>
      [...new Set(found.map(({ device }) => hex4(device.usagePage ?? 0)))].join(', ');
    if (same.length > 0) {
      return `${this.port} is there with usage page ${pages(same)} and not ${hex4(this.#options.usagePage ?? 0)}`;
    }
    const where = this.#where;
    const kin = where.kind === 'ids' ? known.filter(({ device }) => device.vendorId === where.vendorId) : [];
    if (kin.length === 0) return `${this.port} is not plugged in`;
    const products = [...new Set(kin.map(({ device }) => hex4(device.productId)))].join(', ');
    return `${this.port} is not plugged in; its maker's ${products} is (usage page ${pages(kin)})`;
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
    if (this.#opening) this.#closedWhileOpening = true;
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
