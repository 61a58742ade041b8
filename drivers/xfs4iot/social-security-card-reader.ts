import { readSocialSecurityCard } from '../card-reader/card-reading.ts';
import { CardExchange } from '../card-reader/exchange.ts';
import { cardRemoved, isWorthReadingAgain, readingFault } from '../card-reader/faults.ts';
import {
  type Completion,
  completed,
  type DeviceStatus,
  failed,
  type SmartCardReader,
  type SocialSecurityCard,
} from '../contract/index.ts';
import type { Axes } from './axes.ts';
import { acceptChip, giveBack } from './chip.ts';
import { chipChannel } from './chip-channel.ts';
import { XfsDevice } from './device.ts';
import type { EnvelopeOf } from './envelope.ts';
import { cardReader, common, payloadOf } from './messages.ts';
import { failureOf } from './outcome.ts';
import type { ChipProtocol } from './payloads/card-reader.ts';
import type { XfsStatus } from './payloads/common.ts';
import type { XfsDeviceOptions } from './reaching.ts';
import type { XfsService } from './service.ts';

/** Power off, and the card to the exit. Milliseconds. */
const GIVE_BACK_MS = 5_000;
const POWER_MS = 5_000;
const TRIES = 3;
/** What these say stands in the status, and is told from there. */
const BY_STATUS: readonly string[] = [cardReader.mediaInsertedEvent.name, common.statusChangedEvent.name];
const ASK_TELLING_MS = 4_000;
const ASK_SILENT_MS = 800;

/**
 * Social security cards in the chip contacts of a `CardReader` service, such as a bank's own. The same reading as over
 * PC/SC: `ReadRawData` waits and powers, `ChipIO` carries the APDUs, and the card is given back whatever became of it.
 */
export class XfsSocialSecurityCardReader extends XfsDevice implements SmartCardReader {
  readonly #protocol: ChipProtocol;
  /** Aborted when the card that is being read leaves. */
  #gone = new AbortController();
  #media: DeviceStatus['media'] = null;
  /** The card that is in did not answer; until it is taken out. */
  #mute = false;

  constructor(options: XfsDeviceOptions & { readonly protocol?: ChipProtocol }) {
    const { protocol, ...link } = options;
    super(link, { deviceClass: 'cardReader', of: 'CardReader' });
    this.#protocol = protocol ?? 'chipProtocolNotRequired';
    this.onStatus(({ media }) => this.#moved(media));
  }

  askAgainInMs(): number {
    return this.service?.tellsChanges === true ? ASK_TELLING_MS : ASK_SILENT_MS;
  }

  read(options: Parameters<SmartCardReader['read']>[0]): Promise<Completion<SocialSecurityCard>> {
    const { timeoutMs, signal, onProgress } = options;
    return this.exclusively(async (service) => {
      if (service.versionOf(cardReader.chipIo) === null)
        return failed('unsupportedCommand', 'command-not-offered', 'the service does not let others speak to a chip');
      this.#gone = new AbortController();
      let seen = false;
      const see = () => {
        if (!seen) onProgress?.('seen');
        seen = true;
      };
      onProgress?.('waiting');
      const accepted = await acceptChip(service, {
        timeoutMs,
        signal,
        onEvent: (event) => {
          if (payloadOf(cardReader.mediaInsertedEvent, event) !== null) see();
          this.tell(event);
        },
      });
      const mute = !accepted.ok && accepted.error.errorCode === 'cardMute';
      if (!accepted.ok && !mute) return accepted;
      see();
      this.#mute = mute;
      await service.refresh();
      const end = accepted.ok ? await this.#readCard(service, signal, () => onProgress?.('reading')) : accepted;
      if (service.isOpen) {
        await giveBack(service, GIVE_BACK_MS);
        await service.refresh();
      }
      return end;
    });
  }

  async cardPresent(): Promise<Completion<'present' | 'notPresent'>> {
    return this.exclusively(async (service) => {
      const answer = await service.refresh();
      if (answer.kind !== 'success') return failureOf('Common.Status', answer, 'none');
      const { media } = this.status();
      if (media === 'present' || media === 'notPresent') return completed(media, 'none');
      return failed('deviceNotReady', 'media-unknown', 'the service does not tell whether a card is in');
    });
  }

  /** What its slot tells is told once, by the change of the status: services say it in several ways, or not at all. */
  protected override tell(event: EnvelopeOf<'event' | 'unsolicited'>): void {
    if (event.name === cardReader.mediaRemovedEvent.name) this.#gone.abort();
    else if (!BY_STATUS.includes(event.name)) super.tell(event);
  }

  protected override adjusted(axes: Axes, _status: XfsStatus, _service: XfsService): Axes {
    // Held fast or on its way: somebody's card is in.
    const media = axes.media === 'latched' || axes.media === 'entering' ? 'present' : axes.media;
    if (media === 'notPresent') this.#mute = false;
    if (!this.#mute) return { ...axes, media };
    return { ...axes, media, action: 'clear', faults: [...axes.faults, 'card-mute'] };
  }

  async #readCard(
    service: XfsService,
    signal: AbortSignal | undefined,
    reading: () => void,
  ): Promise<Completion<SocialSecurityCard>> {
    reading();
    for (let attempt = 1; ; attempt += 1) {
      const channel = chipChannel(service, { protocol: this.#protocol, gone: this.#gone.signal, signal });
      const exchange = new CardExchange(channel, this.clock, signal);
      const card = await readSocialSecurityCard((command) => exchange.ask(command));
      exchange.release();
      if (card.ok) return completed(card.value, 'none');
      if (!service.isOpen) return failed('deviceNotReady', 'hung-up', 'the connection to the service is gone');
      const { error } = card;
      if (error.kind === 'exchange' && error.fault === 'serviceLost')
        return failed('deviceNotReady', 'no-answer', 'the service does not answer');
      const again = isWorthReadingAgain(error) && attempt < TRIES && !signal?.aborted;
      if (again && (await this.#powered(service))) continue;
      if (this.#gone.signal.aborted && !signal?.aborted) return cardRemoved();
      const { failure } = readingFault(error);
      this.#mute = failure.error.errorCode === 'cardMute';
      return failure;
    }
  }

  /** The contact may have been bad: off and on again. False when the card is gone or stays silent. */
  async #powered(service: XfsService): Promise<boolean> {
    await service.refresh();
    if (this.#gone.signal.aborted) return false;
    const answer = await service.run(cardReader.chipPower, { chipPower: 'cold' }, { timeoutMs: POWER_MS });
    return answer.kind === 'success';
  }

  #moved(media: DeviceStatus['media']): void {
    const before = this.#media;
    this.#media = media;
    if (media === 'present' && before !== 'present')
      this.say('CardReader.MediaInsertedEvent', this.#mute ? 'mute' : '');
    if (media !== 'notPresent' || before !== 'present') return;
    this.#gone.abort();
    this.say('CardReader.MediaRemovedEvent', '');
  }
}
