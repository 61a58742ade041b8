import { fail, ok, type Result } from '../contract/index.ts';

/** USB HID 1.11 §6.2.2. One main item (Input, Output or Feature) with what was in force when it stood there. */
export interface HidField {
  readonly kind: 'input' | 'output' | 'feature';
  /** 0 where the device numbers no reports. */
  readonly reportId: number;
  /** Counted from the start of the report's data, behind the report id byte. Bits fill from the lowest of each byte. */
  readonly bitOffset: number;
  /** Bits of one element. */
  readonly size: number;
  /** Elements. */
  readonly count: number;
  /** Usage page × 65536 + usage, in order. Element n of a variable field has usage n, the last one for all further. */
  readonly usages: readonly number[];
  readonly constant: boolean;
  /** False: an array, whose elements are indices of usages. */
  readonly variable: boolean;
  /** Usages of the collections around it, outermost first. */
  readonly collections: readonly number[];
}

export interface HidReportDescriptor {
  readonly fields: readonly HidField[];
  /** True when every report begins with an id on the wire. */
  readonly numbered: boolean;
  /** Usages of the top-level collections: what the interface says it is. */
  readonly applications: readonly number[];
}

/** `truncated`: ends inside an item. `nesting`: collections or push/pop do not close. `limits`: larger than any device's. */
export type HidDescriptorFault = 'truncated' | 'nesting' | 'limits' | 'item';

/** Linux refuses descriptors beyond 4 KiB and reports beyond 16 KiB. */
const LONGEST_DESCRIPTOR = 4_096;
const LARGEST_REPORT_BITS = 16_384 * 8;
const DEEPEST = 16;
const MOST_FIELDS = 512;
const MOST_USAGES = 512;

const MAIN = { input: 0x8, output: 0x9, collection: 0xa, feature: 0xb, endCollection: 0xc } as const;
const GLOBAL = { usagePage: 0x0, reportSize: 0x7, reportId: 0x8, reportCount: 0x9, push: 0xa, pop: 0xb } as const;
const LOCAL = { usage: 0x0, usageMinimum: 0x1, usageMaximum: 0x2 } as const;
const KINDS = { [MAIN.input]: 'input', [MAIN.output]: 'output', [MAIN.feature]: 'feature' } as const;

interface Globals {
  readonly usagePage: number;
  readonly size: number;
  readonly count: number;
  readonly reportId: number;
}

class Reader {
  globals: Globals = { usagePage: 0, size: 0, count: 0, reportId: 0 };
  readonly pushed: Globals[] = [];
  readonly collections: number[] = [];
  readonly applications: number[] = [];
  readonly fields: HidField[] = [];
  readonly bits = new Map<string, number>();
  usages: number[] = [];
  minimum: number | null = null;
  numbered = false;

  /** `length` is that of `data` in bytes. */
  item(type: number, tag: number, data: number, length: number): HidDescriptorFault | null {
    if (type === 0) return this.#endingLocals(tag, data);
    if (type === 1) return this.#global(tag, data);
    return type === 2 ? this.#local(tag, data, length) : 'item';
  }

  #endingLocals(tag: number, data: number): HidDescriptorFault | null {
    const fault = this.#main(tag, data);
    // Local items reach no further than the next main item.
    this.usages = [];
    this.minimum = null;
    return fault;
  }

  #main(tag: number, data: number): HidDescriptorFault | null {
    switch (tag) {
      case MAIN.collection: {
        if (this.collections.length === DEEPEST) return 'limits';
        const usage = this.usages[0] ?? 0;
        if (this.collections.length === 0) this.applications.push(usage);
        this.collections.push(usage);
        return null;
      }
      case MAIN.endCollection:
        return this.collections.pop() === undefined ? 'nesting' : null;
      case MAIN.input:
      case MAIN.output:
      case MAIN.feature:
        return this.#field(KINDS[tag], data);
      default:
        return 'item';
    }
  }

  #field(kind: HidField['kind'], data: number): HidDescriptorFault | null {
    const { size, count, reportId } = this.globals;
    const key = `${kind} ${reportId}`;
    const bitOffset = this.bits.get(key) ?? 0;
    const end = bitOffset + size * count;
    if (end > LARGEST_REPORT_BITS || this.fields.length === MOST_FIELDS) return 'limits';
    this.bits.set(key, end);
    this.fields.push({
      kind,
      reportId,
      bitOffset,
      size,
      count,
      usages: this.usages,
      constant: (data & 0x01) !== 0,
      variable: (data & 0x02) !== 0,
      collections: [...this.collections],
    });
    return null;
  }

  #global(tag: number, data: number): HidDescriptorFault | null {
    switch (tag) {
      case GLOBAL.usagePage:
        this.globals = { ...this.globals, usagePage: data & 0xffff };
        return null;
      case GLOBAL.reportSize:
        this.globals = { ...this.globals, size: data };
        return data > LARGEST_REPORT_BITS ? 'limits' : null;
      case GLOBAL.reportCount:
        this.globals = { ...this.globals, count: data };
        return data > LARGEST_REPORT_BITS ? 'limits' : null;
      case GLOBAL.reportId:
        this.numbered = true;
        this.globals = { ...this.globals, reportId: data };
        // Zero is reserved for devices without report ids.
        return data === 0 || data > 0xff ? 'item' : null;
      case GLOBAL.push:
        if (this.pushed.length === DEEPEST) return 'limits';
        this.pushed.push(this.globals);
        return null;
      case GLOBAL.pop: {
        const popped = this.pushed.pop();
        if (!popped) return 'nesting';
        this.globals = popped;
        return null;
      }
      default:
        // Logical and physical limits and units: nothing here reads them.
        return null;
    }
  }

  #local(tag: number, data: number, length: number): HidDescriptorFault | null {
    // Four bytes carry their own page in the upper half.
    const usage = length === 4 ? data : this.globals.usagePage * 0x1_0000 + (data & 0xffff);
    if (tag === LOCAL.usage) this.usages.push(usage);
    else if (tag === LOCAL.usageMinimum) this.minimum = usage;
    else if (tag === LOCAL.usageMaximum) {
      const first = this.minimum ?? usage;
      this.minimum = null;
      // A range may be wider than any field has elements (key codes): no more is kept than could be asked for.
      for (let one = first; one <= usage && this.usages.length < MOST_USAGES; one += 1) this.usages.push(one);
    }
    return this.usages.length > MOST_USAGES ? 'limits' : null;
  }
}

const little = (bytes: Uint8Array): number => bytes.reduceRight((total, byte) => total * 256 + byte, 0);

/** Reads a report descriptor as the device gave it. Memory and time are bounded whatever the bytes are. */
export function parseHidReportDescriptor(bytes: Uint8Array): Result<HidReportDescriptor, HidDescriptorFault> {
  if (bytes.length > LONGEST_DESCRIPTOR) return fail('limits');
  const reader = new Reader();
  let at = 0;
  while (at < bytes.length) {
    const prefix = bytes[at] ?? 0;
    if (prefix === 0xfe) {
      // A long item: its length, its tag, its data; no tag of that kind is defined.
      at += 3 + (bytes[at + 1] ?? 0);
      if (at > bytes.length) return fail('truncated');
      continue;
    }
    const length = [0, 1, 2, 4][prefix & 0x03] ?? 0;
    const end = at + 1 + length;
    if (end > bytes.length) return fail('truncated');
    const data = little(bytes.subarray(at + 1, end));
    const tag = prefix >> 4;
    const type = (prefix >> 2) & 0x03;
    const fault = reader.item(type, tag, data, length);
    if (fault) return fail(fault);
    at = end;
  }
  if (reader.collections.length > 0) return fail('nesting');
  return ok({ fields: reader.fields, numbered: reader.numbered, applications: reader.applications });
}

/** One element of a variable field: where it is and how wide. */
export interface HidElement {
  readonly field: HidField;
  readonly bitOffset: number;
  readonly index: number;
}

/** The elements that carry `usage`, in the order of the descriptor. At most `limit` of them. */
export function elementsOf(
  descriptor: HidReportDescriptor,
  kind: HidField['kind'],
  usage: number,
  limit = 4_096,
): HidElement[] {
  const elements: HidElement[] = [];
  for (const field of descriptor.fields) {
    if (field.kind !== kind || field.constant || !field.variable) continue;
    for (let index = 0; index < field.count && elements.length < limit; index += 1) {
      if ((field.usages[index] ?? field.usages.at(-1)) === usage) {
        elements.push({ field, index, bitOffset: field.bitOffset + index * field.size });
      } else if (index >= field.usages.length) break;
    }
  }
  return elements;
}

/** Bytes of a report's data without its id, 0 when there is no such report. */
export function reportBytes(descriptor: HidReportDescriptor, kind: HidField['kind'], reportId: number): number {
  const ends = descriptor.fields
    .filter((field) => field.kind === kind && field.reportId === reportId)
    .map((field) => field.bitOffset + field.size * field.count);
  return Math.ceil(Math.max(0, ...ends) / 8);
}
