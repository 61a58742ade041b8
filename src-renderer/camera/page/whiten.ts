import { greyAt, type Pixels } from '../picture-meter.ts';

/** The paper's own brightness is looked up in so many fields along the longer side. */
const FIELDS = 16;
/** Paper is what most of a field is not darker than: this part of its pixels lies below. */
const PAPER_PART = 0.85;
/** A field darker than this part of the page's usual field is a photograph or a stamp, no shadow. */
const DARKEST_SHADOW = 0.6;
/** What paper becomes. A little below white, so that its edge is seen on a white screen. */
const WHITE = 248;
/** Darker than this part of the paper is ink; colour counts as the darkest of its channels does. */
const INK = 0.72;
/** The rim may hold a shadow or a bit of the mat. */
const RIM = 0.05;
/** A page with less ink than this part of its pixels says nothing: some 40 letters on an A4. */
const BLANK = 0.0012;

/** Paper brightness of each field, and where a pixel's field is. */
interface Paper {
  readonly columns: number;
  readonly rows: number;
  readonly levels: Float32Array;
}

/** Makes paper white everywhere, whatever shadow lies on it, and leaves colours what they are. Changes the picture. */
export function whiten(pixels: Pixels): void {
  const paper = paperOf(pixels);
  const { data, width, height } = pixels;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const gain = WHITE / Math.max(40, levelAt(paper, x / width, y / height));
      const offset = (y * width + x) * 4;
      for (let channel = 0; channel < 3; channel += 1)
        data[offset + channel] = (data[offset + channel] ?? 0) * Math.max(1, gain);
    }
}

/** Nothing is written on it. Takes a whitened page. */
export function isBlank({ data, width, height }: Pixels): boolean {
  const left = Math.round(width * RIM);
  const top = Math.round(height * RIM);
  let ink = 0;
  let all = 0;
  for (let y = top; y < height - top; y += 1)
    for (let x = left; x < width - left; x += 1) {
      const offset = (y * width + x) * 4;
      const darkest = Math.min(data[offset] ?? 0, data[offset + 1] ?? 0, data[offset + 2] ?? 0);
      if (darkest < INK * WHITE) ink += 1;
      all += 1;
    }
  return ink < all * BLANK;
}

function paperOf(pixels: Pixels): Paper {
  const { width, height } = pixels;
  const field = Math.max(1, Math.ceil(Math.max(width, height) / FIELDS));
  const columns = Math.ceil(width / field);
  const rows = Math.ceil(height / field);
  const levels = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      levels[row * columns + column] = paperIn(pixels, column * field, row * field, field);
  const usual = [...levels].sort((one, other) => one - other)[levels.length >> 1] ?? 255;
  return { columns, rows, levels: levels.map((level) => Math.max(level, usual * DARKEST_SHADOW)) };
}

function paperIn({ data, width, height }: Pixels, left: number, top: number, field: number): number {
  const counts = new Uint32Array(256);
  let all = 0;
  for (let y = top; y < Math.min(height, top + field); y += 2)
    for (let x = left; x < Math.min(width, left + field); x += 2) {
      const level = Math.round(greyAt(data, (y * width + x) * 4));
      counts[level] = (counts[level] ?? 0) + 1;
      all += 1;
    }
  let below = 0;
  for (let level = 0; level < 256; level += 1) {
    below += counts[level] ?? 0;
    if (below >= all * PAPER_PART) return level;
  }
  return 255;
}

/** Between the middles of the four nearest fields. */
function levelAt({ columns, rows, levels }: Paper, partX: number, partY: number): number {
  const x = Math.max(0, Math.min(columns - 1, partX * columns - 0.5));
  const y = Math.max(0, Math.min(rows - 1, partY * rows - 0.5));
  const left = Math.floor(x);
  const top = Math.floor(y);
  const at = (column: number, row: number): number =>
    levels[Math.min(rows - 1, row) * columns + Math.min(columns - 1, column)] ?? 255;
  const upper = at(left, top) * (1 - (x - left)) + at(left + 1, top) * (x - left);
  const lower = at(left, top + 1) * (1 - (x - left)) + at(left + 1, top + 1) * (x - left);
  return upper * (1 - (y - top)) + lower * (y - top);
}
