import { toGenerationOne } from '../../../../drivers/xfs4iot/generation-one.ts';
import { Peer, type PeerCall, type PeerQuirks } from '../../../../drivers/xfs4iot/testing/peer.ts';
import { generationOne, type PeerService } from '../../../../drivers/xfs4iot/testing/peer-services.ts';

/**
 * How a service answers. `mute`: it acknowledges and completes nothing. `deaf`: not even that. `garbled`: no completion
 * can be read. `refuses`: it ends whatever would move the device with that word.
 */
export type Mood = 'well' | 'mute' | 'deaf' | 'garbled' | { readonly refuses: string; readonly errorCode?: string };
/** Of the specification: 2021-1, and everything after it. */
export type Generation = 1 | 2;
type Words = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One device of a bank's behind a service of its own, on a port that stays the same. */
export class BankService {
  readonly #service: PeerService;
  readonly #generation: Generation;
  readonly #own: (peer: Peer) => void;
  #peer: Peer | null = null;
  #port = 0;
  #mood: Mood = 'well';
  #quirks: PeerQuirks = {};
  #status: Words;

  /** `own`: what the commands do that this device has. */
  constructor(service: PeerService, generation: Generation, own: (peer: Peer) => void) {
    this.#generation = generation;
    this.#service = generation === 1 ? generationOne(service) : service;
    this.#own = own;
    this.#status = service.status as Words;
  }

  get address(): string {
    return `ws://127.0.0.1:${this.#port}/xfs4iot/v1.0/Device`;
  }

  get peer(): Peer | null {
    return this.#peer;
  }

  get status(): Words {
    return this.#status;
  }

  async plug(): Promise<void> {
    if (this.#peer !== null) return;
    this.#peer = await Peer.start({
      services: { Device: this.#service },
      port: this.#port,
      generation: this.#generation,
    });
    this.#port = this.#peer.port;
    this.#script();
  }

  async unplug(): Promise<void> {
    await this.#peer?.stop();
    this.#peer = null;
  }

  feels(mood: Mood): void {
    this.#mood = mood;
    this.#script();
  }

  strays(quirks: PeerQuirks): void {
    this.#quirks = quirks;
    this.#script();
  }

  /** Other words in the status, told by an event and to whoever asks. */
  says(words: Words): void {
    for (const [part, of] of Object.entries(words))
      this.#status = { ...this.#status, [part]: { ...this.#status[part], ...of } };
    const name = 'Common.StatusChangedEvent';
    if (this.#generation === 2) this.#peer?.unsolicited('Device', name, '3.0', words);
    // Generation 1 tells the common properties only.
    else if ('common' in words) this.#peer?.unsolicited('Device', name, '1.0', toGenerationOne(name, words));
  }

  #script(): void {
    const peer = this.#peer;
    if (peer === null) return;
    peer.scripts.clear();
    peer.on('Common.Status', (call) => call.complete('success', this.#status));
    this.#own(peer);
    peer.quirks = this.#mood === 'deaf' ? { noAcknowledge: true } : this.#quirks;
    const mood = this.#mood;
    if (mood === 'well') return;
    for (const name of Object.keys(this.#service.commands)) {
      if (typeof mood === 'string') peer.on(name, mood === 'garbled' ? garbled : () => undefined);
      else if (!name.startsWith('Common.')) peer.on(name, (call) => refused(call, mood));
    }
  }
}

function refused(call: PeerCall, { refuses, errorCode }: Exclude<Mood, string>): void {
  call.complete(refuses, errorCode === undefined ? {} : { errorCode });
}

/** No JSON, a completion of nobody's, and one that holds something else than it should. */
function garbled({ socket, requestId, name, version }: PeerCall): void {
  socket.send('{');
  const header = { type: 'completion', name, version, requestId, completionCode: 'success' };
  socket.send(JSON.stringify({ header: { ...header, requestId: requestId + 1_000 }, payload: {} }));
  socket.send(JSON.stringify({ header: { ...header, name: 'Nobody.Knows' }, payload: { chip: 7 } }));
}
