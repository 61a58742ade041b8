/** One document; a scan of many pages stays below. Bytes. */
export const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;
/** `%PDF-` stands within the first 1024 bytes and `%%EOF` within the last 1024, as PDF viewers accept. */
const MARK_WINDOW = 1024;

export function isPdf(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, MARK_WINDOW)).toString('latin1');
  const tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - MARK_WINDOW))).toString('latin1');
  return head.includes('%PDF-') && tail.includes('%%EOF');
}
