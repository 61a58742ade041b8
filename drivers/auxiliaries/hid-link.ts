import type { HidTransport, Result, TransportError } from '../contract/index.ts';
import { usbIdentity } from '../transports/index.ts';
import { readBits, writeBits } from './hid-bits.ts';
import { type LinkFault, type LinkListener, OneAtATime, type SignalLink } from './link.ts';
import type { HidSettings } from './profile-links.ts';

const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

/** A board whose inputs are bits of input reports and whose lights are bits of output reports. It cannot be asked. */
export class HidLink implements SignalLink {
  readonly port: string;
  identity: string | null = null;
  readonly canBeAsked = false;
  readonly pollMs = null;
  readonly heartbeatMs: number | null;
  question = '';
  readonly #transport: HidTransport;
  readonly #settings: HidSettings;
  readonly #line = new OneAtATime();
  /** Output reports as they were last told, since one report carries several lights. */
  readonly #told = new Map<number, Uint8Array>();
  #stop: () => void = () => undefined;

  constructor(transport: HidTransport, settings: HidSettings) {
    this.#transport = transport;
    this.#settings = settings;
    this.port = transport.port;
    this.heartbeatMs = settings.heartbeatMs;
  }

  async open(listener: LinkListener): Promise<Result<void, TransportError>> {
    const stopReport = this.#transport.onReport((report) => {
      const values = new Map<string, number>();
      for (const [name, field] of Object.entries(this.#settings.inputs)) {
        const value = readBits(report, field);
        if (value !== null) values.set(name, value);
      }
      if (values.size > 0) listener.signals(values);
    });
    const stopHangUp = this.#transport.onHangUp((reason) => listener.hungUp(reason));
    this.#stop = () => {
      stopReport();
      stopHangUp();
    };
    this.#told.clear();
    const opened = await this.#transport.open();
    if (!opened.ok) this.#stop();
    const whose = this.#transport.identity;
    this.identity =
      whose && usbIdentity({ ...whose, vendorId: hex4(whose.vendorId), productId: hex4(whose.productId) });
    return opened;
  }

  async poll(): Promise<LinkFault | null> {
    return null;
  }

  write(values: ReadonlyMap<string, number>): Promise<LinkFault | null> {
    return this.#line.run(async () => {
      const changed = new Map<number, Uint8Array>();
      for (const [name, value] of values) {
        const field = this.#settings.outputs[name];
        if (!field) throw new Error(`the profile has no output ${name}`);
        const id = field.report;
        const report = changed.get(id) ?? this.#told.get(id)?.slice() ?? this.#blank(id);
        writeBits(report, field, value);
        changed.set(id, report);
      }
      for (const [id, report] of changed) {
        this.question = `output report ${id}`;
        const written = await this.#transport.writeOutput(report);
        if (!written.ok) return written.error.kind === 'closed' ? 'hungUp' : 'writeFailed';
        this.#told.set(id, report);
      }
      return null;
    });
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#transport.close();
  }

  #blank(id: number): Uint8Array {
    const report = new Uint8Array(1 + (this.#settings.outputLengths[String(id)] ?? 0));
    report[0] = id;
    return report;
  }
}
