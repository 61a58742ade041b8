import { fail, ok, type Result, type SocialSecurityCard, socialSecurityCardSchema } from '../contract/index.ts';
import { nations, sexes } from '../id-card-reader/card-layouts.ts';
import type { CommandApdu, ResponseApdu } from './apdu.ts';
import {
  type Addressing,
  APPLICATION_ID,
  addressings,
  type CardFile,
  cardFiles,
  type FileName,
  fileNames,
  type RecordField,
  type RecordRow,
  recordAddress,
} from './card-files.ts';
import type { ExchangeFault } from './exchange.ts';
import { decodeRecord, decodeValue, isoDateOfDigits, type RecordFault } from './record.ts';
import { type StatusAction, statusMeaning } from './status-words.ts';

/** Where a reading stood, for evidence: never what was read. */
export type Step = 'select' | FileName | RecordField;

/** Why a card was not read. `changed`: the card at the end was not the card at the beginning. */
export type ReadingFault =
  | { readonly kind: 'exchange'; readonly step: Step; readonly fault: ExchangeFault }
  | { readonly kind: 'word'; readonly step: Step; readonly sw: number; readonly action: StatusAction }
  | { readonly kind: 'data'; readonly step: Step; readonly fault: RecordFault }
  | { readonly kind: 'changed' };

type Ask = (command: CommandApdu) => Promise<Result<ResponseApdu, ExchangeFault>>;

/** What is read, in this order; the first of a file settles how its records are addressed. The rest of a file is not asked for. */
const WANTED = {
  EF05: ['cardNumber', 'version', 'issuer', 'issueDate', 'expiryDate'],
  EF06: ['socialSecurityNumber', 'name', 'sex', 'nation', 'birth'],
} as const satisfies Record<FileName, readonly RecordField[]>;

const REQUIRED: ReadonlySet<RecordField> = new Set(['cardNumber', 'socialSecurityNumber', 'name']);

const rowOf = (file: CardFile, field: RecordField): RecordRow => {
  const row = file.records.find((candidate) => candidate.field === field);
  if (!row) throw new Error(`${field} is in another file`);
  return row;
};

/**
 * Reads a social security card through `ask`: selects the application, reads two files, then asks for the card number once
 * more, so that two cards changed quickly can never become one person. Sends SELECT, READ RECORD and GET RESPONSE only.
 */
export async function readSocialSecurityCard(ask: Ask): Promise<Result<SocialSecurityCard, ReadingFault>> {
  const selected = await ask(select(0x04, APPLICATION_ID));
  if (!selected.ok) return fail({ kind: 'exchange', step: 'select', fault: selected.error });
  const { sw } = selected.value;
  const { action } = statusMeaning(sw);
  if (action !== 'done') return fail({ kind: 'word', step: 'select', sw, action });

  const texts = new Map<RecordField, string>();
  for (const name of fileNames) {
    const read = await readFile(ask, name, texts);
    if (!read.ok) return read;
  }
  const again = await openFile(ask, 'EF05');
  if (!again.ok) return again;
  if (again.value.text !== texts.get('cardNumber')) return fail({ kind: 'changed' });
  return compose(texts);
}

const select = (p1: number, data: Uint8Array): CommandApdu => ({ cla: 0, ins: 0xa4, p1, p2: 0, data, le: null });

async function readFile(
  ask: Ask,
  name: FileName,
  texts: Map<RecordField, string>,
): Promise<Result<void, ReadingFault>> {
  const opened = await openFile(ask, name);
  if (!opened.ok) return opened;
  texts.set(WANTED[name][0], opened.value.text);
  for (const field of WANTED[name].slice(1)) {
    const text = await readRecord(ask, cardFiles[name], field, opened.value.addressing);
    if (text.ok) texts.set(field, text.value);
    else if (REQUIRED.has(field) || text.error.kind === 'exchange') return text;
  }
  return ok(undefined);
}

/** Selects a file and reads its first wanted record, trying each way of addressing until one gives the record asked for. */
async function openFile(
  ask: Ask,
  name: FileName,
): Promise<Result<{ addressing: Addressing; text: string }, ReadingFault>> {
  const file: CardFile = cardFiles[name];
  const id = Uint8Array.of(file.fileId >> 8, file.fileId & 0xff);
  // Under the application (02), or anywhere (00): sources use both. A card that knows neither may still know short ids.
  for (const p1 of [0x02, 0x00]) {
    const selected = await ask(select(p1, id));
    if (!selected.ok) return fail({ kind: 'exchange', step: name, fault: selected.error });
    if (statusMeaning(selected.value.sw).action === 'done') break;
  }
  const order = [file.firstAddressing, ...addressings.filter((one) => one !== file.firstAddressing)];
  let refusal: ReadingFault | null = null;
  for (const addressing of order) {
    const text = await readRecord(ask, file, WANTED[name][0], addressing);
    if (text.ok) return ok({ addressing, text: text.value });
    if (text.error.kind === 'exchange') return text;
    refusal ??= text.error;
    // What is behind a PIN is behind it under every address.
    if (text.error.kind === 'word' && (text.error.action === 'protected' || text.error.action === 'blocked')) break;
  }
  if (refusal === null) throw new Error('no way of addressing');
  return fail(refusal);
}

async function readRecord(
  ask: Ask,
  file: CardFile,
  field: RecordField,
  addressing: Addressing,
): Promise<Result<string, ReadingFault>> {
  const row = rowOf(file, field);
  const { p1, p2 } = recordAddress(file, row, addressing);
  const answer = await ask({ cla: 0, ins: 0xb2, p1, p2, data: new Uint8Array(0), le: row.size + 2 });
  if (!answer.ok) return fail({ kind: 'exchange', step: field, fault: answer.error });
  const { sw, data } = answer.value;
  try {
    const { action } = statusMeaning(sw);
    if (action !== 'done') return fail({ kind: 'word', step: field, sw, action });
    const value = decodeRecord(row, data);
    if (!value.ok) return fail({ kind: 'data', step: field, fault: value.error });
    const text = decodeValue(row.coding, value.value);
    return text.ok ? text : fail({ kind: 'data', step: field, fault: text.error });
  } finally {
    data.fill(0);
  }
}

const SHAPES = { cardNumber: /^[0-9A-Z]{1,9}$/, socialSecurityNumber: /^[0-9A-Z]{15,18}$/, name: /^.+$/u } as const;

/** From texts to a card; a required item that is empty or of another shape is a fault, any other one is left out. */
function compose(texts: ReadonlyMap<RecordField, string>): Result<SocialSecurityCard, ReadingFault> {
  const text = (field: RecordField): string => texts.get(field) ?? '';
  for (const field of ['cardNumber', 'socialSecurityNumber', 'name'] as const) {
    if (!SHAPES[field].test(text(field))) return fail({ kind: 'data', step: field, fault: 'coding' });
  }
  const orNull = (value: string): string | null => (/^F*$/.test(value) ? null : value);
  const sex = orNull(text('sex'));
  const nation = orNull(text('nation'));
  return ok(
    socialSecurityCardSchema.parse({
      cardNumber: text('cardNumber'),
      socialSecurityNumber: text('socialSecurityNumber'),
      name: text('name'),
      sex: sex === null ? null : (sexes.get(sex) ?? sex),
      nation: nation === null ? null : (nations.get(nation) ?? nation),
      birth: isoDateOfDigits(text('birth')),
      issueDate: isoDateOfDigits(text('issueDate')),
      expiryDate: isoDateOfDigits(text('expiryDate')),
      issuer: orNull(text('issuer')),
      version: orNull(text('version')),
    }),
  );
}
