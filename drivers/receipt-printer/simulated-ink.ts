import { encode as encodeQr } from 'uqr';
import { thresholdToBitmap } from './bitmap.ts';
import type { EscPosCommand } from './escpos.ts';
import { measureText, missingWidth, Page } from './page.ts';
import { clustersOf, wrap } from './text-layout.ts';

const TEXT_DOTS = 24;
const TEXT_LINE_DOTS = 30;
const gb18030 = new TextDecoder('gb18030');

const rowsOf = (data: Uint8Array, widthBytes: number): Uint8Array[] =>
  Array.from({ length: widthBytes === 0 ? 0 : data.length / widthBytes }, (_, row) =>
    data.slice(row * widthBytes, (row + 1) * widthBytes),
  );

function doubled(row: Uint8Array): Uint8Array {
  const wide = new Uint8Array(row.length * 2);
  for (let dot = 0; dot < wide.length * 8; dot += 1) {
    const black = ((row[dot >> 4] ?? 0) >> (7 - ((dot >> 1) & 7))) & 1;
    wide[dot >> 3] = (wide[dot >> 3] ?? 0) | (black << (7 - (dot & 7)));
  }
  return wide;
}

/** What a printer's own generators keep between commands: the line of text, the QR symbol, the stored picture. */
export class SimulatedInk {
  readonly #widthDots: number;
  #line: number[] = [];
  #symbol: { data: Uint8Array; moduleDots: number; level: number } = {
    data: new Uint8Array(0),
    moduleDots: 3,
    level: 0,
  };
  #stored: Uint8Array[] = [];

  constructor(widthDots: number) {
    this.#widthDots = widthDots;
  }

  reset(): void {
    this.#line = [];
    this.#symbol = { data: new Uint8Array(0), moduleDots: 3, level: 0 };
    this.#stored = [];
  }

  /** The rows of dots one command puts on paper; commands that print nothing give none. */
  rowsFor(command: EscPosCommand): Uint8Array[] {
    switch (command.kind) {
      case 'raster': {
        const rows = rowsOf(command.data, command.widthBytes);
        const wide = (command.scale & 1) === 1 ? rows.map(doubled) : rows;
        return (command.scale & 2) === 2 ? wide.flatMap((row) => [row, row]) : wide;
      }
      case 'text':
        // Printers pass over NUL.
        this.#line.push(...command.bytes.filter((byte) => byte !== 0));
        return [];
      case 'lineFeed':
        return this.#lineRows();
      case 'feedLines':
        return [...(this.#line.length > 0 ? this.#lineRows() : []), ...this.#blank(command.n * TEXT_LINE_DOTS)];
      case 'feedDots':
        return this.#blank(command.n);
      case 'graphics':
        return this.#graphics(command.function, command.body);
      case 'symbol':
        return command.code === 0x31 ? this.#qr(command.function, command.body) : [];
      default:
        return [];
    }
  }

  #blank(rows: number): Uint8Array[] {
    return Array.from({ length: rows }, () => new Uint8Array(this.#widthDots / 8));
  }

  #lineRows(): Uint8Array[] {
    const text = gb18030.decode(Uint8Array.from(this.#line.splice(0)));
    if (text === '') return this.#blank(TEXT_LINE_DOTS);
    const page = new Page(this.#widthDots);
    const clusters = clustersOf(text, (piece, missing) =>
      missing ? missingWidth(TEXT_DOTS) : measureText(piece, TEXT_DOTS, 'regular'),
    );
    const lines = wrap(clusters, this.#widthDots);
    for (const [index, line] of lines.entries()) {
      page.line(line, 0, index * TEXT_LINE_DOTS, TEXT_DOTS, TEXT_LINE_DOTS, 'regular');
    }
    return rowsOf(page.render(lines.length * TEXT_LINE_DOTS).data, this.#widthDots / 8);
  }

  #graphics(fn: number, body: Uint8Array): Uint8Array[] {
    if (fn === 0x32) return this.#stored.splice(0);
    if (fn !== 0x70) return [];
    const width = (body[4] ?? 0) | ((body[5] ?? 0) << 8);
    this.#stored = rowsOf(body.slice(8), Math.ceil(width / 8));
    return [];
  }

  #qr(fn: number, body: Uint8Array): Uint8Array[] {
    if (fn === 0x43) this.#symbol.moduleDots = Math.max(1, body[0] ?? 3);
    if (fn === 0x45) this.#symbol.level = (body[0] ?? 0x30) - 0x30;
    if (fn === 0x50) this.#symbol.data = body.slice(1);
    if (fn !== 0x51 || this.#symbol.data.length === 0) return [];
    const ecc = (['L', 'M', 'Q', 'H'] as const)[this.#symbol.level] ?? 'L';
    const code = encodeQr(Array.from(this.#symbol.data), { ecc, border: 4 });
    const side = code.size * this.#symbol.moduleDots;
    const width = Math.ceil(side / 8) * 8;
    const pixels = new Uint8ClampedArray(width * side * 4).fill(255);
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const dark = code.data[Math.floor(y / this.#symbol.moduleDots)]?.[Math.floor(x / this.#symbol.moduleDots)];
        if (dark) pixels[(y * width + x) * 4] = 0;
      }
    }
    return rowsOf(thresholdToBitmap(pixels, width, 128).data, width / 8);
  }
}
