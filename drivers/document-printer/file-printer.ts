import {
  type Clock,
  type Completion,
  completed,
  type DeviceError,
  type DocumentJobRequest,
  type DocumentPrinter,
  failed,
  type PrintProof,
  systemClock,
} from '../contract/index.ts';
import { DriverShell } from '../driver-shell/index.ts';
import { isPdf, MAX_DOCUMENT_BYTES } from './pdf.ts';
import { Spool } from './spool.ts';

export interface FilePrinterOptions {
  readonly directory: string;
  /** Keep documents over session ends. For demonstrations with invented persons only. */
  readonly keep?: boolean;
  /** Most files in the spool at once; 200 unless told. */
  readonly maxFiles?: number;
  /** Most bytes in the spool at once; 256 MB unless told. */
  readonly maxBytes?: number;
  readonly clock?: Clock;
}

/** How it is called wherever it is shown: nobody shall look for paper. */
export const FILE_PRINTER_MODEL = 'file printer (no paper)';

const systemCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';

/** What the system's error code says of the folder, as this driver's error code and a sentence. No path is named: logs travel, and paths may hold account names. */
export function spoolFault(code: string): Pick<DeviceError, 'errorCode' | 'message'> {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { errorCode: 'disk-full', message: 'the disk of the spool folder is full' };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return { errorCode: 'folder-denied', message: `the spool folder may not be written (${code})` };
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EEXIST':
      return { errorCode: 'folder-missing', message: `the spool folder is not there (${code})` };
    default:
      return { errorCode: 'folder-error', message: `the spool folder failed (${code})` };
  }
}

/** Stands in for an office printer: writes each PDF into a folder, and says so in model, proof and status. */
export class FilePrinter extends DriverShell implements DocumentPrinter {
  readonly #spool: Spool;
  readonly #keep: boolean;
  readonly #maxFiles: number;
  readonly #maxBytes: number;
  #opened = false;
  /** Everything being written; a wipe waits for it, so that no document appears behind its back. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: FilePrinterOptions) {
    // No paper, so no supply of it: null, never `full`.
    const identity = { model: FILE_PRINTER_MODEL, media: null, paper: null, port: 'the spool folder' };
    super({ deviceClass: 'documentPrinter', ...identity }, options.clock ?? systemClock);
    this.#spool = new Spool(options.directory);
    this.#keep = options.keep ?? false;
    this.#maxFiles = options.maxFiles ?? 200;
    this.#maxBytes = options.maxBytes ?? 256 * 1024 * 1024;
  }

  /**
   * Writes one document durably; a repeated `jobId` replaces its own file. `copies` makes no difference to a file.
   * Ends with `invalidData` (`not-a-pdf`, `document-too-large`, `copies-invalid`), `deviceNotReady` (`spool-full`),
   * `hardwareError` (`disk-full`, `folder-denied`, `folder-missing`, `folder-error`), `sequenceError` (`busy`).
   */
  print(job: DocumentJobRequest): Promise<Completion<PrintProof>> {
    const printing = this.alone(() => this.#print(job));
    this.#writing = Promise.allSettled([this.#writing, printing]);
    return printing;
  }

  /** Session end: deletes every document, finished or not, unless configured to keep them. Works closed, too. */
  async wipe(): Promise<Completion<void>> {
    return this.#keep ? completed(undefined, 'none') : this.purge();
  }

  /** Deletes every document, kept or not. */
  async purge(): Promise<Completion<void>> {
    await this.#writing;
    try {
      const deleted = await this.#spool.purge();
      return completed(undefined, deleted > 0 ? 'done' : 'none');
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT') return completed(undefined, 'none');
      const { errorCode, message } = spoolFault(code);
      return failed('hardwareError', errorCode, `documents could not be deleted: ${message}`, 'unknown');
    }
  }

  protected get isOpen(): boolean {
    return this.#opened;
  }

  protected async connect(): Promise<Completion<void>> {
    this.#opened = true;
    const looked = await this.check();
    if (!looked.ok) this.#opened = false;
    return looked;
  }

  protected async check(): Promise<Completion<void>> {
    const fault = await this.#look();
    return fault ? failed('deviceNotReady', fault.errorCode, fault.message) : completed(undefined, 'none');
  }

  /** A document being written is written to its end. */
  protected async disconnect(): Promise<void> {
    this.#opened = false;
  }

  async #print(job: DocumentJobRequest): Promise<Completion<PrintProof>> {
    if (!this.#opened) return failed('deviceNotReady', 'not-open', 'the file printer was not opened');
    const { pdf } = job;
    if (!Number.isInteger(job.copies) || job.copies < 1) {
      return failed('invalidData', 'copies-invalid', 'the number of copies is not a positive whole number');
    }
    if (pdf.length > MAX_DOCUMENT_BYTES) {
      return failed('invalidData', 'document-too-large', `a document of ${pdf.length} bytes is refused`);
    }
    if (!isPdf(pdf)) return failed('invalidData', 'not-a-pdf', 'the document is not a whole PDF');
    return this.#write(job.jobId, pdf, job.onSent);
  }

  async #write(jobId: string, pdf: Uint8Array, onSent?: () => void): Promise<Completion<PrintProof>> {
    let placed = false;
    try {
      const own = this.#spool.nameOf(jobId);
      const others = (await this.#spool.list()).filter((file) => file.name !== own);
      const used = others.reduce((sum, file) => sum + file.bytes, 0);
      if (others.length >= this.#maxFiles || used + pdf.length > this.#maxBytes) {
        const message = `the spool is full: ${others.length} files, ${used} bytes`;
        this.observe({ device: 'hardwareError', action: 'clear', faults: ['spool-full'], evidence: message });
        return failed('deviceNotReady', 'spool-full', message);
      }
      await this.#spool.write(jobId, pdf);
      placed = true;
      onSent?.();
      await this.#spool.settle();
      this.observe({
        device: 'online',
        action: 'none',
        faults: [],
        evidence: `${others.length + 1} files in the spool`,
      });
      return completed({ jobId, fence: 'file-written', bytes: pdf.length });
    } catch (error) {
      const fault = spoolFault(systemCode(error));
      this.#broken(fault);
      // Once renamed the file is there; only whether it survives a power cut was not confirmed.
      return failed('hardwareError', fault.errorCode, fault.message, placed ? 'unknown' : 'none');
    }
  }

  async #look(): Promise<Pick<DeviceError, 'errorCode' | 'message'> | null> {
    try {
      await this.#spool.prepare();
      const files = await this.#spool.list();
      const used = files.reduce((sum, file) => sum + file.bytes, 0);
      const evidence = `${files.length} files, ${used} bytes in the spool`;
      const full = files.length >= this.#maxFiles || used >= this.#maxBytes;
      this.observe(
        full
          ? { device: 'hardwareError', action: 'clear', faults: ['spool-full'], evidence }
          : { device: 'online', action: 'none', faults: [], evidence },
      );
      return null;
    } catch (error) {
      const fault = spoolFault(systemCode(error));
      this.#broken(fault);
      return fault;
    }
  }

  #broken(fault: Pick<DeviceError, 'errorCode' | 'message'>): void {
    const action = fault.errorCode === 'disk-full' ? 'clear' : 'configuration';
    this.observe({ device: 'hardwareError', action, faults: [fault.errorCode], evidence: fault.message });
  }
}
