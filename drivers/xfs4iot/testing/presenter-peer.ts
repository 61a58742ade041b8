import type { Peer, PeerCall } from './peer.ts';
import { presenterService } from './peer-services.ts';

type Word = 'notPresent' | 'present' | 'entering' | 'jammed';

/** A bin and a slot behind one `Printer` service of a peer, told as the published service classes tell them. */
export class PresenterPeer {
  /** Papers in the bin, and what it holds. */
  papers = 0;
  readonly holds: number;
  cover: 'open' | 'closed' = 'closed';
  /** What `RetractMedia` does. */
  motor: 'works' | 'jams' | 'snatched' | 'toTransport' = 'works';
  /** Called when a paper is held out. */
  onPresented: () => void = () => undefined;
  /** Called right after that, by the service itself. */
  onHeld: () => void = () => undefined;
  /** Says changes of the status by events. */
  tells = true;
  #said = { device: 'online', paper: 'full' };
  #media: Word = 'notPresent';
  readonly #peer: () => Peer | null;
  readonly #service: string;
  readonly #generation: 1 | 2;

  constructor(peer: () => Peer | null, options: { service?: string; holds?: number; generation?: 1 | 2 } = {}) {
    this.#peer = peer;
    this.#service = options.service ?? 'Printer';
    this.holds = options.holds ?? 5;
    this.#generation = options.generation ?? 2;
  }

  get media(): Word {
    return this.#media;
  }

  script(peer: Peer): void {
    peer.on('Common.Status', (call) => call.complete('success', this.#status()));
    peer.on('Storage.GetStorage', (call) => call.complete('success', { storage: { unit1: this.#unit() } }));
    peer.on('Printer.ControlMedia', (call) => this.present(call));
    peer.on('Printer.RetractMedia', (call) => {
      if (this.#media !== 'entering' || this.motor === 'snatched') {
        this.#media = 'notPresent';
        call.complete('commandErrorCode', { errorCode: 'noMediaPresent', result: 'nomedia' });
      } else if (this.papers >= this.holds) call.complete('commandErrorCode', { errorCode: 'retractBinFull' });
      else if (this.motor === 'jams') {
        this.#become('jammed');
        call.complete('commandErrorCode', { errorCode: 'mediaJammed' });
      } else if (this.motor === 'toTransport') {
        this.#become('present');
        call.complete('success', { result: 'transport' });
      } else {
        this.#swallow();
        const { mediaControl, binNumber } = call.payload;
        call.complete('success', this.#generation === 1 ? { binNumber } : { result: mediaControl });
      }
    });
  }

  /** Holds the paper of a command out and completes it. */
  present(call: PeerCall): void {
    call.event('Printer.MediaPresentedEvent', { wadIndex: 1, totalWads: 1 });
    this.#become('entering');
    call.complete();
    this.onPresented();
    this.onHeld();
  }

  /** Words of the standard for the device and for its paper, instead of the usual ones. */
  says(words: { device?: string; paper?: string }): void {
    this.#said = { ...this.#said, ...words };
    this.#changed({ common: { device: this.#device }, printer: { paper: { upper: this.#said.paper } } });
  }

  /** Nothing hangs out, an empty bin, a closed cover; nobody is told. */
  rest(): void {
    this.#media = 'notPresent';
    this.cover = 'closed';
    this.papers = 0;
  }

  /** A paper of somebody hangs out. */
  hold(): void {
    this.#become('entering');
  }

  /** A hand takes what is held out, if anything is. */
  take(): void {
    if (this.#media !== 'entering') return;
    this.#become('notPresent');
    this.#say('Printer.MediaTakenEvent', '2.0', {});
  }

  /** The service draws back by itself, into its bin or only into the transport. */
  autoRetract(result: 'unit1' | 'transport' | 'jammed' = 'unit1'): void {
    if (result === 'unit1') this.#swallow();
    else this.#become(result === 'jammed' ? 'jammed' : 'present');
    const old = result === 'jammed' ? { retractResult: 'jammed', binNumber: 0 } : { retractResult: 'ok', binNumber: 1 };
    this.#say('Printer.MediaAutoRetractedEvent', '3.0', this.#generation === 1 ? old : { result });
  }

  moveCover(to: 'open' | 'closed'): void {
    this.cover = to;
    this.#changed({ common: { device: this.#device } });
  }

  get #device(): string {
    return this.cover === 'open' ? 'userError' : this.#said.device;
  }

  #status() {
    return {
      common: { device: this.#device, devicePosition: 'inPosition' },
      printer: {
        media: this.#media,
        paper: { upper: this.#said.paper },
        ...(this.#generation === 1 ? { retractBins: [{ state: this.#binWord, count: this.papers }] } : {}),
      },
    };
  }

  get #binWord(): 'ok' | 'high' | 'full' {
    return this.papers >= this.holds ? 'full' : this.papers >= this.holds * 0.8 ? 'high' : 'ok';
  }

  #unit() {
    const status = { index: 1, initial: 0, in: this.papers, replenishmentStatus: this.#binWord };
    return { status: 'ok', capacity: this.holds, printer: { capabilities: { maxRetracts: this.holds }, status } };
  }

  #swallow(): void {
    this.papers += 1;
    this.#become('notPresent');
    if (this.#generation === 2)
      this.#say('Storage.CountsChangedEvent', '2.0', { unit1: { printer: this.#unit().printer } });
    else if (this.#binWord !== 'ok')
      this.#say('Printer.RetractBinThresholdEvent', '1.0', { binNumber: 1, state: this.#binWord });
  }

  #become(media: Word): void {
    this.#media = media;
    this.#changed({ printer: { media } });
  }

  #changed(delta: Readonly<Record<string, unknown>>): void {
    // Generation 1 tells the common properties only.
    if (this.#generation === 1 && delta.common === undefined) return;
    if (this.tells) this.#say('Common.StatusChangedEvent', '3.0', delta);
  }

  #say(name: string, version: string, payload: Readonly<Record<string, unknown>>): void {
    const old = name === 'Common.StatusChangedEvent' ? (payload.common as typeof payload) : payload;
    if (this.#generation === 1) this.#peer()?.unsolicited(this.#service, name, '1.0', old);
    else this.#peer()?.unsolicited(this.#service, name, version, payload);
  }
}

export { presenterService };
