import {
  fail,
  type HidTransport,
  ok,
  type Result,
  type Transport,
  type TransportError,
  unreachable,
} from '../contract/index.ts';
import { parseHidReportDescriptor, reportBytes } from '../transports/hid-descriptor.ts';
import type { HidWire } from '../transports/hid-memory.ts';
import type { SimulatorWire } from '../transports/simulator-wire.ts';
import { type HidReportLayout, type HidWrapperProfile, unwrapReport, wrapBytes } from './hid-wrapper.ts';

/** A HID reader as the byte stream the card protocol expects: the driver behind it does not know the difference. */
export class HidByteStream implements Transport {
  readonly port: string;
  readonly #hid: HidTransport;
  readonly #profile: HidWrapperProfile;
  readonly onHangUp: Transport['onHangUp'];
  #badReports = 0;

  constructor(hid: HidTransport, profile: HidWrapperProfile) {
    this.port = hid.port;
    this.#hid = hid;
    this.#profile = profile;
    this.onHangUp = (listener) => hid.onHangUp(listener);
  }

  /** Reports that broke their own layout and were left out. */
  get badReports(): number {
    return this.#badReports;
  }

  async open(): Promise<Result<void, TransportError>> {
    const opened = await this.#hid.open();
    if (!opened.ok) return opened;
    const misfit = this.#misfit();
    if (misfit === null) return opened;
    await this.#hid.close();
    return fail({ kind: 'io', message: misfit });
  }

  /** Writes report after report; the deadline is for all of them. After a failure some may have gone out. */
  async write(bytes: Uint8Array, deadlineMs?: number): Promise<Result<void, TransportError>> {
    const until = deadlineMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + deadlineMs;
    for (const report of wrapBytes(bytes, this.#profile.output)) {
      if (performance.now() > until) {
        return fail({ kind: 'timeout', message: `writing to ${this.port} took longer than ${deadlineMs} ms` });
      }
      const written = await this.#hid.writeOutput(report);
      report.fill(0);
      if (!written.ok) return written;
    }
    return ok(undefined);
  }

  onData(listener: (bytes: Uint8Array) => void): () => void {
    return this.#hid.onReport((report) => {
      const payload = unwrapReport(report, this.#profile.input);
      // Card data: the report is not kept beside its payload, which the listener zeroes.
      report.fill(0);
      if (payload.ok) {
        if (payload.value.length > 0) listener(payload.value);
        return;
      }
      switch (payload.error) {
        case 'other':
          return;
        case 'length':
          this.#badReports += 1;
          return;
        default:
          unreachable(payload.error);
      }
    });
  }

  close(): Promise<void> {
    return this.#hid.close();
  }

  /** Why the device cannot be wrapped like that, where it shows its descriptor. */
  #misfit(): string | null {
    const { descriptor } = this.#hid;
    const parsed = descriptor && parseHidReportDescriptor(descriptor);
    if (!parsed?.ok) return null;
    for (const direction of ['output', 'input'] as const) {
      const layout = this.#profile[direction];
      const bytes = reportBytes(parsed.value, direction, layout.reportId);
      if (bytes !== layout.length) {
        const has = bytes === 0 ? 'has none' : `has ${bytes}`;
        return `${this.port} is not wrapped as ${this.#profile.name}: ${direction} report ${layout.reportId} of ${layout.length} bytes, the device ${has}`;
      }
    }
    return null;
  }
}

/** The reader's end of the same: what the protocol's simulator speaks over behind a HID wire. */
export function wrappedWire(wire: HidWire, profile: HidWrapperProfile): SimulatorWire {
  return {
    onData: (listener) =>
      wire.onOutput((report) => {
        const payload = unwrapReport(report, profile.output);
        if (payload.ok && payload.value.length > 0) listener(payload.value);
      }),
    write: (bytes) => {
      for (const report of wrapBytes(bytes, profile.input)) wire.input(report);
    },
    hangUp: () => wire.hangUp(),
  };
}

const items = (layout: HidReportLayout, main: number): number[] => [
  ...(layout.reportId === 0 ? [] : [0x85, layout.reportId]),
  ...[0x75, 0x08, 0x96, layout.length & 0xff, layout.length >> 8, 0x09, 0x02, main, 0x02],
];

/** A report descriptor for a simulated reader wrapped like that. */
export function wrapperDescriptor(profile: HidWrapperProfile): Uint8Array {
  const page = profile.usagePage ?? 0xff00;
  return Uint8Array.of(
    ...[0x06, page & 0xff, page >> 8, 0x09, 0x01, 0xa1, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00],
    ...items(profile.input, 0x81),
    ...items(profile.output, 0x91),
    0xc0,
  );
}
