import type { DeviceClass, DeviceEventName, Supply } from '../contract/index.ts';
import type { PrinterMemory } from '../receipt-printer/printer-memory.ts';
import type { Axes } from './axes.ts';
import { RetractBins } from './bins.ts';
import { XfsDevice } from './device.ts';
import type { EnvelopeOf } from './envelope.ts';
import { storage } from './messages.ts';
import { PaperMouth } from './mouth.ts';
import type { XfsStatus } from './payloads/common.ts';
import { canRetract, type HeldOut, Presenter } from './presenter.ts';
import type { XfsDeviceOptions } from './reaching.ts';
import type { XfsService } from './service.ts';

export interface XfsPrinterOptions extends XfsDeviceOptions, Partial<HeldOut> {
  /** Which of the service's paper sources is ours; the worst of all unless told. */
  readonly paperSource?: string;
  /** What the retract bin holds where the service does not count it; 20 papers unless told. */
  readonly binPapers?: number;
  /** Kept by whoever makes drivers for this service anew. */
  readonly memory?: PrinterMemory;
}

const BIN_PAPERS = 20;
/** A service that tells its changes is asked now and then all the same; one that does not, as often as the wired printers. */
const ASK_TELLING_MS = 4_000;
const ASK_SILENT_MS = 800;
const STORAGE_EVENTS = [storage.storageChangedEvent, storage.storageThresholdEvent, storage.countsChangedEvent];

/** What receipt and page printers behind a `Printer` service share: the paper's way out, the bins, the pace of asking. */
export abstract class XfsPrinter extends XfsDevice {
  protected readonly mouth: PaperMouth;
  protected readonly presenter: Presenter;
  protected readonly bins: RetractBins;
  #binLevel: Supply = 'full';

  /** `otherSources`: what the configuration names besides `paperSource`. */
  protected constructor(options: XfsPrinterOptions, deviceClass: DeviceClass, otherSources: readonly string[] = []) {
    const { paperSource } = options;
    const configuredSources = paperSource === undefined ? [] : [paperSource, ...otherSources];
    super(options, { deviceClass, of: 'Printer', sources: { paperSource: paperSource ?? null, configuredSources } });
    const { takenMs = 0, notTaken = 'retract', memory, binPapers } = options;
    this.mouth = new PaperMouth((name, detail) => this.#told(name, detail));
    this.bins = new RetractBins({ ...(memory ? { memory } : {}), holds: binPapers ?? BIN_PAPERS });
    this.presenter = new Presenter(this.mouth, this.bins, this.clock, { takenMs, notTaken }, () => this.lookAgain());
  }

  askAgainInMs(): number {
    return this.service?.tellsChanges === true ? ASK_TELLING_MS : ASK_SILENT_MS;
  }

  protected override async settled(service: XfsService): Promise<void> {
    const answer = await service.run(storage.getStorage, {}, { timeoutMs: ASK_TELLING_MS });
    // Not offered, or not answered: what is counted here stands.
    if (answer.kind === 'success') service.stored(answer.value.storage ?? {});
  }

  protected override adjusted(axes: Axes, status: XfsStatus, service: XfsService): Axes {
    const capabilities = service.capabilities.printer;
    this.mouth.see(status.printer?.media ?? null, capabilities?.mediaTaken === true);
    this.bins.seen(status.printer, capabilities);
    this.bins.stored(service.storage);
    const media = this.mouth.media(capabilities);
    const supplies = (axes.supplies ?? []).filter(({ name }) => name !== 'retractBin');
    if (!this.bins.told && !canRetract(service)) return { ...axes, media };
    this.#tellBin();
    const all = [...supplies, this.bins.supply()];
    if (!this.bins.isFull) return { ...axes, media, supplies: all };
    const action = axes.action === 'none' ? 'clear' : axes.action;
    return { ...axes, media, supplies: all, action, faults: [...axes.faults, 'retract-bin-full'] };
  }

  protected override tell(event: EnvelopeOf<'event' | 'unsolicited'>): void {
    this.mouth.hear(event, this.service?.capabilities.printer?.mediaTaken === true);
    const ofBins = this.bins.hear(event) || STORAGE_EVENTS.some(({ name }) => name === event.name);
    super.tell(event);
    if (ofBins || event.name.startsWith('Printer.Media')) this.lookAgain();
  }

  protected override observeHangUp(evidence: string): void {
    this.mouth.stop();
    super.observeHangUp(evidence);
  }

  protected override async disconnect(): Promise<void> {
    this.mouth.stop();
    await super.disconnect();
  }

  #told(name: DeviceEventName, detail: string): void {
    if (name === 'Printer.MediaAutoRetractedEvent' && detail === 'retracted') this.bins.received();
    this.say(name, detail);
    this.#tellBin();
  }

  /** Once a level, whether the service's count or ours came to it. */
  #tellBin(): void {
    const { level } = this.bins.supply();
    const before = this.#binLevel;
    this.#binLevel = level;
    if (level === before || level === 'full') return;
    this.say('Printer.RetractBinThresholdEvent', level === 'out' ? 'full' : 'high');
  }
}
