import { encode } from 'uqr';

/** Dark runs of one QR row: in modules, from the upper left corner of the code without its quiet zone. */
export type QrRun = { x: number; y: number; length: number };
export type QrDrawing = { size: number; runs: QrRun[] };

/** A QR code as horizontal bars, to be filled as vectors. Level M stands 15 % damage: creases, a stamp. */
export function drawQr(text: string): QrDrawing {
  const { data, size } = encode(text, { ecc: 'M', border: 0 });
  const runs: QrRun[] = [];
  for (const [y, row] of data.entries()) {
    let start = -1;
    for (let x = 0; x <= size; x += 1) {
      const dark = row[x] === true;
      if (dark && start < 0) start = x;
      if (!dark && start >= 0) {
        runs.push({ x: start, y, length: x - start });
        start = -1;
      }
    }
  }
  return { size, runs };
}
