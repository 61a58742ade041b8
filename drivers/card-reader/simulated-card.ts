import type { SocialSecurityCard } from '../contract/index.ts';
import { nations, sexes } from '../id-card-reader/card-layouts.ts';
import { type CommandApdu, decodeCommandApdu, encodeResponseApdu } from './apdu.ts';
import {
  type Addressing,
  APPLICATION_ID,
  addressedRecord,
  addressings,
  type CardFile,
  cardFiles,
  type RecordField,
  type RecordRow,
} from './card-files.ts';
import { encodeRecord, encodeValue } from './record.ts';

/** T=0 with nothing but a check: enough for a reader to accept it. */
const ATR = Uint8Array.from([0x3b, 0x80, 0x80, 0x01, 0x01]);

/**
 * What goes wrong at the n-th command of a powering, counted from 0: the card is pulled after `bytes` bytes of its answer,
 * falls silent, answers another status word, or answers bytes of a test's own. `slow` answers late, `otherCard` exchanges
 * the card for another one in between, as quick hands do.
 */
export type CardFault =
  | { readonly kind: 'pull'; readonly at: number; readonly bytes?: number }
  | { readonly kind: 'silence'; readonly at: number }
  | { readonly kind: 'word'; readonly at: number; readonly sw: number }
  | { readonly kind: 'bytes'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'slow'; readonly milliseconds: number }
  | { readonly kind: 'otherCard'; readonly at: number; readonly card: SocialSecurityCard };

export interface SimulatedCardOptions {
  /** Null: a card of another kind, on which the application is not found. */
  readonly card: SocialSecurityCard | null;
  readonly addressings?: readonly Addressing[];
  /** Names the right length with 6Cxx instead of answering another one, as T=0 cards do. */
  readonly exactLengths?: boolean;
  /** Answers 61xx and waits for GET RESPONSE. */
  readonly fetch?: boolean;
  /** Files are selected with P1 = 00 only. */
  readonly selectAnywhere?: boolean;
  readonly blocked?: boolean;
  /** EF06 wants a PIN. */
  readonly protected?: boolean;
  readonly padding?: 0x00 | 0x20;
  /** Records that were never written. */
  readonly without?: readonly RecordField[];
  /** Gives no answer to reset. */
  readonly mute?: boolean;
}

export type CardAnswer =
  | { readonly kind: 'answer'; readonly bytes: Uint8Array; readonly delayMs: number }
  | { readonly kind: 'pulled'; readonly bytes: Uint8Array }
  | { readonly kind: 'silence' };

const keyOf = (names: ReadonlyMap<string, string>, name: string): string =>
  [...names].find(([, value]) => value === name)?.[0] ?? name;
const digits = (date: string | null): string => date?.replaceAll('-', '') ?? 'FFFFFFFF';

/** A card's fields as the texts its records hold. */
function textsOf(card: SocialSecurityCard): Readonly<Record<RecordField, string>> {
  return {
    cardIdentifier: `${'330300D15600000599110145'}FFFFFFFF`,
    cardType: '33',
    version: card.version ?? '',
    issuer: card.issuer ?? '',
    issueDate: digits(card.issueDate),
    expiryDate: digits(card.expiryDate),
    cardNumber: card.cardNumber,
    socialSecurityNumber: card.socialSecurityNumber,
    name: card.name,
    sex: card.sex === null ? '' : keyOf(sexes, card.sex),
    nation: card.nation === null ? 'FF' : keyOf(nations, card.nation),
    birthPlace: '110101',
    birth: digits(card.birth),
  };
}

/** The social security application from the card's side: SELECT, READ RECORD and GET RESPONSE, nothing else. */
export class SimulatedCard {
  readonly #options: SimulatedCardOptions;
  #card: SocialSecurityCard | null;
  #inApplication = false;
  #file: CardFile | null = null;
  #waiting: Uint8Array = new Uint8Array(0);
  #count = 0;
  #silent = false;
  #faults: { readonly fault: CardFault; left: number }[] = [];

  /** Commands of this powering, by their instruction byte. */
  received: number[] = [];

  constructor(options: SimulatedCardOptions) {
    this.#options = options;
    this.#card = options.card;
  }

  get mute(): boolean {
    return this.#options.mute ?? false;
  }

  /** `times`: in how many powerings it happens. */
  inject(fault: CardFault, times = Number.POSITIVE_INFINITY): void {
    this.#faults.push({ fault, left: times });
  }

  clearFaults(): void {
    this.#faults = [];
    this.#silent = false;
  }

  /** Power on or reset: forgets what was selected. */
  reset(): Uint8Array {
    this.#inApplication = false;
    this.#file = null;
    this.#count = 0;
    this.received = [];
    return ATR.slice();
  }

  /** Takes one command and answers as the card or its scripted fault would. */
  take(command: Uint8Array): CardAnswer {
    const at = this.#count++;
    this.received.push(command[1] ?? -1);
    const faults = this.#faultsAt(at);
    for (const fault of faults) {
      if (fault.kind === 'silence') this.#silent = true;
      if (fault.kind === 'otherCard') this.#card = fault.card;
    }
    if (this.#silent) return { kind: 'silence' };
    const honest = this.#answer(command);
    let delayMs = 0;
    for (const fault of faults) {
      if (fault.kind === 'slow') delayMs += fault.milliseconds;
      if (fault.kind === 'pull') return { kind: 'pulled', bytes: honest.subarray(0, fault.bytes ?? 0) };
      if (fault.kind === 'word') {
        return { kind: 'answer', bytes: encodeResponseApdu({ data: new Uint8Array(0), sw: fault.sw }), delayMs };
      }
      if (fault.kind === 'bytes') return { kind: 'answer', bytes: fault.bytes, delayMs };
    }
    return { kind: 'answer', bytes: honest, delayMs };
  }

  #faultsAt(at: number): CardFault[] {
    const due = this.#faults.filter(({ fault, left }) => left > 0 && (fault.kind === 'slow' || fault.at === at));
    for (const scripted of due) if (scripted.fault.kind !== 'slow') scripted.left -= 1;
    return due.map(({ fault }) => fault);
  }

  #answer(bytes: Uint8Array): Uint8Array {
    const command = decodeCommandApdu(bytes);
    if (!command.ok) return word(0x6700);
    const { cla, ins } = command.value;
    if (cla !== 0) return word(0x6e00);
    if (ins === 0xc0) return this.#getResponse(command.value);
    this.#waiting = new Uint8Array(0);
    if (ins === 0xa4) return this.#select(command.value);
    return ins === 0xb2 ? this.#readRecord(command.value) : word(0x6d00);
  }

  #select({ p1, data }: CommandApdu): Uint8Array {
    if (p1 === 0x04) {
      if (this.#card === null || !Buffer.from(data).equals(Buffer.from(APPLICATION_ID))) return word(0x6a82);
      if (this.#options.blocked) return word(0x6283);
      this.#inApplication = true;
      this.#file = null;
      // A file control template with the application's name, as real cards give.
      const name = [0x84, APPLICATION_ID.length, ...APPLICATION_ID];
      return this.#options.fetch ? this.#give(Uint8Array.from([0x6f, name.length, ...name])) : word(0x9000);
    }
    const wants = this.#options.selectAnywhere ? 0x00 : 0x02;
    const id = ((data[0] ?? 0) << 8) | (data[1] ?? 0);
    const file = Object.values<CardFile>(cardFiles).find(({ fileId }) => fileId === id);
    if (p1 !== wants) return word(0x6a86);
    if (!this.#inApplication || data.length !== 2 || !file) return word(0x6a82);
    this.#file = file;
    return word(0x9000);
  }

  #readRecord({ p1, p2, le }: CommandApdu): Uint8Array {
    const address = addressedRecord(p1, p2);
    if (!address) return word(0x6a86);
    const { shortId } = address;
    const file =
      shortId === null ? this.#file : Object.values<CardFile>(cardFiles).find((one) => one.shortId === shortId);
    if (!this.#inApplication || file === null) return word(0x6986);
    if (!file) return word(0x6a82);
    if (!(this.#options.addressings ?? addressings).includes(usedAddressing(address))) return word(0x6a86);
    if (shortId !== null) this.#file = file;
    if (this.#options.protected && file.shortId === cardFiles.EF06.shortId) return word(0x6982);
    const row = address.by === 'number' ? file.records[p1 - 1] : file.records.find(({ tag }) => tag === p1);
    if (!row || this.#options.without?.includes(row.field)) return word(0x6a83);
    const record = this.#record(row);
    if (this.#options.fetch) return this.#give(record);
    if (le !== null && le !== 256 && le !== record.length) {
      return this.#options.exactLengths ? word(0x6c00 | record.length) : word(0x6700);
    }
    return encodeResponseApdu({ data: record, sw: 0x9000 });
  }

  #record(row: RecordRow): Uint8Array {
    if (this.#card === null) return new Uint8Array(0);
    return encodeRecord(row, encodeValue(row, textsOf(this.#card)[row.field], this.#options.padding));
  }

  #give(bytes: Uint8Array): Uint8Array {
    this.#waiting = bytes;
    return word(0x6100 | (bytes.length & 0xff));
  }

  #getResponse({ le }: CommandApdu): Uint8Array {
    if (this.#waiting.length === 0) return word(0x6985);
    const piece = this.#waiting.subarray(0, le ?? 0);
    this.#waiting = this.#waiting.subarray(piece.length);
    const left = this.#waiting.length;
    return encodeResponseApdu({ data: piece, sw: left > 0 ? 0x6100 | (left & 0xff) : 0x9000 });
  }
}

const word = (sw: number): Uint8Array => encodeResponseApdu({ data: new Uint8Array(0), sw });

function usedAddressing({ shortId, by }: { shortId: number | null; by: 'identifier' | 'number' }): Addressing {
  if (shortId === null) return by;
  return by === 'identifier' ? 'shortIdentifier' : 'shortNumber';
}

/** An invented person, who holds a name that only GBK's later pages spell. */
export const sampleCard: SocialSecurityCard = {
  cardNumber: 'A00000001',
  socialSecurityNumber: '110101190001010006',
  name: '测试䶮',
  sex: '女',
  nation: '汉',
  birth: '1900-01-01',
  issueDate: '2020-01-01',
  expiryDate: '2030-01-01',
  issuer: '010203040506070809101112',
  version: '2.00',
};
