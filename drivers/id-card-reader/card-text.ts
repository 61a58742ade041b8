import { fail, type IdCard, ok, type Result } from '../contract/index.ts';
import {
  ADDRESS_BYTES,
  type CardLayout,
  cardTypeOfFlag,
  type Field,
  layouts,
  nations,
  sexes,
  TEXT_BLOCK_BYTES,
  TYPE_FLAG,
} from './card-layouts.ts';
import { isoDate, olderNumber } from './id-number.ts';

/** End of validity on cards without one. */
const LONG_TERM = '长期';

/**
 * Why a text block is no card: not 256 bytes, all blank, a flag no layout has, or a number no card of that layout can
 * carry. Never says more: the block is personal.
 */
export type CardTextFault = 'length' | 'empty' | 'unknown-type' | 'number';

const NUMBER_SHAPE: Record<IdCard['cardType'], RegExp> = {
  resident: /^\d{17}[\dX]$/,
  J: /^\d{17}[\dX]$/,
  I: /^[A-Z]{3}\d{12}$/,
  Y: /^\d{17}[\dX]$/,
};

/** UTF-16LE units exactly as stored, surrogate pairs and private-use units included. */
function units(block: Uint8Array, field: Field): string {
  let text = '';
  for (let at = field.at; at < field.at + field.size; at += 2) {
    text += String.fromCharCode((block[at] ?? 0) | ((block[at + 1] ?? 0) << 8));
  }
  return text;
}

/** Spaces and NULs at the end are padding; everything else belongs to the item. */
function trimPadding(text: string): string {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === 0x20 || text.charCodeAt(end - 1) === 0)) end--;
  return text.slice(0, end);
}

const item = (block: Uint8Array, field: Field | undefined): string | null =>
  (field && trimPadding(units(block, field))) || null;

const named = (table: ReadonlyMap<string, string>, code: string | null): string | null =>
  code === null ? null : (table.get(code) ?? code);

/** Reads a text block into the one shape of all four cards. */
export function decodeCardText(block: Uint8Array): Result<IdCard, CardTextFault> {
  if (block.length !== TEXT_BLOCK_BYTES) return fail('length');
  if (trimPadding(units(block, { at: 0, size: TEXT_BLOCK_BYTES })) === '') return fail('empty');
  // A resident card's flag is blank; NUL padding is seen beside spaces everywhere else, so it counts as blank here too.
  const flag = units(block, TYPE_FLAG).replace('\0', ' ');
  const cardType = cardTypeOfFlag.get(flag);
  if (!cardType) return fail('unknown-type');
  const layout: CardLayout = layouts[cardType];
  const number = item(block, layout.number)?.toUpperCase() ?? '';
  if (!NUMBER_SHAPE[cardType].test(number)) return fail('number');
  const date = (field: Field) => isoDate(item(block, field) ?? '');
  const nationality = item(block, layout.nationality);
  const link = item(block, layout.olderNumberLink);
  return ok({
    cardType,
    name: item(block, layout.name),
    englishName: trimPadding((layout.englishName ?? []).map((field) => units(block, field)).join('')) || null,
    sex: named(sexes, item(block, layout.sex)),
    nation: named(nations, item(block, layout.nation)),
    nationality,
    birth: date(layout.birth),
    address: item(block, layout.address),
    number,
    issuer: item(block, layout.issuer),
    validFrom: date(layout.validFrom),
    validTo: item(block, layout.validTo) === LONG_TERM ? 'long-term' : date(layout.validTo),
    passNumber: item(block, layout.passNumber),
    issueCount: item(block, layout.issueCount),
    olderNumber: link && nationality ? olderNumber(nationality, number, link) : null,
  });
}

/** The card reader's answer to `30 03`: blank entries ignored; null when it is not whole entries. */
export function decodeFurtherAddresses(data: Uint8Array): string[] | null {
  if (data.length % ADDRESS_BYTES !== 0 || data.length > 4 * ADDRESS_BYTES) return null;
  const entries: string[] = [];
  for (let at = 0; at < data.length; at += ADDRESS_BYTES) {
    const address = item(data, { at, size: ADDRESS_BYTES });
    if (address !== null) entries.push(address);
  }
  return entries;
}

/** Up to four entries of 70 bytes. Fails with the index of an address that does not fit. */
export function encodeFurtherAddresses(addresses: readonly string[]): Result<Uint8Array, string> {
  if (addresses.length > 4) return fail('more than four further addresses');
  const data = new Uint8Array(addresses.length * ADDRESS_BYTES);
  for (const [index, address] of addresses.entries()) {
    if (!place(data, { at: index * ADDRESS_BYTES, size: ADDRESS_BYTES }, address)) {
      return fail(`further address ${index} is too long`);
    }
  }
  return ok(data);
}

/** Writes `text` padded with spaces; false when it does not fit. */
function place(block: Uint8Array, field: Field, text: string): boolean {
  if (text.length * 2 > field.size) return false;
  for (let unit = 0; unit * 2 < field.size; unit++) {
    const code = unit < text.length ? text.charCodeAt(unit) : 0x20;
    block[field.at + unit * 2] = code & 0xff;
    block[field.at + unit * 2 + 1] = code >> 8;
  }
  return true;
}

const codeOf = (table: ReadonlyMap<string, string>, name: string | null): string | null => {
  if (name === null) return null;
  for (const [code, meaning] of table) if (meaning === name) return code;
  return name;
};

/**
 * The text block of a card, as a simulator needs it. Fails naming the item that the card's layout has no room for.
 */
export function encodeCardText(card: IdCard): Result<Uint8Array, string> {
  const layout: CardLayout = layouts[card.cardType];
  const block = new Uint8Array(TEXT_BLOCK_BYTES);
  for (let at = 0; at < TEXT_BLOCK_BYTES; at += 2) block[at] = 0x20;
  const compact = (date: string | null) => (date === 'long-term' ? LONG_TERM : (date?.replaceAll('-', '') ?? null));
  const [englishName, englishTail] = layout.englishName ?? [];
  const split = englishName ? englishName.size / 2 : 0;
  const link = card.olderNumber ? card.olderNumber.slice(5, 7) + card.olderNumber.slice(13, 14) : null;
  if (link && olderNumber(card.nationality ?? '', card.number, link) !== card.olderNumber) {
    return fail('the older number does not belong to this number and nationality');
  }
  const items: readonly [string, Field | undefined, string | null][] = [
    ['name', layout.name, card.name],
    ['englishName', englishName, card.englishName?.slice(0, englishTail ? split : undefined) ?? null],
    ['englishName', englishTail, (englishTail && card.englishName?.slice(split)) || null],
    ['sex', layout.sex, codeOf(sexes, card.sex)],
    ['nation', layout.nation, codeOf(nations, card.nation)],
    ['nationality', layout.nationality, card.nationality],
    ['birth', layout.birth, compact(card.birth)],
    ['address', layout.address, card.address],
    ['number', layout.number, card.number],
    ['issuer', layout.issuer, card.issuer],
    ['validFrom', layout.validFrom, compact(card.validFrom)],
    ['validTo', layout.validTo, compact(card.validTo)],
    ['passNumber', layout.passNumber, card.passNumber],
    ['issueCount', layout.issueCount, card.issueCount],
    ['olderNumber', layout.olderNumberLink, link],
  ];
  for (const [name, field, text] of items) {
    if (text === null) continue;
    if (!field) return fail(`${name} has no place on a ${card.cardType} card`);
    if (!place(block, field, text)) return fail(`${name} is too long for a ${card.cardType} card`);
  }
  if (card.cardType !== 'resident') place(block, TYPE_FLAG, card.cardType);
  return ok(block);
}
