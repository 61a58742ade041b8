import { z } from 'zod';
import { type IdCard, idCardSchema } from '../contract/index.ts';

/**
 * What our facade prints and reads, in the places XFS4IoT leaves to the vendor. `osPrinter` names the format of
 * `Printer.PrintNative`; the text of `ReadRawData.chip[0].data` says its own.
 */
export const RECEIPT_FORMAT = 'budayang.receipt/1';
export const PDF_FORMAT = 'budayang.pdf/1';
export const ID_CARD_FORMAT = 'budayang.id-card/1';

const idCardDocumentSchema = z.strictObject({ format: z.literal(ID_CARD_FORMAT), card: idCardSchema });

/** An identity card as the bytes of `chip[0].data`: UTF-8 JSON. */
export const encodeIdCard = (card: IdCard): Uint8Array =>
  Buffer.from(JSON.stringify({ format: ID_CARD_FORMAT, card }), 'utf8');

/** Null when the bytes are another vendor's chip data. */
export function decodeIdCard(bytes: Uint8Array): IdCard | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return idCardDocumentSchema.safeParse(JSON.parse(text)).data?.card ?? null;
  } catch {
    return null;
  }
}
