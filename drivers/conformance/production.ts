import { fail, ok, type Result } from '../contract/index.ts';
import { type Report, type ReportFault, signedReportSchema, type TrustedKeys, verifyReport } from './report.ts';

/** A driver as a configuration names it: its version is the one that is to run now. */
export interface DriverIdentity {
  readonly name: string;
  readonly version: string;
  readonly variant: string;
  /** The kind of port it is to run over: proof over a serial line proves nothing about USB pipes. */
  readonly transport: Report['transport'];
}

export type RefusedReason =
  /** No report names this driver. */
  | 'no-report'
  /** Reports name this driver, as another family, or with another profile or wrapper. */
  | 'other-variant'
  /** Reports name this driver and variant, over another kind of port. */
  | 'other-transport'
  /** The only good reports come from a simulator. */
  | 'simulator-only'
  | ReportFault;

export interface Refused {
  readonly reason: RefusedReason;
  /** One sentence for a technician. */
  readonly message: string;
}

const SENTENCES: Record<RefusedReason, string> = {
  'no-report': 'there is no conformance report of this driver',
  'other-variant': 'its reports are about another family, profile or wrapper (a file counts by what is in it)',
  'other-transport': 'its reports were made over another kind of port',
  'simulator-only': 'its only reports were made with a simulator, which proves nothing about a device',
  schema: 'there is no conformance report of this driver that can be read; one of the files is damaged or is none',
  'report-id': 'its report was changed after it was made',
  'key-unknown': 'its report is signed by nobody this terminal trusts',
  signature: 'the signature of its report is wrong',
  'kit-version': 'its report was made with another version of the kit',
  'driver-version': 'its report is about another version of the driver',
  'no-suite': 'its class has no suite yet',
  'check-missing': 'its report lacks checks',
  'check-not-passed': 'checks in its report failed or were skipped',
};

/** Reports nearer to being accepted tell more: the last fault found in this order is the one to name. */
const NEARNESS: readonly RefusedReason[] = [
  'no-report',
  'schema',
  'other-variant',
  'other-transport',
  'report-id',
  'key-unknown',
  'signature',
  'kit-version',
  'driver-version',
  'no-suite',
  'check-missing',
  'check-not-passed',
  'simulator-only',
];

/**
 * May this driver run in a production configuration? Only with a signed report made with hardware about this driver, variant and
 * kind of port in which every check passed. Pure: the caller reads the files. `reports` may hold anything.
 */
export function enabledInProduction(
  driver: DriverIdentity,
  reports: readonly unknown[],
  keys: TrustedKeys,
): Result<Report, Refused> {
  let nearest: RefusedReason = 'no-report';
  for (const candidate of reports) {
    const parsed = signedReportSchema.safeParse(candidate);
    if (parsed.success && parsed.data.report.driver.name !== driver.name) continue;
    const reason = parsed.success ? otherThan(driver, parsed.data.report) : null;
    const verified = verifyReport(candidate, keys, driver.version);
    if (reason === null && verified.ok && verified.value.peer === 'hardware') return ok(verified.value);
    const refused: RefusedReason = reason ?? (verified.ok ? 'simulator-only' : verified.error);
    if (NEARNESS.indexOf(refused) > NEARNESS.indexOf(nearest)) nearest = refused;
  }
  return fail({ reason: nearest, message: `${driver.name} may not run in production: ${SENTENCES[nearest]}` });
}

const otherThan = (wanted: DriverIdentity, { driver, transport }: Report): RefusedReason | null =>
  driver.variant !== wanted.variant ? 'other-variant' : transport !== wanted.transport ? 'other-transport' : null;
