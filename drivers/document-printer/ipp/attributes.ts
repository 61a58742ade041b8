import { GROUPS, type IppAttribute, type IppMessage, type IppValue } from './values.ts';

/**
 * Attributes of one object (printer, job) by name. Readers return only values of the asked kind and are lenient about
 * the syntax: printers send `name` for `keyword` and integers for enums.
 */
export class Attributes {
  readonly #byName: ReadonlyMap<string, readonly IppValue[]>;

  constructor(attributes: readonly IppAttribute[]) {
    // The first of a repeated attribute counts: RFC 8011 forbids the second.
    this.#byName = new Map([...attributes].reverse().map(({ name, values }) => [name, values]));
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  values(name: string): readonly IppValue[] {
    return this.#byName.get(name) ?? [];
  }

  /** Character strings, with or without language; empty when absent. */
  strings(name: string): string[] {
    return this.values(name).flatMap((value) =>
      'value' in value && typeof value.value === 'string' ? [value.value] : [],
    );
  }

  string(name: string): string | null {
    return this.strings(name)[0] ?? null;
  }

  /** Integers and enums; empty when absent or out of band. */
  integers(name: string): number[] {
    return this.values(name).flatMap((value) =>
      value.syntax === 'integer' || value.syntax === 'enum' ? [value.value] : [],
    );
  }

  integer(name: string): number | null {
    return this.integers(name)[0] ?? null;
  }

  boolean(name: string): boolean | null {
    const [value] = this.values(name);
    return value?.syntax === 'boolean' ? value.value : null;
  }

  /** The highest of integers and ranges, e.g. of `copies-supported`. */
  highest(name: string): number | null {
    const numbers = this.values(name).flatMap((value) =>
      value.syntax === 'rangeOfInteger' ? [value.upper] : value.syntax === 'integer' ? [value.value] : [],
    );
    return numbers.length === 0 ? null : Math.max(...numbers);
  }

  /** `key=value;` texts in octet strings (PWG 5100.13 `printer-input-tray` and its kin). */
  records(name: string): ReadonlyMap<string, string>[] {
    return this.values(name).flatMap((value) => {
      if (value.syntax !== 'octetString') return [];
      const parts = Buffer.from(value.value).toString('utf8').split(';');
      return [new Map(parts.map((part) => part.split('=', 2)).map(([key = '', word = '']) => [key.trim(), word]))];
    });
  }
}

/** The attributes of the first group of a kind; empty when the message has none. */
export const groupOf = (message: IppMessage, group: keyof typeof GROUPS): Attributes =>
  new Attributes(message.groups.find(({ tag }) => tag === GROUPS[group])?.attributes ?? []);

/** One set of attributes for each group of a kind, e.g. the jobs of a Get-Jobs answer. */
export const groupsOf = (message: IppMessage, group: keyof typeof GROUPS): Attributes[] =>
  message.groups.filter(({ tag }) => tag === GROUPS[group]).map(({ attributes }) => new Attributes(attributes));
