import type { HidWire } from '../transports/hid-memory.ts';
import { encodeHidPosReports } from './hid-pos.ts';
import { type HidPosLayout, STANDARD_LAYOUT } from './hid-pos-layout.ts';

const pad = (bits: number): number[] => (bits > 0 ? [0x75, 0x01, 0x95, bits, 0x81, 0x03] : []);

/** Fields of an input report in order, with constant bytes between them. */
function inputItems(layout: HidPosLayout): number[] {
  const { lengthAt, aimAt, dataAt, dataLength, continuedAt, reportLength } = layout;
  const fields = [
    ...(lengthAt === null ? [] : [{ at: lengthAt, size: 1, items: [0x05, 0x01, 0x09, 0x3b, 0x81, 0x02, 0x05, 0x8c] }]),
    ...(aimAt === null ? [] : [{ at: aimAt, size: 3, items: [0x09, 0xfb, 0x09, 0xfc, 0x09, 0xfd, 0x81, 0x02] }]),
    { at: dataAt, size: dataLength, items: [0x09, 0xfe, 0x82, 0x02, 0x01] },
  ].sort((left, right) => left.at - right.at);
  const items: number[] = [];
  let at = 1;
  for (const field of fields) {
    if (field.at > at) items.push(0x75, 0x08, 0x95, field.at - at, 0x81, 0x03);
    items.push(0x75, 0x08, 0x95, field.size, ...field.items);
    at = field.at + field.size;
  }
  const flagAt = continuedAt?.byte ?? reportLength;
  if (flagAt > at) items.push(0x75, 0x08, 0x95, flagAt - at, 0x81, 0x03);
  if (!continuedAt) return items;
  const { bit } = continuedAt;
  return [...items, ...pad(bit), 0x75, 0x01, 0x95, 0x01, 0x09, 0xff, 0x81, 0x02, ...pad(7 - bit)];
}

/** Report 4: bit 1 prevents, bit 2 initiates reading; and Honeywell's report FD of 63 bytes where asked for. */
const TRIGGER = [0x85, 0x04, 0x75, 0x01, 0x95, 0x08, 0x09, 0x5e, 0x09, 0x5f, 0x09, 0x60, 0x09, 0x00, 0x91, 0x02];
const HONEYWELL = [0x85, 0xfd, 0x06, 0x66, 0xff, 0x09, 0x05, 0x75, 0x08, 0x95, 0x3f, 0x91, 0x02, 0x05, 0x8c];

export type SimulatedTrigger = 'usages' | 'honeywell' | 'none';

/** The report descriptor of a scanner with that layout: what `layoutOf` reads, from the other side. */
export function hidPosDescriptor(layout: HidPosLayout, trigger: SimulatedTrigger = 'none'): Uint8Array {
  return Uint8Array.of(
    ...[0x05, 0x8c, 0x09, 0x02, 0xa1, 0x01, 0x09, 0x12, 0xa1, 0x02, 0x15, 0x00, 0x26, 0xff, 0x00],
    ...[0x85, layout.reportId, ...inputItems(layout), 0xc0],
    ...(trigger === 'usages' ? [0x09, 0x14, 0xa1, 0x02, ...TRIGGER, 0xc0] : []),
    ...(trigger === 'honeywell' ? HONEYWELL : []),
    0xc0,
  );
}

/** A HID-POS scanner from its own side, over any HID wire. It reads while triggered, or all the time without a trigger. */
export class HidPosSimulator {
  readonly #wire: HidWire;
  readonly #layout: HidPosLayout;
  readonly #trigger: SimulatedTrigger;
  #triggered = false;
  #inView: { readonly code: Uint8Array; readonly aim: string | null } | null = null;
  /** Sends nothing at all. */
  silent = false;

  constructor(wire: HidWire, options: { layout?: HidPosLayout; trigger?: SimulatedTrigger } = {}) {
    this.#wire = wire;
    this.#layout = options.layout ?? STANDARD_LAYOUT;
    this.#trigger = options.trigger ?? 'none';
    wire.onOutput((report) => this.#output(report));
  }

  get descriptor(): Uint8Array {
    return hidPosDescriptor(this.#layout, this.#trigger);
  }

  /** Whether the aiming light is on. */
  get reading(): boolean {
    return this.#trigger === 'none' || this.#triggered;
  }

  /** Holds a code before the window until it is read once. Text is sent as UTF-8. */
  showCode(code: string | Uint8Array, aim: string | null = ']Q1'): void {
    this.#inView = { code: typeof code === 'string' ? Buffer.from(code, 'utf8') : code, aim };
    this.#scan();
  }

  sendRaw(report: Uint8Array): void {
    if (!this.silent) this.#wire.input(report);
  }

  #output(report: Uint8Array): void {
    if (report[0] === 0x04) this.#triggered = ((report[1] ?? 0) & 0x04) !== 0;
    if (report[0] === 0xfd && report[1] === 3 && report[2] === 0x16) this.#triggered = report[3] === 0x54;
    this.#scan();
  }

  #scan(): void {
    if (!this.#inView || !this.reading) return;
    const { code, aim } = this.#inView;
    this.#inView = null;
    for (const report of encodeHidPosReports(code, aim, this.#layout)) this.sendRaw(report);
  }
}
