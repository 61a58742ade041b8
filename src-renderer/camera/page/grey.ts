import { greyAt, type Pixels } from '../picture-meter.ts';

/** One channel, 0–255, row by row. */
export interface Grey {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** Grey, scaled down so that the longer side has at most `longest` pixels. Each pixel is the mean of those it stands for. */
export function greyOf({ data, width, height }: Pixels, longest: number): Grey {
  const step = Math.max(1, Math.ceil(Math.max(width, height) / longest));
  const columns = Math.floor(width / step);
  const rows = Math.floor(height / step);
  const grey = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let y = row * step; y < (row + 1) * step; y += 1)
        for (let x = column * step; x < (column + 1) * step; x += 1) sum += greyAt(data, (y * width + x) * 4);
      grey[row * columns + column] = sum / (step * step);
    }
  return { data: grey, width: columns, height: rows };
}

/** How many pixels of the picture one of `greyOf` stands for, in each direction. */
export const stepOf = ({ width, height }: Pixels, longest: number): number =>
  Math.max(1, Math.ceil(Math.max(width, height) / longest));
