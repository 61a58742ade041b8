import { decodeText } from '../barcode-reader/text.ts';
import { type BarcodeReader, type Completion, completed, failed, type ScannedCode } from '../contract/index.ts';
import { fromBase64 } from './base64.ts';
import { XfsDevice } from './device.ts';
import { barcodeReader } from './messages.ts';
import { failureOf } from './outcome.ts';
import type { XfsDeviceOptions } from './reaching.ts';

export interface XfsBarcodeReaderOptions extends XfsDeviceOptions {
  /** Only these are asked for, where the service can filter; every one unless told. XFS4IoT names, e.g. `qrCode`. */
  readonly symbologies?: readonly string[];
}

const REFUSALS = {
  empty: 'the code holds no text',
  encoding: 'the code is neither UTF-8 nor GB 18030 text',
  control: 'the code holds control characters',
} as const;

/** A code scanner behind a `BarcodeReader` service. Payloads reach no status, error or event. */
export class XfsBarcodeReader extends XfsDevice implements BarcodeReader {
  readonly #symbologies: readonly string[];

  constructor(options: XfsBarcodeReaderOptions) {
    const { symbologies, ...link } = options;
    super(link, { deviceClass: 'barcodeReader', of: 'BarcodeReader' });
    this.#symbologies = symbologies ?? [];
  }

  read({ timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<ScannedCode>> {
    return this.exclusively(async (service) => {
      const filter = Object.fromEntries(this.#symbologies.map((name) => [name, true]));
      const answer = await service.run(
        barcodeReader.read,
        this.#symbologies.length > 0 ? { symbologies: filter } : {},
        { timeoutMs, ...(signal === undefined ? {} : { signal }) },
      );
      // A code that won the race against the cancel belongs to nobody now.
      if (signal?.aborted) return failed('canceled', 'canceled', 'the command was canceled');
      if (answer.kind !== 'success') {
        const failure = failureOf(barcodeReader.read.name, answer, 'none');
        const silent = failure.error.code === 'timeOut' && answer.kind === 'failure';
        return silent ? failed('timeOut', 'noCode', 'no code was shown within the time limit') : failure;
      }
      const [code] = answer.value.readOutput ?? [];
      // XFS4IoT names the symbology but not the scanner's AIM identifier, so none is claimed.
      const text = decodeText(fromBase64(code?.barcodeData ?? ''));
      if (!text.ok) return failed('unsupportedData', 'notText', REFUSALS[text.error]);
      return completed({ text: text.value, aim: null }, 'none');
    });
  }

  /** Brings the reader back to its state after power-on. */
  reset(timeoutMs = 10_000): Promise<Completion<void>> {
    return this.exclusively(async (service) => {
      const answer = await service.reset(barcodeReader.reset, {}, timeoutMs);
      return answer.kind === 'success'
        ? completed(undefined, 'none')
        : failureOf(barcodeReader.reset.name, answer, 'none');
    });
  }
}
