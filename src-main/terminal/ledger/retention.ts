/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;

/**
 * How many days each thing of this machine is kept, once nothing needs it any more (`purge.ts` says what still does).
 * Whoever runs terminals has to keep logs for six months at least (网络安全法 article 21 (3)) and personal data no longer than
 * needed (个人信息保护法 article 19): numbers of staff are such data, and the platform keeps the audit.
 */
export const RETENTION_DAYS = {
  /** Acknowledged records, for a platform that is restored from a backup. */
  outboxTail: 3,
  /** Ended sessions with their cases and papers. */
  journal: 90,
  /** Calls for staff that were acknowledged. */
  helpRequests: 90,
  /** The audit of the service side. */
  serviceActs: 200,
  testRecords: 200,
  /** Readiness reports that were saved as files. */
  reports: 200,
  /** What was used up, by day. */
  consumption: 400,
  /** Repairs that were closed. */
  workOrders: 730,
} as const;
