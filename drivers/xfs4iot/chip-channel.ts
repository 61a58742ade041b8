import type { CardChannel, ChannelFault } from '../card-reader/channel.ts';
import { fail, ok, type Result } from '../contract/index.ts';
import type { Answer } from './answer.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { cardReader } from './messages.ts';
import type { ChipProtocol } from './payloads/card-reader.ts';
import type { XfsService } from './service.ts';

/** Shorter than the exchange's own limit: the service ends the command, and is free for the next one. Milliseconds. */
const ANSWER_MS = 4_500;

const GONE: readonly string[] = ['noMedia', 'noMediaPresent'];
const MUTE: readonly string[] = ['timeOut', 'atrNotObtained'];

/** What an exchange that did not succeed says of the card. */
function faultOf(answer: Exclude<Answer<unknown>, { kind: 'success' }>): ChannelFault {
  if (answer.kind === 'lost') return 'serviceLost';
  if (answer.kind === 'notSent') return answer.why === 'closed' ? 'serviceLost' : 'failed';
  if (answer.kind === 'refused') return 'failed';
  const word = answer.errorCode ?? answer.completionCode;
  if (GONE.includes(word)) return 'removed';
  return answer.expired || MUTE.includes(word) ? 'mute' : 'failed';
}

/** The powered chip of a `CardReader` service, as whoever reads cards by APDU sees any other. `gone` aborts when it is pulled. */
export function chipChannel(
  service: XfsService,
  options: { readonly protocol: ChipProtocol; readonly gone: AbortSignal; readonly signal?: AbortSignal | undefined },
): CardChannel {
  const { protocol, gone, signal } = options;
  return {
    async transmit(command): Promise<Result<Uint8Array, ChannelFault>> {
      const answer = await service.run(
        cardReader.chipIo,
        { chipProtocol: protocol, chipData: toBase64(command) },
        { timeoutMs: ANSWER_MS, ...(signal === undefined ? {} : { signal }) },
      );
      return answer.kind === 'success' ? ok(fromBase64(answer.value.chipData ?? '')) : fail(faultOf(answer));
    },
    onRemoved(listener) {
      if (gone.aborted) listener();
      gone.addEventListener('abort', listener, { once: true });
      return () => gone.removeEventListener('abort', listener);
    },
    async close() {
      await service.run(cardReader.chipPower, { chipPower: 'off' }, { timeoutMs: ANSWER_MS });
    },
  };
}
