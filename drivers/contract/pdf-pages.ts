/** Pages of a PDF: its page objects. Those inside compressed object streams are not seen; it has at least one. */
export function pagesOf(pdf: Uint8Array): number {
  const pages = Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Type\s*\/Page(?![A-Za-z])/g);
  return Math.max(1, pages?.length ?? 1);
}
