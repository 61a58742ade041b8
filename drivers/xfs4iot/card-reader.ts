import { type Completion, completed, type Device, failed } from '../contract/index.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { acceptChip, giveBack } from './chip.ts';
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
    return this.exclusively((service) =>
      acceptChip(service, { timeoutMs, signal, onEvent: (event) => this.tell(event) }),
    );
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

  releaseCard(timeoutMs = STEP_MS): Promise<Completion<void>> {
    return this.exclusively((service) => giveBack(service, timeoutMs));
  }
}
