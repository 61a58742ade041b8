import { A4, PDF } from './description.ts';
import { OPERATIONS } from './operations.ts';
import type { SimulatedEngine, SimulatedJob, SimulatedState } from './simulated-engine.ts';
import {
  boolean,
  collection,
  enumeration,
  type IppAttribute,
  integer,
  keyword,
  mimeMediaType,
  nameAttribute,
  octets,
  text,
  uri,
} from './values.ts';

export const STATE_CODES: Readonly<Record<SimulatedState, number>> = {
  incoming: 3,
  pending: 3,
  processing: 5,
  canceled: 7,
  aborted: 8,
  completed: 9,
};

/** What a simulated printer is and does, beside its paper. */
export interface SimulatedMake {
  readonly twoSteps?: boolean;
  readonly counts?: boolean;
  readonly formats?: readonly string[];
  readonly attributes?: readonly IppAttribute[];
}

export const formatsOf = ({ formats }: SimulatedMake): readonly string[] => formats ?? [PDF, 'image/pwg-raster'];

export function jobAttributes(job: SimulatedJob, make: SimulatedMake, printer: string): IppAttribute[] {
  return [
    integer('job-id', job.id),
    uri('job-uri', `${printer}/${job.id}`),
    uri('job-uuid', job.uuid),
    nameAttribute('job-name', job.name),
    enumeration('job-state', STATE_CODES[job.state]),
    keyword('job-state-reasons', job.reason),
    integer('job-impressions-completed', make.counts === false ? 0 : job.printed),
    job.startedAt === null
      ? { name: 'time-at-processing', values: [{ syntax: 'no-value' }] }
      : integer('time-at-processing', job.startedAt),
  ];
}

/** `now`: whether it takes jobs and how long it has been on, in seconds. */
export function printerAttributes(
  make: SimulatedMake,
  { sheets, reasons, stuck, busy }: SimulatedEngine,
  now: { accepting: boolean; upTime: number },
  requested: readonly string[],
): IppAttribute[] {
  const operations = Object.entries(OPERATIONS).filter(
    ([name]) => make.twoSteps !== false || (name !== 'createJob' && name !== 'sendDocument'),
  );
  const words = sheets > 0 && sheets <= 10 ? [...reasons, 'media-low-report'] : [...reasons];
  const own: IppAttribute[] = [
    uri('printer-uuid', 'urn:uuid:5f6b1c2e-0000-4000-8000-00000000a4a4'),
    text('printer-make-and-model', 'Simulated Office Printer'),
    nameAttribute('printer-firmware-name', 'main'),
    text('printer-firmware-string-version', '2.13'),
    enumeration('operations-supported', ...operations.map(([, code]) => code)),
    mimeMediaType('document-format-supported', ...formatsOf(make)),
    { name: 'copies-supported', values: [{ syntax: 'rangeOfInteger', lower: 1, upper: 99 }] },
    keyword('sides-supported', 'one-sided', 'two-sided-long-edge'),
    keyword('media-supported', A4, 'iso_a5_148x210mm'),
    keyword('media-source-supported', 'auto', 'tray-1', 'tray-2'),
    keyword('media-col-supported', 'media-size', 'media-source'),
    enumeration('printer-state', stuck ? 5 : busy ? 4 : 3),
    keyword('printer-state-reasons', ...(words.length === 0 ? ['none'] : words)),
    boolean('printer-is-accepting-jobs', now.accepting),
    integer('printer-up-time', now.upTime),
    octets(
      'printer-input-tray',
      `type=sheetFeedAutoRemovableTray;maxcapacity=250;level=${sheets};status=0;name=tray-1;`,
    ),
    octets('printer-supply', 'index=1;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=75;'),
    collection('media-col-ready', keyword('media-source', 'tray-1')),
  ];
  const replaced = make.attributes ?? [];
  const all = [...own.filter(({ name }) => !replaced.some((other) => other.name === name)), ...replaced];
  return requested.includes('all') ? all : all.filter(({ name }) => requested.includes(name));
}
