/** SHA-256 of a printer's own certificate, as `fingerprint256` of node's `tls` writes it. */
const FORM = /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/;

/** What is wrong with a pinned certificate a technician named; null where nothing is. Over `ipp://` nobody shows one. */
export function pinProblem(uri: string, fingerprint256: string | undefined): string | null {
  if (fingerprint256 === undefined) return null;
  if (!FORM.test(fingerprint256))
    return 'the fingerprint must be 32 pairs of capital hexadecimal digits with colons between them';
  return /^ipps:/i.test(uri)
    ? null
    : 'a fingerprint is for ipps:// printers only: over ipp:// nobody shows a certificate';
}
