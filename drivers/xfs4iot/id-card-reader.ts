import {
  type Completion,
  completed,
  failed,
  type IdCard,
  type IdCardProgress,
  type IdCardReader,
} from '../contract/index.ts';
import { fromBase64 } from './base64.ts';
import { XfsDevice } from './device.ts';
import { cardReader, payloadOf } from './messages.ts';
import { decodeIdCard } from './native-formats.ts';
import { failureOf } from './outcome.ts';
import type { XfsDeviceOptions } from './reaching.ts';

/**
 * A resident identity card reader behind our own facade (another terminal's, or this one's in tests). XFS4IoT has no such
 * class: `CardReader.ReadRawData` with `chip` carries the card as JSON, see README.
 */
export class XfsIdCardReader extends XfsDevice implements IdCardReader {
  constructor(options: XfsDeviceOptions) {
    super(options, { deviceClass: 'idCardReader', of: 'CardReader' });
  }

  read(options: {
    timeoutMs: number;
    signal?: AbortSignal;
    onProgress?: (progress: IdCardProgress) => void;
  }): Promise<Completion<IdCard>> {
    const { timeoutMs, signal, onProgress } = options;
    return this.exclusively(async (service) => {
      onProgress?.('waiting');
      const answer = await service.run(
        cardReader.readRawData,
        { chip: true },
        {
          timeoutMs,
          ...(signal === undefined ? {} : { signal }),
          onEvent: (event) => {
            if (payloadOf(cardReader.mediaInsertedEvent, event) !== null) {
              onProgress?.('seen');
              // The service reads what it has told of without another word.
              onProgress?.('reading');
            }
            this.tell(event);
          },
        },
      );
      if (signal?.aborted) return failed('canceled', 'canceled', 'the command was canceled');
      if (answer.kind !== 'success') {
        const failure = failureOf(cardReader.readRawData.name, answer, 'none');
        return failure.error.code === 'timeOut' && answer.kind === 'failure'
          ? failed('timeOut', 'noCard', 'no card was laid on within the time limit')
          : failure;
      }
      const card = decodeIdCard(fromBase64(answer.value.chip?.[0]?.data ?? ''));
      return card === null
        ? failed('unsupportedData', 'cardTypeUnknown', 'the chip data is not an identity card of this product')
        : completed(card, 'none');
    });
  }

  async cardPresent(): Promise<Completion<'present' | 'notPresent'>> {
    return this.exclusively(async (service) => {
      const answer = await service.refresh();
      if (answer.kind !== 'success') return failureOf('Common.Status', answer, 'none');
      const { media } = this.status();
      if (media === 'present' || media === 'notPresent') return completed(media, 'none');
      return failed('deviceNotReady', 'media-unknown', 'the service does not tell whether a card lies there');
    });
  }

  async readSamId(): Promise<Completion<string>> {
    const { identity } = this.status();
    return identity === null
      ? failed('unsupportedCommand', 'command-not-offered', 'the service tells no serial number')
      : completed(identity, 'none');
  }
}
