import { fail, ok, type Result } from '../contract/index.ts';
import type { HidPosLayout } from './hid-pos-layout.ts';
import { LONGEST_CODE } from './suffix-parser.ts';

/** One report's share of a code. */
export interface HidPosPart {
  /** Such as `]Q1`; null when the scanner does not say. */
  readonly aim: string | null;
  readonly data: Uint8Array;
  readonly continued: boolean;
  /** True where no length byte says how much is data: zeros at the end of the code are padding. */
  readonly padded: boolean;
}

/** `other`: a report of another id, which is nothing wrong. `length`: too short, or more data than fits. */
export type HidPosFault = 'other' | 'length';

const AIM = /^\][A-Za-z][0-9A-Za-z]$/;

/** One input report, its id in front. Longer ones are taken: Windows pads every report to the longest. */
export function decodeHidPosReport(report: Uint8Array, layout: HidPosLayout): Result<HidPosPart, HidPosFault> {
  if (report[0] !== layout.reportId) return fail('other');
  if (report.length < layout.reportLength) return fail('length');
  const length = layout.lengthAt === null ? layout.dataLength : (report[layout.lengthAt] ?? 0);
  if (length > layout.dataLength) return fail('length');
  const { aimAt, continuedAt, dataAt } = layout;
  const aim = aimAt === null ? '' : Buffer.from(report.subarray(aimAt, aimAt + 3)).toString('latin1');
  return ok({
    aim: AIM.test(aim) ? aim : null,
    data: report.slice(dataAt, dataAt + length),
    continued: continuedAt !== null && (((report[continuedAt.byte] ?? 0) >> continuedAt.bit) & 1) === 1,
    padded: layout.lengthAt === null,
  });
}

/** The reports a scanner sends for one code: the codec's other side. A code that fills a report has no empty one behind it. */
export function encodeHidPosReports(code: Uint8Array, aim: string | null, layout: HidPosLayout): Uint8Array[] {
  const reports: Uint8Array[] = [];
  for (let start = 0; start === 0 || start < code.length; start += layout.dataLength) {
    const part = code.subarray(start, start + layout.dataLength);
    const report = new Uint8Array(layout.reportLength);
    report[0] = layout.reportId;
    if (layout.lengthAt !== null) report[layout.lengthAt] = part.length;
    if (layout.aimAt !== null && aim !== null) report.set(Buffer.from(aim, 'latin1'), layout.aimAt);
    report.set(part, layout.dataAt);
    const { continuedAt } = layout;
    if (continuedAt && start + layout.dataLength < code.length) {
      report[continuedAt.byte] = (report[continuedAt.byte] ?? 0) | (1 << continuedAt.bit);
    }
    reports.push(report);
  }
  return reports;
}

/** A whole code as bytes; text is made of it only now, because a character may be cut between reports. */
export interface HidPosCode {
  readonly aim: string | null;
  readonly data: Uint8Array;
}

/**
 * Joins parts as bytes. A code that grows past `LONGEST_CODE`, lost a part or is given up is dropped to its end: the rest
 * of it is no code of its own. `flush` ends a code whose scanner set "continued" and sent nothing more.
 */
export class HidPosJoiner {
  readonly #buffer = new Uint8Array(LONGEST_CODE);
  #length = 0;
  #aim: string | null = null;
  #padded = false;
  #begun = false;
  /** Why the rest of this code is dropped. */
  #dropping: 'tooLong' | 'broken' | 'givenUp' | null = null;
  #overruns = 0;
  #broken = 0;

  get overruns(): number {
    return this.#overruns;
  }

  /** Codes that ended and had lost a part. */
  get broken(): number {
    return this.#broken;
  }

  get pending(): boolean {
    return this.#begun;
  }

  /** The codes this part ended: none, one, or two when it belongs to another code than the begun one. */
  push(part: HidPosPart): HidPosCode[] {
    const codes: HidPosCode[] = [];
    // Another symbology cannot continue the begun code: its "continued" was a lie.
    const dropped = this.#dropping === 'broken' || this.#dropping === 'givenUp';
    if (this.#begun && !dropped && part.aim !== this.#aim) codes.push(...this.flush());
    if (!this.#begun) this.#aim = part.aim;
    this.#begun = true;
    this.#padded = part.padded;
    if (this.#length + part.data.length > LONGEST_CODE) this.#dropping ??= 'tooLong';
    if (this.#dropping === null) {
      this.#buffer.set(part.data, this.#length);
      this.#length += part.data.length;
    }
    part.data.fill(0);
    return part.continued ? codes : [...codes, ...this.flush()];
  }

  /** Nothing more came: what there is is the code. */
  flush(): HidPosCode[] {
    let end = this.#length;
    while (this.#padded && end > 0 && this.#buffer[end - 1] === 0) end -= 1;
    const code = { aim: this.#aim, data: this.#buffer.slice(0, end) };
    const whole = this.#begun && this.#dropping === null && end > 0;
    if (this.#dropping === 'tooLong') this.#overruns += 1;
    if (this.#dropping === 'broken') this.#broken += 1;
    this.reset();
    return whole ? [code] : [];
  }

  /** A part was lost, of the begun code or as the first of one: what follows up to its end belongs to nobody. */
  spoil(): void {
    this.#wipe();
    this.#begun = true;
    this.#dropping = 'broken';
  }

  /** Nobody waits for the begun code any more. True when there was one. */
  giveUp(): boolean {
    const { pending } = this;
    if (!pending) return false;
    const known = this.#dropping === 'givenUp';
    this.#wipe();
    this.#dropping = 'givenUp';
    return !known;
  }

  /** Forgets what was begun, and overwrites it: a code may be personal. */
  reset(): void {
    this.#wipe();
    this.#aim = null;
    this.#begun = false;
    this.#dropping = null;
  }

  #wipe(): void {
    this.#buffer.fill(0, 0, this.#length);
    this.#length = 0;
  }
}
