/**
 * Whether an error's code is about a certificate (Node's TLS and OpenSSL's `X509_V_ERR_…`). Any trouble with one is the same to a
 * technician, and OpenSSL's words differ between versions.
 */
export const isCertificateTrouble = (code: string): boolean =>
  /CERT|SELF_SIGNED|ISSUER|ALTNAME|VERIFY|CRL|PATH_LENGTH|INVALID_(CA|PURPOSE)|MISMATCH/.test(code);
