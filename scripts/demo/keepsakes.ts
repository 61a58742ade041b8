import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { bitmapToPng } from '../../drivers/receipt-printer/index.ts';
import { type ScreenName, screenSchema } from '../../src-main/contract/screens.ts';
import { openLedger } from '../../src-main/terminal/ledger/ledger.ts';
import type { SimulatedMachine } from '../dock/machine.ts';
import { persons } from '../dock/persons.ts';
import { receiptsOf } from '../dock/receipts.ts';
import { TERMINAL_ID } from '../dock/stack.ts';
import type { PlatformView } from './platform-view.ts';

const SHOWN_OF_SEAL = 32;

/** Every paper that came out of the printer, named by the case its code speaks of; returns how many. */
export function keepReceipts(machine: SimulatedMachine, folder: string): number {
  mkdirSync(folder, { recursive: true });
  const codes = receiptsOf(machine).map((receipt) => receipt.codes[0]?.split(':')[2] ?? 'strip-without-code');
  for (const [index, paper] of machine.papers().entries()) {
    writeFileSync(path.join(folder, `${String(index + 1).padStart(2, '0')}-${codes[index]}.png`), bitmapToPng(paper));
  }
  return codes.length;
}

/** Every PDF of the file printer's spool, named by its item and case; returns how many. */
export function keepDocuments(spool: string, { cases, documents }: PlatformView, folder: string): number {
  mkdirSync(folder, { recursive: true });
  const files = existsSync(spool) ? readdirSync(spool).filter((name) => name.endsWith('.pdf')) : [];
  for (const name of files) {
    const sha256 = createHash('sha256')
      .update(readFileSync(path.join(spool, name)))
      .digest('hex');
    const document = documents.find((one) => one.sha256 === sha256);
    const item = cases.find((one) => one.case_number === document?.case_number)?.item;
    if (document === undefined || item === undefined) throw new Error(`the platform issued no document like ${name}`);
    copyFileSync(path.join(spool, name), path.join(folder, `${item}-${document.case_number}.pdf`));
  }
  return files.length;
}

/** The terminal's ledger as it stands on disk, with times and plain bodies made readable. */
export function readLedger(dataDirectory: string): Record<string, unknown> {
  const ledger = openLedger({ file: path.join(dataDirectory, 'ledger.db'), terminal: TERMINAL_ID });
  if (!ledger.ok) throw new Error(ledger.error.message);
  const [dump, counts] = [ledger.value.dump(), ledger.value.counts()];
  ledger.value.close();
  if (!dump.ok) throw new Error(dump.error.message);
  if (!counts.ok) throw new Error(counts.error.message);
  const tables = Object.entries(dump.value).map(([name, rows]) => [name, rows.map(readable)]);
  return { counts: counts.value, ...Object.fromEntries(tables) };
}

function readable(row: unknown): Record<string, unknown> {
  const columns = Object.entries(z.record(z.string(), z.unknown()).parse(row));
  return Object.fromEntries(
    columns.map(([name, value]) => {
      if (typeof value === 'number' && /(^|_)at$/.test(name)) return [name, new Date(value).toISOString()];
      if (typeof value === 'string' && name === 'body') return [name, body(value)];
      return [name, value];
    }),
  );
}

/** Plain bodies as JSON; of a sealed one its beginning and its length, as nobody but the platform can read it. */
function body(text: string): unknown {
  if (text.startsWith('{')) return JSON.parse(text);
  return { sealedToPlatform: `${text.slice(0, SHOWN_OF_SEAL)}…`, characters: text.length };
}

/** Throws where a file below one of these places names an invented person, by name, number or address. */
export function nobodyIn(places: readonly string[]): void {
  const secrets = persons.flatMap(({ id, card }) =>
    [card.name, card.englishName, card.number, card.address].flatMap((secret) =>
      secret === null ? [] : [{ id, secret: Buffer.from(secret) }],
    ),
  );
  for (const place of places) {
    for (const file of filesBelow(place)) {
      const bytes = readFileSync(file);
      const found = secrets.find(({ secret }) => bytes.includes(secret));
      if (found !== undefined) throw new Error(`${path.basename(file)} names ${found.id}`);
    }
  }
}

/** Names of the session's screens that no picture below this folder is named after (`album.ts`). */
export function screensWithoutPicture(folder: string): readonly ScreenName[] {
  const pictured = new Set(filesBelow(folder).map((file) => /^\d+-(\w+)\.png$/.exec(path.basename(file))?.[1]));
  return screenSchema.options.map(({ shape }) => shape.name.value).filter((name) => !pictured.has(name));
}

const filesBelow = (place: string): string[] =>
  statSync(place).isDirectory() ? readdirSync(place).flatMap((name) => filesBelow(path.join(place, name))) : [place];
