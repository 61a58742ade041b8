import { SimulatedCard, sampleCard } from '../../card-reader/simulated-card.ts';
import type { SmartCardReader } from '../../contract/index.ts';
import { XfsSocialSecurityCardReader } from '../social-security-card-reader.ts';
import { FASTER, type PeerSubject, plugged, subject } from './conformance-bench.ts';
import type { Peer, PeerCall } from './peer.ts';
import { cardReaderService } from './peer-services.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/**
 * A bank's card slot from the service's side: waits for a card, powers its chip, passes APDUs on, gives the card back. It
 * tells what happens in it by `StatusChangedEvent`, and `MediaInsertedEvent` to whoever waits.
 */
export class CardSlot {
  card: SimulatedCard | null = null;
  /** How often a card was moved to the exit. */
  givenBack = 0;
  /** As often as this, `ChipIO` fails although the card is there. */
  badContacts = 0;
  readonly #faster: number;
  readonly #waiting = new Set<PeerCall>();
  #peer: Peer | null = null;

  constructor(faster = 1) {
    this.#faster = faster;
  }

  /** Somebody waits for a card. */
  get awaited(): boolean {
    return this.#waiting.size > 0;
  }

  insert(card: SimulatedCard): void {
    this.card = card;
    this.#tellMedia();
    for (const call of [...this.#waiting]) this.#give(call);
  }

  pull(): void {
    if (this.card === null) return;
    this.card = null;
    this.#tellMedia();
  }

  reset(): void {
    this.card = null;
    this.badContacts = 0;
    this.#waiting.clear();
  }

  script(peer: Peer): void {
    this.#peer = peer;
    peer.on('Common.Status', (call) => call.complete('success', { ...cardReaderService.status, ...this.#status() }));
    peer.on('CardReader.ReadRawData', (call) => this.#read(call));
    peer.on('CardReader.ChipPower', (call) => {
      if (call.payload.chipPower === 'off') call.complete();
      else if (this.card === null) call.complete('commandErrorCode', { errorCode: 'noMedia' });
      else if (this.card.mute) call.complete('commandErrorCode', { errorCode: 'atrNotObtained' });
      else call.complete('success', { chipData: base64(this.card.reset()) });
    });
    peer.on('CardReader.ChipIO', (call) => this.#exchange(call));
    peer.on('CardReader.Move', (call) => {
      if (this.card === null) call.complete('commandErrorCode', { errorCode: 'noMedia' });
      else {
        this.givenBack += 1;
        call.complete();
      }
    });
  }

  #status() {
    const media = this.card === null ? 'notPresent' : 'present';
    return { cardReader: { media, chipPower: this.card === null ? 'noCard' : 'online', chipModule: 'ok' } };
  }

  #tellMedia(): void {
    const { media } = this.#status().cardReader;
    this.#peer?.unsolicited('Device', 'Common.StatusChangedEvent', '3.0', { cardReader: { media } });
  }

  #read(call: PeerCall): void {
    this.#waiting.add(call);
    const end = (code: string) => {
      clearTimeout(timer);
      if (this.#waiting.delete(call) && call.socket.readyState === call.socket.OPEN) call.complete(code);
    };
    const timer = setTimeout(() => end('timeOut'), call.timeout / this.#faster);
    call.canceled.addEventListener('abort', () => end('canceled'));
    if (this.card !== null) this.#give(call);
  }

  #give(call: PeerCall): void {
    const { card } = this;
    if (card === null || !this.#waiting.delete(call)) return;
    call.event('CardReader.MediaInsertedEvent');
    call.complete('success', { chip: [card.mute ? { status: 'dataMissing' } : { data: base64(card.reset()) }] });
  }

  #exchange(call: PeerCall): void {
    const { card } = this;
    if (card === null || this.badContacts > 0) {
      if (card !== null) this.badContacts -= 1;
      call.complete('commandErrorCode', { errorCode: card === null ? 'noMedia' : 'invalidMedia' });
      return;
    }
    const answer = card.take(Buffer.from(String(call.payload.chipData), 'base64'));
    if (answer.kind === 'silence') return;
    if (answer.kind === 'answer') {
      call.complete('success', { chipData: base64(answer.bytes) });
      return;
    }
    this.pull();
    call.complete('commandErrorCode', { errorCode: 'noMedia' });
  }
}

/** Social security cards in such a slot. */
export async function socialSecurityCardSubject(cycles: number): Promise<PeerSubject<SmartCardReader>> {
  const slot = new CardSlot(FASTER);
  let pull = false;
  const lay = (mute: boolean) => {
    const card = new SimulatedCard({ card: sampleCard, mute });
    if (pull) card.inject({ kind: 'pull', at: 5 });
    pull = false;
    slot.insert(card);
  };
  const plug = await plugged(cardReaderService, (peer) => slot.script(peer));
  return subject('cardReader', plug, cycles, {
    acts: {
      'lay-card': () => lay(false),
      'lay-mute-card': () => lay(true),
      'lift-card': () => slot.pull(),
      'pull-soon': () => {
        pull = true;
      },
    },
    reset: () => {
      pull = false;
      slot.reset();
    },
    create: (link) => new XfsSocialSecurityCardReader(link),
  });
}
