import { z } from 'zod';

/** So many bytes stand in 113 modules at level M: three dots each on the narrowest paper, which phones still read. */
const QR_BYTES = 900;
const qrDataSchema = z
  .string()
  .min(1)
  .refine((data) => new TextEncoder().encode(data).length <= QR_BYTES, `must be at most ${QR_BYTES} bytes as UTF-8`);

/**
 * A receipt as content, independent of width and printer. The driver draws it to a bitmap, so every character
 * of the font prints. Text is plain; nothing in it is interpreted.
 */
export const receiptBlockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('title'), text: z.string() }),
  z.object({ kind: z.literal('text'), text: z.string(), align: z.enum(['left', 'center', 'right']).default('left') }),
  z.object({ kind: z.literal('small'), text: z.string(), align: z.enum(['left', 'center']).default('left') }),
  /** The one thing to find again, e.g. the case number, under a small label. */
  z.object({ kind: z.literal('large'), label: z.string(), text: z.string() }),
  z.object({ kind: z.literal('row'), label: z.string(), value: z.string() }),
  z.object({ kind: z.literal('divider') }),
  z.object({ kind: z.literal('space'), dots: z.number().int().min(1).max(200) }),
  z.object({ kind: z.literal('qr'), data: qrDataSchema, caption: z.string() }),
  z.object({ kind: z.literal('tearLine'), text: z.string() }),
]);
export type ReceiptBlock = z.infer<typeof receiptBlockSchema>;

export const receiptSchema = z.object({ blocks: z.array(receiptBlockSchema).min(1).max(200) });
export type Receipt = z.infer<typeof receiptSchema>;

/** What a retract bin is taken to hold; no sensor tells. */
export const RETRACT_BIN_PAPERS = 20;

/** What a printer proved about one job. `fence` names the furthest point it can prove. */
export const printProofSchema = z.object({
  jobId: z.string(),
  fence: z.enum([
    'printer-executed-cut',
    /** The paper was held out and the sensor saw somebody take it. */
    'paper-taken',
    /** The printer itself called the job completed (IPP `job-state` 9 of the device, not of a spooler). */
    'printer-completed',
    /** Only a spooler took it: never called printed. */
    'spooler-accepted',
    'file-written',
  ]),
  bytes: z.number().int(),
  /** Length of paper it took off the roll, where the driver drew it itself. */
  paperMillimetres: z.number().int().optional(),
  /** Sheets it took from the tray, where the driver saw the whole document. */
  sheets: z.number().int().positive().optional(),
});
export type PrintProof = z.infer<typeof printProofSchema>;
