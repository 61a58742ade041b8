import { decodeHidPosReport, type HidPosPart } from '../barcode-reader/hid-pos.ts';
import { type HidPosLayout, hidPosOf, STANDARD_LAYOUT } from '../barcode-reader/hid-pos-layout.ts';
import { LONGEST_CODE } from '../barcode-reader/suffix-parser.ts';
import { maskedCode } from './mask-barcode-reader.ts';
import { type ClassMask, joined, nothingPersonal, type StreamMask } from './stream-mask.ts';

/** Silence after which "continued" was a lie. Milliseconds; longer than the driver's own. */
const IDLE_MS = 500;

interface Held {
  readonly length: number;
  readonly part: HidPosPart;
}

/**
 * Reports of a scanner: what people show becomes another code of the same form over as many reports. Bytes of a report that
 * are no data are zeros: they may be left over from the code before.
 */
class HidPosMask implements StreamMask {
  /** Null until somebody says what the device looks like: nothing is kept until then. */
  layout: HidPosLayout | null = null;
  #held: Held[] = [];
  #heldBytes = 0;
  #lastAt = 0;

  push(report: Uint8Array, now: number): Uint8Array {
    const out = now - this.#lastAt > IDLE_MS ? [this.flush()] : [];
    this.#lastAt = now;
    const { layout } = this;
    const part = layout === null ? null : decodeHidPosReport(report, layout);
    if (layout === null || !part?.ok) {
      const kept = new Uint8Array(report.length);
      if (layout !== null) kept.set(report.subarray(0, 1));
      return joined([...out, this.flush(), kept]);
    }
    const { value } = part;
    if (this.#held.some((held) => held.part.aim !== value.aim)) out.push(this.flush());
    this.#held.push({ length: report.length, part: value });
    this.#heldBytes += value.data.length;
    if (!value.continued || this.#heldBytes > LONGEST_CODE) out.push(this.flush());
    return joined(out);
  }

  flush(): Uint8Array {
    const held = this.#held;
    const code = joined(held.map(({ part }) => part.data));
    const end = held.some(({ part }) => part.padded) ? code.findLastIndex((byte) => byte !== 0) + 1 : code.length;
    const masked = new Uint8Array(code.length);
    masked.set(maskedCode(code.subarray(0, end)));
    this.#held = [];
    this.#heldBytes = 0;
    let at = 0;
    const reports = held.map(({ length, part }) => {
      const report = new Uint8Array(length);
      const data = masked.subarray(at, at + part.data.length);
      at += part.data.length;
      if (this.layout) writePart(report, part, data, this.layout);
      part.data.fill(0);
      return report;
    });
    code.fill(0);
    return joined(reports);
  }
}

function writePart(report: Uint8Array, part: HidPosPart, data: Uint8Array, layout: HidPosLayout): void {
  report[0] = layout.reportId;
  if (layout.lengthAt !== null) report[layout.lengthAt] = data.length;
  if (layout.aimAt !== null && part.aim !== null) report.set(Buffer.from(part.aim, 'latin1'), layout.aimAt);
  report.set(data, layout.dataAt);
  const { continuedAt } = layout;
  if (continuedAt && part.continued) {
    report[continuedAt.byte] = (report[continuedAt.byte] ?? 0) | (1 << continuedAt.bit);
  }
}

export function maskHidPos(): ClassMask {
  const toHost = new HidPosMask();
  return {
    toDevice: nothingPersonal(),
    toHost,
    opened: (descriptor, vendorId) => {
      const scanner = descriptor === null ? null : hidPosOf(descriptor, vendorId);
      toHost.layout = scanner === null ? STANDARD_LAYOUT : scanner.ok ? scanner.value.layout : null;
    },
  };
}
