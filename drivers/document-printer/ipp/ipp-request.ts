import { OPERATIONS, type Operation } from './operations.ts';
import {
  charset,
  GROUPS,
  type IppAttribute,
  type IppMessage,
  keyword,
  nameAttribute,
  naturalLanguage,
  uri,
} from './values.ts';

/** Jobs are ours by this name: `my-jobs` and cancelling go by it. It names the machine's software, no person. */
export const USER_NAME = 'budayang';
export const USER = nameAttribute('requesting-user-name', USER_NAME);

export const requested = (names: readonly string[]): IppAttribute => keyword('requested-attributes', ...names);

/** Asked of each job. */
export const JOB_ATTRIBUTES = [
  'job-id',
  'job-name',
  'job-uuid',
  'job-state',
  'job-state-reasons',
  'job-impressions',
  'job-impressions-completed',
  'job-media-sheets-completed',
  'time-at-processing',
] as const;

/** What is asked, without what every request carries. */
export interface Question {
  readonly operation: Operation;
  readonly attributes: readonly IppAttribute[];
  /** Job Template attributes. */
  readonly template?: readonly IppAttribute[];
}

export function requestOf(
  { operation, attributes, template = [] }: Question,
  { version, requestId, printer }: { version: readonly [number, number]; requestId: number; printer: string },
): IppMessage {
  // The order of the first three is fixed (RFC 8011 §4.1.4, §4.1.5).
  const first = [
    charset('attributes-charset', 'utf-8'),
    naturalLanguage('attributes-natural-language', 'en'),
    uri('printer-uri', printer),
  ];
  return {
    version,
    code: OPERATIONS[operation],
    requestId,
    groups: [
      { tag: GROUPS.operation, attributes: [...first, ...attributes] },
      ...(template.length === 0 ? [] : [{ tag: GROUPS.job, attributes: template }]),
    ],
  };
}
