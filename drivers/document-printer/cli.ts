import {
  type CommandLine,
  complainer,
  fateOf,
  namedFile,
  oneOf,
  say,
  withDevice,
  worldStatus,
} from '../command-line/index.ts';
import { type Completion, type DeviceError, unreachable } from '../contract/index.ts';
import { pinProblem } from './certificate-pin.ts';
import { IppDocumentPrinter } from './ipp/printer.ts';
import type { IppTap } from './ipp/tap.ts';
import { isPdf } from './pdf.ts';

/** What `npm run device -- document <action>` knows. */
export const documentActions = ['print', 'status', 'cancel', 'jobs'] as const;
export type DocumentAction = (typeof documentActions)[number];

export const isDocumentAction = oneOf(documentActions);

export interface DocumentCliOptions extends CommandLine {
  /** `ipp://host:631/ipp/print`, `ipps://…`, or a CUPS queue `ipp://host/printers/<name>`. */
  readonly port: string;
  /** The PDF to print. */
  readonly file?: string;
  readonly copies?: number;
  /** The number of the job to cancel, as `jobs` shows it. */
  readonly job?: number;
  /** SHA-256 of the printer's own certificate, for `ipps`. */
  readonly fingerprint256?: string;
  readonly tap?: IppTap;
}

/**
 * Runs one action against a real printer. Resolves to the exit code: `print` 0 when the printer (or a spooler, and it
 * says so) called the job completed; `status` 0 only when it is ready to print; else 2 with one line of reason.
 */
export async function runDocument(action: DocumentAction, options: DocumentCliOptions): Promise<number> {
  const complain = (error: DeviceError): number => {
    const fate = action === 'print' ? fateOf(error.effect) : null;
    const exit = complainer(`document ${action}`, options)(error, fate);
    if (options.json && action !== 'status') {
      const { code, errorCode, effect } = error;
      options.stdout.write(`${JSON.stringify({ code, errorCode, effect })}\n`);
    }
    return exit;
  };
  const refuse = (errorCode: string, message: string) =>
    complain({ code: 'invalidData', errorCode, message, effect: 'none' });
  // Before the printer is asked anything: what was typed does not depend on it.
  if (action === 'print' && options.file === undefined)
    return refuse('file-missing', 'say what to print: --file <pdf>');
  if (action === 'cancel' && !Number.isInteger(options.job))
    return refuse('job-missing', 'say which job: --job <number>');
  const pdf = action === 'print' && options.file !== undefined ? await namedFile(options.file) : null;
  if (pdf && !pdf.ok) return refuse('file-unreadable', pdf.error);
  if (pdf && !isPdf(pdf.value)) return refuse('not-a-pdf', 'the file is no whole PDF');
  const { fingerprint256 } = options;
  const unpinned = pinProblem(options.port, fingerprint256);
  if (unpinned !== null) return refuse('fingerprint-invalid', unpinned);
  const made = new IppDocumentPrinter({
    uri: options.port,
    ...(fingerprint256 === undefined ? {} : { fingerprint256 }),
    ...(options.tap ? { tap: options.tap } : {}),
  });
  return withDevice(made, async (printer, opened) => {
    if (!opened.ok) return complain(opened.error);
    switch (action) {
      case 'print':
        return pdf === null
          ? refuse('file-missing', 'say what to print: --file <pdf>')
          : await print(printer, Uint8Array.from(pdf.value), options, complain);
      case 'status':
        return await status(printer, options, complain);
      case 'cancel':
        if (options.job === undefined || !Number.isInteger(options.job))
          return refuse('job-missing', 'say which job: --job <number>');
        return told(await printer.cancelJob(options.job), options, complain, () => `job ${options.job} is canceled\n`);
      case 'jobs':
        return told(await printer.jobs(), options, complain, (jobs) =>
          jobs.length === 0
            ? 'no jobs under our name\n'
            : jobs
                .map(
                  ({ id, ours, state, impressions }) =>
                    `${id}  ${state}  ${impressions ?? '?'} impressions${ours ? '' : '  (another program)'}\n`,
                )
                .join(''),
        );
      default:
        return unreachable(action);
    }
  });
}

type Complain = (error: DeviceError) => number;

async function print(printer: IppDocumentPrinter, pdf: Uint8Array, options: DocumentCliOptions, complain: Complain) {
  const jobId = `command-line-${process.pid}`;
  let sent = false;
  const printed = await printer.print({
    jobId,
    title: '',
    pdf,
    copies: options.copies ?? 1,
    onSent: () => {
      if (!options.json && !sent) options.stderr.write('sent; waiting for the printer\n');
      sent = true;
    },
  });
  if (!printed.ok) return complain(printed.error);
  const { fence, bytes } = printed.value;
  const words = fence === 'printer-completed' ? 'printed' : 'taken by a spooler: look whether it was printed';
  say(options, { fence, bytes, effect: printed.effect }, `${words} (${bytes} bytes, ${fence})\n`);
  return 0;
}

async function status(printer: IppDocumentPrinter, options: DocumentCliOptions, complain: Complain) {
  const seen = printer.status();
  const supplies = (seen.supplies ?? []).map(
    ({ name, level, percent }) => `${name} ${percent === null ? level : `${percent}%`}`,
  );
  const { model, device, paper, faults, evidence } = seen;
  const axes = `${device}  paper ${paper}  ${supplies.join('  ')}  ${faults.join(' ') || 'no faults'}`;
  say(options, worldStatus(seen), `${model}  ${axes}  (${evidence})\n`);
  const ready = await printer.validate({ copies: 1 });
  return ready.ok ? 0 : complain(ready.error);
}

function told<T>(
  completion: Completion<T>,
  options: DocumentCliOptions,
  complain: Complain,
  words: (value: T) => string,
) {
  if (!completion.ok) return complain(completion.error);
  say(options, completion.value ?? { effect: completion.effect }, words(completion.value));
  return 0;
}
