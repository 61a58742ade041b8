import { type Completion, completed, type Effect, type Receipt } from '../contract/index.ts';
import { BAND_ROWS, rasterBands } from '../receipt-printer/bands.ts';
import { drawReceipt } from '../receipt-printer/draw.ts';
import { type FamilyName, families } from '../receipt-printer/families.ts';
import type { PaperWidthDots } from '../receipt-printer/typesetting.ts';
import type { Answer } from './answer.ts';
import { toBase64 } from './base64.ts';
import type { RunOptions } from './connection-options.ts';
import { printer } from './messages.ts';
import { type Failure, failureOf } from './outcome.ts';
import type { MediaControl } from './payloads/printer.ts';
import type { XfsService } from './service.ts';

/** About four bands: the printer's buffer is small and a failure between two chunks is known to be partial. */
const CHUNK_BYTES = 40_000;
const INITIALISE = Uint8Array.of(0x1b, 0x40);

export interface RawReceiptOptions {
  readonly family: FamilyName;
  readonly widthDots: PaperWidthDots;
  /** Of every command of a job. */
  readonly command: Omit<RunOptions, 'version'>;
  readonly onMissingCharacters?: ((job: { jobId: string; count: number }) => void) | undefined;
}

/**
 * A receipt as ESC/POS pictures through `PrintRaw`, in chunks, and a cut by a command of its own, so that a failure before
 * the cut is `partial`.
 */
export class RawReceipt {
  readonly #options: RawReceiptOptions;

  constructor(options: RawReceiptOptions) {
    this.#options = options;
  }

  /** The bytes sent, once the service completed the cut. `onSent` is told when the last command has left. */
  async print(service: XfsService, jobId: string, receipt: Receipt, onSent?: () => void): Promise<Completion<number>> {
    const picture = drawReceipt(receipt, this.#options.widthDots);
    const count = picture.missingCharacters.length;
    if (count > 0) this.#options.onMissingCharacters?.({ jobId, count });
    const { prologue } = families[this.#options.family];
    let bytes = 0;
    let started: Effect = 'none';
    for (const chunk of chunks([prologue, INITIALISE, ...rasterBands(picture)], CHUNK_BYTES)) {
      const answer = await this.#send(service, chunk);
      if (answer.kind !== 'success') return atLeast(failureOf('Printer.PrintRaw', answer, 'partial'), started);
      started = 'partial';
      bytes += chunk.length;
    }
    const { command, run } = this.#cutOf(service);
    const answer = await sendLast(service, onSent, run);
    if (answer.kind === 'success') return completed(bytes);
    return atLeast(failureOf(command, answer, 'unknown'), started);
  }

  /** By the service, or by the printer's own bytes where the service cannot. */
  #cutOf(service: XfsService): { command: string; run: () => Promise<Answer<unknown>> } {
    const control = service.capabilities.printer?.control;
    if (control?.cut !== true && control?.partialCut !== true) {
      const { cut } = families[this.#options.family];
      return { command: printer.printRaw.name, run: () => this.#send(service, cut) };
    }
    const mediaControl: MediaControl = {
      ...(control.cut === true ? { cut: true } : { partialCut: true }),
      ...(control.eject === true ? { move: 'eject' as const } : {}),
    };
    return {
      command: printer.controlMedia.name,
      run: () => service.run(printer.controlMedia, { mediaControl }, this.#options.command),
    };
  }

  /** Whatever lies uncut in the printer. */
  async cutOff(service: XfsService): Promise<Completion<void>> {
    const { prologue } = families[this.#options.family];
    // A piece that came by halves waits for its rest: white rows fill it, and elsewhere zeros mean nothing.
    const white = new Uint8Array((this.#options.widthDots / 8) * BAND_ROWS);
    for (const bytes of [white, Uint8Array.of(...prologue, ...INITIALISE)]) {
      const answer = await this.#send(service, bytes);
      if (answer.kind !== 'success') return failureOf(printer.printRaw.name, answer, 'none');
    }
    const { command, run } = this.#cutOf(service);
    const answer = await run();
    if (answer.kind !== 'success') return failureOf(command, answer, 'none');
    return completed(undefined, 'done');
  }

  #send(service: XfsService, bytes: Uint8Array) {
    return service.run(printer.printRaw, { inputData: 'no', data: toBase64(bytes) }, this.#options.command);
  }
}

/** A later command that surely did nothing does not undo the earlier ones. */
function atLeast(failure: Failure, started: Effect): Failure {
  if (failure.error.effect !== 'none') return failure;
  return { ok: false, error: { ...failure.error, effect: started } };
}

/** `onSent` is told once the last command has left, before anything is proven. */
export async function sendLast<R>(
  service: XfsService,
  onSent: (() => void) | undefined,
  send: () => Promise<Answer<R>>,
): Promise<Answer<R>> {
  const answer = send();
  if (service.isOpen) onSent?.();
  return answer;
}

/** Joins parts into as few chunks as fit; a part is never split. */
function chunks(parts: readonly Uint8Array[], limit: number): Uint8Array[] {
  const joined: Uint8Array[][] = [[]];
  let size = 0;
  for (const part of parts) {
    if (size > 0 && size + part.length > limit) {
      joined.push([]);
      size = 0;
    }
    joined.at(-1)?.push(part);
    size += part.length;
  }
  return joined.map((group) => Uint8Array.from(Buffer.concat(group)));
}
