import { type EscPosCommand, encodeCommand } from '../receipt-printer/escpos.ts';
import { EscPosTokenizer } from '../receipt-printer/escpos-tokenizer.ts';
import { type ClassMask, joined, nothingPersonal, type StreamMask } from './stream-mask.ts';

/** What a command may carry of a person goes; its length and everything a printer does because of it stays. */
function blanked(command: EscPosCommand): EscPosCommand {
  switch (command.kind) {
    case 'raster':
      return { ...command, data: new Uint8Array(command.data.length) };
    case 'graphics':
      // The ten bytes in front of stored dots are sizes.
      return { ...command, body: command.body.map((byte, index) => (index < 8 ? byte : 0)) };
    case 'symbol':
      // 50: the data of a symbol; the other functions are sizes and levels.
      return command.function === 0x50 ? { ...command, body: new Uint8Array(command.body.length).fill(0x30) } : command;
    case 'barcode':
      return { ...command, data: new Uint8Array(command.data.length).fill(0x30) };
    case 'text':
      // NUL is no text: the zeros that end a command cut off by a pulled cable stay what they are.
      return { ...command, bytes: command.bytes.map((byte) => (byte === 0 ? 0 : 0x20)) };
    case 'unknown':
      // The escape and its letter; what may follow as data of a command nobody knows counts as text.
      return { ...command, bytes: command.bytes.map((byte, index) => (index < 5 ? byte : 0)) };
    default:
      return command;
  }
}

/** Head of `GS v 0`: its rows are the last two bytes of eight. */
const ROWS_AT = 6;

/** Dots are most of a receipt, and may be many: they are not copied just to be blanked. */
function maskedCommand(command: EscPosCommand): Uint8Array {
  if (command.kind !== 'raster') return encodeCommand(blanked(command));
  const { rows, data } = command;
  const head = encodeCommand({ ...command, rows: 0, data: new Uint8Array(0) });
  const bytes = new Uint8Array(head.length + data.length);
  bytes.set(head);
  bytes.set([rows & 0xff, rows >> 8], ROWS_AT);
  return bytes;
}

class PrinterMask implements StreamMask {
  readonly #tokenizer = new EscPosTokenizer();
  #undecided = 0;

  push(bytes: Uint8Array): Uint8Array {
    this.#undecided += bytes.length;
    const decided = joined(this.#tokenizer.push(bytes).map(maskedCommand));
    this.#undecided -= decided.length;
    return decided;
  }

  flush(): Uint8Array {
    const rest = new Uint8Array(this.#undecided);
    this.#undecided = 0;
    this.#tokenizer.clear();
    return rest;
  }
}

/** Pictures, codes and text blanked; what the printer says of itself is kept. */
export const maskReceiptPrinter = (): ClassMask => ({ toDevice: new PrinterMask(), toHost: nothingPersonal() });
