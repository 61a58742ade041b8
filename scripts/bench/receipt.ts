import { rasterBands } from '../../drivers/receipt-printer/bands.ts';
import { drawReceipt } from '../../drivers/receipt-printer/index.ts';
import { sampleReceipt } from '../../drivers/receipt-printer/sample-receipt.ts';
import type { Row } from './row.ts';
import { spread, summarise } from './statistics.ts';

const WARM_UP = 10;
const RUNS = 50;
const BAR_MS = 50;

/** From the receipt's content to the bytes for the printer, both paper widths. */
export function measureReceipt(): Row[] {
  return ([576, 384] as const).map((width) => {
    const values: number[] = [];
    let bytes = 0;
    let rows = 0;
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      const begun = performance.now();
      const picture = drawReceipt(sampleReceipt, width);
      const bands = rasterBands(picture);
      if (run >= WARM_UP) values.push(performance.now() - begun);
      bytes = bands.reduce((sum, band) => sum + band.length, 0);
      rows = picture.heightDots;
    }
    const summary = summarise(values);
    return {
      name: 'receipt',
      what: `receipt drawn and encoded, ${width} dots`,
      measured: spread(summary, 'ms'),
      bar: `≤ ${BAR_MS} ms`,
      met: summary.median <= BAR_MS,
      values,
      note: `${width} × ${rows} dots, ${bytes.toLocaleString('en-US')} bytes`,
    };
  });
}
