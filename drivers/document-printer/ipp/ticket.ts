import { createHash, randomBytes } from 'node:crypto';
import type { DocumentJobRequest } from '../../contract/index.ts';
import { failed } from '../../contract/index.ts';
import { A4, MONOCHROME, PDF, type PrinterDescription } from './description.ts';
import type { Failure } from './faults.ts';
import type { PrinterFault } from './reasons.ts';
import { collection, type IppAttribute, integer, keyword } from './values.ts';

/** What is asked of the printer for one job. `name` is ours and says nothing about anybody. */
export interface JobTicket {
  readonly name: string;
  readonly template: readonly IppAttribute[];
}

/** Which tray (`media-source-supported`) holds which paper; without it the printer chooses by size alone. */
export interface PaperSources {
  readonly plain: string;
  readonly special: string;
}

/** A4 in hundredths of a millimetre (`media-size`, PWG 5100.7). */
const A4_SIZE = { width: 21_000, height: 29_700 } as const;

/** All jobs of one journal entry begin like this. A hash: job ids may be case numbers, and printers show names. */
export const namePrefix = (jobId: string): string =>
  `bdy-${createHash('sha256').update(jobId).digest('hex').slice(0, 20)}-`;

const nameFor = (jobId: string): string => `${namePrefix(jobId)}${randomBytes(4).toString('hex')}`;

type Wishes = Pick<DocumentJobRequest, 'copies' | 'sides' | 'paper'>;

/** The Job Template attributes of a job, or why this printer cannot print it. Nothing has been sent yet. */
export function ticketFor(
  jobId: string,
  wishes: Wishes,
  printer: PrinterDescription,
  sources: PaperSources | null,
  faults: readonly PrinterFault[] = [],
): JobTicket | Failure {
  const refuse = (errorCode: string, message: string) => failed('unsupportedData', errorCode, message);
  if (!printer.formats.includes(PDF)) {
    const takes = printer.formats.slice(0, 6).join(', ').slice(0, 120) || 'nothing it names';
    return refuse('pdf-unsupported', `the printer takes no PDF (it takes ${takes})`);
  }
  if (wishes.copies > 1 && wishes.copies > (printer.maxCopies ?? 1)) {
    return refuse('copies-unsupported', `the printer makes at most ${printer.maxCopies ?? 1} copies`);
  }
  const sides = wishes.sides ?? 'one-sided';
  if (sides !== 'one-sided' && !printer.sides.includes(sides)) {
    return refuse('sides-unsupported', 'the printer does not print both sides');
  }
  if (printer.media.length > 0 && !printer.media.includes(A4)) return refuse('a4-unsupported', 'the printer has no A4');
  const source = sources?.[wishes.paper ?? 'plain'] ?? null;
  if (wishes.paper === 'special' && source === null) {
    return refuse('special-paper-unconfigured', 'no tray is configured for special paper');
  }
  if (source !== null && !(printer.mediaSources.includes(source) && printer.mediaColMembers.includes('media-source'))) {
    return refuse('tray-unsupported', 'the printer has no tray of the configured name');
  }
  const media: IppAttribute[] =
    source !== null ? [mediaCol(source)] : printer.media.length > 0 ? [keyword('media', A4)] : [];
  return {
    name: nameFor(jobId),
    template: [
      ...(wishes.copies > 1 ? [integer('copies', wishes.copies)] : []),
      ...media,
      ...(printer.sides.includes(sides) ? [keyword('sides', sides)] : []),
      // One of its colours is empty: in black it prints, and mixes none of them.
      ...(faults.includes('colour-empty') ? [keyword('print-color-mode', MONOCHROME)] : []),
    ],
  };
}

/** Why a job is not made as it was asked for: the printer names what it would ignore. */
export function ignoredOf({ template }: JobTicket, unsupported: readonly string[]): Failure | null {
  const ignored = template.find(({ name }) => unsupported.includes(name));
  if (ignored === undefined) return null;
  return failed('unsupportedData', 'job-unsupported', `the printer would ignore ${ignored.name}`);
}

/** `media` and `media-col` exclude each other (PWG 5100.7). */
const mediaCol = (source: string): IppAttribute =>
  collection(
    'media-col',
    collection('media-size', integer('x-dimension', A4_SIZE.width), integer('y-dimension', A4_SIZE.height)),
    keyword('media-source', source),
  );
