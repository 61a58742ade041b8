import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { deviceClassSchema, fail, ok, type Result } from '../contract/index.ts';
import { canonicalJson } from './canonical.ts';
import { requiredChecks } from './suites.ts';

/** Raised whenever a check is added or means something else: reports of another kit prove nothing about this one. */
export const KIT_VERSION = '3';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);

/** What was tried on which driver with which device. Holds no personal data and no path of the machine it ran on. */
export const reportSchema = z.strictObject({
  kit: z.string().min(1),
  deviceClass: deviceClassSchema,
  driver: z.strictObject({
    name: z.string().min(1),
    /** Content hash of the driver's sources (`driver-version.ts`). */
    version: hex64,
    /** The family it was configured as, or the profile or wrapper (`variant.ts`); empty where it has none. */
    variant: z.string(),
  }),
  /** Who answered. A simulator proves the driver against our own reading of the protocol, not against a device. */
  peer: z.enum(['simulator', 'hardware']),
  transport: z.enum(['serial', 'tcp', 'memory', 'hid', 'usb', 'pcsc', 'ipp', 'xfs4iot', 'files']),
  device: z.strictObject({ identity: z.string().nullable(), model: z.string() }),
  /** When the run ended. */
  at: z.iso.datetime(),
  checks: z.array(
    z.strictObject({
      id: z.string().min(1),
      requirement: z.string(),
      outcome: z.enum(['passed', 'failed', 'skipped']),
      evidence: z.string(),
      tookMs: z.number().int().min(0),
    }),
  ),
});
export type Report = z.infer<typeof reportSchema>;

/** `reportId` is the SHA-256 of the canonical report; the signature (Ed25519, base64) is over the domain line and the id. */
export const signedReportSchema = z.strictObject({
  report: reportSchema,
  reportId: hex64,
  keyId: z.string(),
  signature: z.string(),
});
export type SignedReport = z.infer<typeof signedReportSchema>;

/** Public keys whose reports are believed, as kept in a file. `publicKey` is the raw 32 bytes in base64. */
export const trustedKeysSchema = z.strictObject({
  keys: z.array(z.strictObject({ owner: z.string(), publicKey: z.string() })),
});
export type TrustedKeys = z.infer<typeof trustedKeysSchema>;

export type ReportFault =
  | 'schema'
  | 'report-id'
  | 'key-unknown'
  | 'signature'
  | 'kit-version'
  | 'driver-version'
  | 'no-suite'
  | 'check-missing'
  | 'check-not-passed';

const DOMAIN = 'budayang-conformance-report-1\n';
/** The DER head of an Ed25519 SubjectPublicKeyInfo (RFC 8410); the 32 raw bytes follow. */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

export const reportIdOf = (report: Report): string => createHash('sha256').update(canonicalJson(report)).digest('hex');

const rawPublic = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' }).subarray(SPKI_HEAD.length);

/** First 16 hex digits of the SHA-256 of the raw public key. */
export const keyIdOf = (raw: Uint8Array): string => createHash('sha256').update(raw).digest('hex').slice(0, 16);

/** The Ed25519 private key in a PEM file (`openssl genpkey -algorithm ed25519`), or why it is none. */
export function readSigningKey(pem: string): Result<KeyObject, string> {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? ok(key) : fail('the key is no Ed25519 key');
  } catch {
    return fail('the file holds no private key');
  }
}

/** The entry of a trusted keys file for a private key. */
export function trustedKeyOf(key: KeyObject, owner: string): TrustedKeys['keys'][number] {
  return { owner, publicKey: rawPublic(createPublicKey(key)).toString('base64') };
}

export function signReport(report: Report, key: KeyObject): SignedReport {
  const reportId = reportIdOf(report);
  const signature = sign(null, Buffer.from(DOMAIN + reportId), key).toString('base64');
  return { report, reportId, keyId: keyIdOf(rawPublic(createPublicKey(key))), signature };
}

function publicKeyFor(keyId: string, trusted: TrustedKeys): KeyObject | null {
  for (const { publicKey } of trusted.keys) {
    const raw = Buffer.from(publicKey, 'base64');
    if (raw.length !== 32 || keyIdOf(raw) !== keyId) continue;
    return createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' });
  }
  return null;
}

/** Every check the kit demands of this class and peer, each once, and nothing that did not pass. */
function missing(report: Report): ReportFault | null {
  const required = requiredChecks(report.deviceClass, report.peer);
  if (required === null) return 'no-suite';
  const ids = report.checks.map(({ id }) => id);
  if (new Set(ids).size !== ids.length || required.some((id) => !ids.includes(id))) return 'check-missing';
  return report.checks.some(({ outcome }) => outcome !== 'passed') ? 'check-not-passed' : null;
}

/**
 * Is this a report of somebody trusted, about this very driver, in which everything passed? Takes anything; never throws.
 * `skipped` is no pass. Whether its peer is enough is for `enabledInProduction`.
 */
export function verifyReport(
  candidate: unknown,
  trusted: TrustedKeys,
  driverVersion: string,
): Result<Report, ReportFault> {
  const parsed = signedReportSchema.safeParse(candidate);
  if (!parsed.success) return fail('schema');
  const { report, reportId, keyId, signature } = parsed.data;
  if (reportIdOf(report) !== reportId) return fail('report-id');
  const key = publicKeyFor(keyId, trusted);
  if (!key) return fail('key-unknown');
  const signed = Buffer.from(signature, 'base64');
  // Base64 has bits nobody reads: one text a signature, so that no byte of a report can be another.
  if (signed.toString('base64') !== signature || !verify(null, Buffer.from(DOMAIN + reportId), key, signed))
    return fail('signature');
  if (report.kit !== KIT_VERSION) return fail('kit-version');
  if (report.driver.version !== driverVersion) return fail('driver-version');
  const fault = missing(report);
  return fault === null ? ok(report) : fail(fault);
}
