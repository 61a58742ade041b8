import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { writeFileWhole } from './write-file-whole.ts';

export type TlsCertificate = { readonly key: string; readonly cert: string; readonly ca: string };

const DAY = 86_400_000;
const CA_DAYS = 3650;
const LEAF_DAYS = 397;
const RENEW_BEFORE_DAYS = 30;
const EC = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/**
 * The certificate of this server for localhost and the loopback addresses, signed by its own authority. The authority
 * (`<dataDir>/tls/ca.pem`) is made once and is what terminals pin; the server's own certificate is renewed at a start
 * within 30 days of its end, which no terminal notices.
 */
export async function loadTlsCertificate(dataDir: string | undefined, now: Date): Promise<TlsCertificate> {
  if (dataDir === undefined) {
    const ca = await makeAuthority(now);
    return { ...(await makeLeaf(ca, now)), ca: ca.cert };
  }
  const folder = join(dataDir, 'tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ca = await stored(
    join(folder, 'ca-key.pem'),
    join(folder, 'ca.pem'),
    () => true,
    () => makeAuthority(now),
  );
  const fresh = (cert: string) =>
    Date.parse(new X509Certificate(cert).validTo) - now.getTime() > RENEW_BEFORE_DAYS * DAY;
  const leaf = await stored(join(folder, 'server-key.pem'), join(folder, 'server.pem'), fresh, () => makeLeaf(ca, now));
  return { ...leaf, ca: ca.cert };
}

type Pair = { readonly key: string; readonly cert: string };

async function stored(keyPath: string, certPath: string, usable: (cert: string) => boolean, make: () => Promise<Pair>) {
  if (existsSync(keyPath) && existsSync(certPath)) {
    const pair = { key: readFileSync(keyPath, 'utf8'), cert: readFileSync(certPath, 'utf8') };
    if (usable(pair.cert)) return pair;
  }
  const pair = await make();
  writeFileWhole(keyPath, pair.key, 0o600);
  writeFileWhole(certPath, pair.cert, 0o644);
  return pair;
}

async function makeAuthority(now: Date): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'Budayang platform authority' }], {
    ...EC,
    notBeforeDate: new Date(now.getTime() - DAY),
    notAfterDate: new Date(now.getTime() + CA_DAYS * DAY),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function makeLeaf(ca: Pair, now: Date): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    ...EC,
    notBeforeDate: new Date(now.getTime() - DAY),
    notAfterDate: new Date(now.getTime() + LEAF_DAYS * DAY),
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}
