/** Operations (RFC 8011 §5.4.15 `operations-supported`). */
export const OPERATIONS = {
  printJob: 0x0002,
  validateJob: 0x0004,
  createJob: 0x0005,
  sendDocument: 0x0006,
  cancelJob: 0x0008,
  getJobAttributes: 0x0009,
  getJobs: 0x000a,
  getPrinterAttributes: 0x000b,
} as const;
export type Operation = keyof typeof OPERATIONS;

/** `job-state` (RFC 8011 §5.3.7). */
export const JOB_STATES = {
  3: 'pending',
  4: 'held',
  5: 'processing',
  6: 'stopped',
  7: 'canceled',
  8: 'aborted',
  9: 'completed',
} as const;
export type JobState = (typeof JOB_STATES)[keyof typeof JOB_STATES] | 'unknown';

export const jobStateOf = (value: number | null): JobState =>
  Object.entries(JOB_STATES).find(([code]) => Number(code) === value)?.[1] ?? 'unknown';

/** Ends of a job: nothing changes any more. */
export const isFinal = (state: JobState): state is 'canceled' | 'aborted' | 'completed' =>
  state === 'canceled' || state === 'aborted' || state === 'completed';

/** What a status code means for what we do next. */
export type StatusClass =
  | 'ok'
  | 'busy'
  | 'format-unsupported'
  | 'attributes-unsupported'
  | 'version-unsupported'
  | 'operation-unsupported'
  | 'not-accepting-jobs'
  | 'not-possible'
  | 'not-found'
  | 'client-error'
  | 'server-error';

/** Status codes with a meaning of their own (RFC 8011 appendix B); the rest go by their range. */
const STATUS: Readonly<Record<number, StatusClass>> = {
  1028: 'not-possible', // 0404
  1030: 'not-found', // 0406
  1031: 'not-found', // 0407 client-error-gone
  1034: 'format-unsupported', // 040A
  1035: 'attributes-unsupported', // 040B
  1281: 'operation-unsupported', // 0501
  1282: 'busy', // 0502 server-error-service-unavailable
  1283: 'version-unsupported', // 0503
  1285: 'busy', // 0505 server-error-temporary-error
  1286: 'not-accepting-jobs', // 0506
  1287: 'busy', // 0507
};

/** 0000–00FF success; `client-error` and `server-error` by range; anything else is a broken server. */
export function statusClassOf(status: number): StatusClass {
  if (status <= 0x00ff) return 'ok';
  return STATUS[status] ?? (status >= 0x0400 && status <= 0x04ff ? 'client-error' : 'server-error');
}

/**
 * True when this answer to Print-Job or Create-Job means that no job was made. 0500, 0504 and 0508 leave it open: the
 * printer may have failed after it took the job.
 */
export const refusesJob = (status: StatusClass): boolean => status !== 'ok' && status !== 'server-error';

/** 0401 forbidden, 0402 not authenticated, 0403 not authorised. */
export const isDenied = (status: number): boolean => status >= 0x0401 && status <= 0x0403;

/** `1287` as `0507`, the way documents print it. */
export const statusWord = (status: number): string => status.toString(16).toUpperCase().padStart(4, '0');
