import { firmwareText } from '../../contract/index.ts';
import type { Attributes } from './attributes.ts';
import { OPERATIONS, type Operation } from './operations.ts';

export const PDF = 'application/pdf';
/** `print-color-mode` (PWG 5100.13). */
export const MONOCHROME = 'monochrome';
/** PWG 5101.1 self-describing media name. */
export const A4 = 'iso_a4_210x297mm';

/** What a printer says it is and can do. Lists are empty where it says nothing. */
export interface PrinterDescription {
  readonly identity: string | null;
  readonly model: string;
  /** PWG 5100.13 §5.6: names and versions of the printer's programs, the first two of them. */
  readonly firmware: string | null;
  /** Other software between us and the paper: its `completed` means handed on. */
  readonly spooler: boolean;
  /** `device-uri`: where a CUPS queue hands its jobs on to. */
  readonly deviceUri: string | null;
  readonly formats: readonly string[];
  readonly maxCopies: number | null;
  readonly sides: readonly string[];
  readonly media: readonly string[];
  readonly mediaReady: readonly string[];
  readonly mediaSources: readonly string[];
  readonly mediaColMembers: readonly string[];
  does(operation: Operation): boolean;
}

export const DESCRIPTION_ATTRIBUTES = [
  'printer-uuid',
  'printer-make-and-model',
  'printer-name',
  'printer-firmware-name',
  'printer-firmware-string-version',
  'operations-supported',
  'document-format-supported',
  'copies-supported',
  'sides-supported',
  'print-color-mode-supported',
  'media-supported',
  'media-ready',
  'media-source-supported',
  'media-col-supported',
  'cups-version',
  'device-uri',
  'printer-type',
  'printer-is-shared',
] as const;

/** CUPS adds these to every queue ("CUPS Implementation of IPP"); printers and ippeveprinter have none of them. */
const SPOOLER_ATTRIBUTES = ['cups-version', 'device-uri', 'printer-type', 'printer-is-shared'] as const;

export function descriptionOf(printer: Attributes): PrinterDescription {
  const operations = new Set(printer.integers('operations-supported'));
  return {
    identity: printer.string('printer-uuid'),
    model: printer.string('printer-make-and-model') ?? printer.string('printer-name') ?? 'IPP printer',
    firmware: firmwareOf(printer),
    spooler: SPOOLER_ATTRIBUTES.some((name) => printer.has(name)),
    deviceUri: printer.string('device-uri'),
    formats: printer.strings('document-format-supported').map((format) => format.toLowerCase()),
    maxCopies: printer.highest('copies-supported'),
    sides: printer.strings('sides-supported'),
    media: printer.strings('media-supported'),
    mediaReady: printer.strings('media-ready'),
    mediaSources: printer.strings('media-source-supported'),
    mediaColMembers: printer.strings('media-col-supported'),
    does: (operation) => operations.has(OPERATIONS[operation]),
  };
}

function firmwareOf(printer: Attributes): string | null {
  const names = printer.strings('printer-firmware-name');
  const versions = printer.strings('printer-firmware-string-version');
  const programs = versions.slice(0, 2).map((version, at) => [names[at] ?? '', version].join(' '));
  return firmwareText(programs.join(', '));
}
