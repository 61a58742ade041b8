import { type Completion, completed, type Device, failed } from '../contract/index.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { XfsDevice, type XfsDeviceOptions } from './device.ts';
import { cardReader } from './messages.ts';
import { failureOf } from './outcome.ts';
import type { ChipProtocol } from './payloads/card-reader.ts';

/** A chip card reader as others can build on: wait for a card, exchange APDUs, give the card back. */
export interface ChipCardReader extends Device {
  /** Waits for a card and powers its chip. The value is the answer to reset. */
  acceptCard(options: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<{ atr: Uint8Array }>>;
  /** One command APDU; the value is the response with its status word. What it did to the card is `unknown` when lost. */
  transmit(apdu: Uint8Array, timeoutMs?: number): Promise<Completion<Uint8Array>>;
  releaseCard(timeoutMs?: number): Promise<Completion<void>>;
}

/** Short APDU with Le, and extended ones as far as cards of this product need: far below the message limit. */
const MAX_APDU_BYTES = 4_096;
const STEP_MS = 10_000;

/** A `CardReader` service used for its chip contacts. Card data reaches no status, error or event. */
export class XfsCardReader extends XfsDevice implements ChipCardReader {
  readonly #protocol: ChipProtocol;

  constructor(options: XfsDeviceOptions & { readonly protocol?: ChipProtocol }) {
    const { protocol, ...link } = options;
    super(link, { deviceClass: 'cardReader', of: 'CardReader' });
    this.#protocol = protocol ?? 'chipProtocolNotRequired';
  }

  acceptCard({
    timeoutMs,
    signal,
  }: {
    timeoutMs: number;
    signal?: AbortSignal;
  }): Promise<Completion<{ atr: Uint8Array }>> {
    return this.exclusively(async (service) => {
      const answer = await service.run(
        cardReader.readRawData,
        { chip: true },
        { timeoutMs, onEvent: (event) => this.tell(event), ...(signal === undefined ? {} : { signal }) },
      );
      if (answer.kind !== 'success') {
        const failure = failureOf(cardReader.readRawData.name, answer, 'none');
        if (signal?.aborted) return failed('canceled', 'canceled', 'the command was canceled');
        return failure.error.code === 'timeOut' && answer.kind === 'failure'
          ? failed('timeOut', 'noCard', 'no card was put in within the time limit')
          : failure;
      }
      const [chip] = answer.value.chip ?? [];
      const silent = (chip?.status ?? 'ok') !== 'ok' || !chip?.data;
      if (silent) return failed('userError', 'cardMute', 'the chip of this card does not answer');
      return completed({ atr: fromBase64(chip.data ?? '') }, 'none');
    });
  }

  transmit(apdu: Uint8Array, timeoutMs = STEP_MS): Promise<Completion<Uint8Array>> {
    return this.exclusively(async (service) => {
      if (apdu.length < 4 || apdu.length > MAX_APDU_BYTES) {
        return failed('invalidData', 'apdu-length', `an APDU has 4 to ${MAX_APDU_BYTES} bytes`);
      }
      const answer = await service.run(
        cardReader.chipIo,
        { chipProtocol: this.#protocol, chipData: toBase64(apdu) },
        { timeoutMs },
      );
      if (answer.kind !== 'success') return failureOf(cardReader.chipIo.name, answer, 'unknown');
      const response = fromBase64(answer.value.chipData ?? '');
      if (response.length < 2)
        return failed('hardwareError', 'bad-frames', 'the chip answer has no status word', 'unknown');
      return completed(response, 'done');
    });
  }

  /** Powers the chip off and moves the card to the exit; a reader that moves nothing (dip, contactless) is done then. */
  releaseCard(timeoutMs = STEP_MS): Promise<Completion<void>> {
    return this.exclusively(async (service) => {
      await service.run(cardReader.chipPower, { chipPower: 'off' }, { timeoutMs });
      if (service.versionOf(cardReader.move) === null) return completed(undefined, 'none');
      const answer = await service.run(cardReader.move, { from: 'transport', to: 'exit' }, { timeoutMs });
      if (answer.kind === 'success') return completed(undefined, 'done');
      const failure = failureOf(cardReader.move.name, answer, 'unknown');
      return failure.error.errorCode === 'noMedia' ? completed(undefined, 'none') : failure;
    });
  }
}
