import { fail, ok, type Result } from '../contract/index.ts';
import { type Report, type ReportFault, signedReportSchema, type TrustedKeys, verifyReport } from './report.ts';

/** A driver as a configuration names it: its version is the one that is to run now. */
export interface DriverIdentity {
  readonly name: string;
  readonly version: string;
  readonly variant: string;
}

export type RefusedReason =
  /** No report names this driver and variant. */
  | 'no-report'
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
  'simulator-only': 'its only reports were made with a simulator, which proves nothing about a device',
  schema: 'its report is damaged',
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
 * May this driver run in a production configuration? Only with a signed report made with hardware in which every check
 * passed. Pure: the caller reads the files. `reports` may hold anything.
 */
export function enabledInProduction(
  driver: DriverIdentity,
  reports: readonly unknown[],
  keys: TrustedKeys,
): Result<Report, Refused> {
  let nearest: RefusedReason = 'no-report';
  for (const candidate of reports) {
    const parsed = signedReportSchema.safeParse(candidate);
    const about = parsed.success ? parsed.data.report.driver : null;
    if (about && (about.name !== driver.name || about.variant !== driver.variant)) continue;
    const verified = verifyReport(candidate, keys, driver.version);
    if (verified.ok && verified.value.peer === 'hardware') return ok(verified.value);
    const reason: RefusedReason = verified.ok ? 'simulator-only' : verified.error;
    if (NEARNESS.indexOf(reason) > NEARNESS.indexOf(nearest)) nearest = reason;
  }
  return fail({ reason: nearest, message: `${driver.name} may not run in production: ${SENTENCES[nearest]}` });
}
