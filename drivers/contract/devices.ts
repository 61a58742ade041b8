import type { AuxiliariesSnapshot, KeypadEvent, Light, Volume } from './auxiliaries.ts';
import type { Completion } from './completion.ts';
import type { DeviceEvent } from './events.ts';
import type { IdCard, IdCardProgress } from './id-card.ts';
import type { DocumentStep, Handed, PrinterJob } from './printer-job.ts';
import type { PrintProof, Receipt } from './receipt.ts';
import type { SmartCardProgress, SocialSecurityCard } from './social-security-card.ts';
import type { DeviceStatus } from './status.ts';

/**
 * What every driver offers whatever its class. Lifecycle words are UnifiedPOS's: a new device is `closed`;
 * `open` makes it usable; `close` frees the port. One command at a time: a second one completes with `sequenceError`.
 */
export interface Device {
  /** Opens the port and settles the device's first status. A dead port is a completion, never an exception. */
  open(): Promise<Completion<void>>;
  /** Last observed status; never asks the device. */
  status(): DeviceStatus;
  /** Asks the device now and returns the fresh status. Polled by device-host while the device is idle. */
  refresh(): Promise<DeviceStatus>;
  /**
   * In how many milliseconds it wants to be looked at again while idle. One that tells its changes unasked can wait, one
   * that does not must be asked often. Left out: at the host's own pace.
   */
  askAgainInMs?(): number;
  /** A cheaper `refresh` for often: asks just enough to notice a change, and in full when there is one or now and then. */
  glance?(): Promise<DeviceStatus>;
  /** Called whenever an axis changed or an observation was renewed. */
  onStatus(listener: (status: DeviceStatus) => void): () => void;
  /** What the device tells unasked (paper taken, card put in). Left out where the class tells nothing. */
  onEvent?(listener: (event: DeviceEvent) => void): () => void;
  close(): Promise<void>;
}

export interface IdCardReader extends Device {
  /**
   * Waits for a card and reads it. Polls only during this call. Ends with `timeOut`/`noCard`, `canceled`,
   * `userError` (`readFailed`, `cardRefused`), `unsupportedData` (`cardTypeUnknown`), `hardwareError`, `deviceNotReady`.
   */
  read(options: {
    timeoutMs: number;
    signal?: AbortSignal;
    onProgress?: (progress: IdCardProgress) => void;
    /**
     * Given the card's photo as the reader answered it (1024 bytes of WLT on resident cards), just before the read
     * completes. The bytes are overwritten when this returns: whoever wants them copies them, and overwrites the copy.
     * Left out, nobody sees the photo. A reader that has none never calls it; one that reads again calls it again.
     */
    onPhoto?: (photo: Uint8Array) => void;
  }): Promise<Completion<IdCard>>;
  /** Is the card that was read still lying there? (`30 03` answers 90/91 while it is.) */
  cardPresent(): Promise<Completion<'present' | 'notPresent'>>;
  readSamId(): Promise<Completion<string>>;
}

/** One scanned code. `text` is strict UTF-8, else GB18030; `aim` such as `]Q1` where the scanner says it. */
export interface ScannedCode {
  readonly text: string;
  readonly aim: string | null;
}

export interface BarcodeReader extends Device {
  /** Triggers where the family can, waits for one code, stops. The payload is untrusted text. */
  read(options: { timeoutMs: number; signal?: AbortSignal }): Promise<Completion<ScannedCode>>;
}

export interface ReceiptJob {
  readonly jobId: string;
  readonly receipt: Receipt;
  readonly clearFirst?: boolean;
  readonly onBlocked?: (blocked: boolean) => void;
  readonly onSent?: () => void;
  readonly onPresented?: () => void;
}

export interface ReceiptPrinter extends Device {
  /**
   * Prints and cuts. Succeeds only when the printer answered the fence behind the cut and its status is clean.
   * Otherwise `error.effect` says whether the paper's fate is known (`none`, `partial`) or `unknown`.
   * `onSent` is called when the last byte has left this process, before the fence. `clearFirst`: a process before this
   * one may have left a strip in the mouth; it is cut off, once, so that it never hangs on this receipt. `onBlocked`: an earlier
   * paper hangs out, only a hand can help, and it is waited for; then that it is gone. `onPresented`: proved, and held out to
   * be taken; the completion waits for the hand.
   */
  print(job: ReceiptJob): Promise<Completion<PrintProof>>;
  selfTest(): Promise<Completion<PrintProof>>;
  /**
   * XFS4IoT `Printer.RetractMedia`: draws back what is held out, so that nobody else gets it. Ends with
   * `unsupportedCommand` (`retract-unsupported`), `deviceNotReady` (`retract-bin-full`), `commandErrorCode`
   * (`retract-uncertain`: a hand may have been faster), `hardwareError` (`retract-failed`). Left out where nothing can.
   */
  retract?(): Promise<Completion<'nothing' | 'retracted'>>;
  /**
   * At least so many papers lie in the retract bin since a person emptied it, at `emptiedAt` by the wall clock (0: never):
   * told by whoever keeps the count over restarts. No sensor tells either.
   */
  retractBinHolds?(papers: number, emptiedAt: number): void;
}

/** One PDF for paper. `jobId` is the journal's; the printer is told a name made from it, never the title. */
export interface DocumentJobRequest {
  readonly jobId: string;
  readonly title: string;
  readonly pdf: Uint8Array;
  readonly copies: number;
  /** `one-sided` unless told. */
  readonly sides?: 'one-sided' | 'two-sided-long-edge';
  /** Numbered or sealed stock from its own tray, counted; `plain` unless told. */
  readonly paper?: 'plain' | 'special';
  /**
   * Whose it is, opaque. What still hangs in a slot of somebody else is drawn back before the first page, or nothing
   * begins (`media-present`); of the same person it may hang there. Left out, it is nobody's who came before.
   */
  readonly session?: string;
  /**
   * Told before a document goes on, where the printer can be asked for the job later: what it will know it by, before the
   * first byte; `leaving`, before the last bytes; `taken`, when it said that it has all. Without a yes to the first nothing
   * leaves (`not-journalled`, effect `none`), without a yes to the second the last bytes never do and the job is called off.
   */
  readonly onStep?: (step: DocumentStep) => Promise<boolean>;
  /** Somebody's page hangs in the slot, only a hand can help, and it is waited for; then that it is gone. */
  readonly onBlocked?: (blocked: boolean) => void;
  /** Called once when the last byte has left this process, before anything is proved. */
  readonly onSent?: () => void;
}

export interface DocumentPrinter extends Device {
  /**
   * Prints one PDF and follows it to the furthest point the printer can prove (`PrintProof.fence`): `printer-completed`,
   * `spooler-accepted`, or `file-written` of the file printer. `error.effect` is `none` only when nothing came out.
   */
  print(job: DocumentJobRequest): Promise<Completion<PrintProof>>;
  /**
   * What became of a document of an earlier process or connection, never printing anything itself: what is found waiting
   * without being whole is called off. `named` and `handed` are what `onStep` was told; nothing was named means that no
   * byte of it left. Not being found proves nothing: `job-unknown`, effect `unknown`.
   */
  resume?(job: { jobId: string; named: PrinterJob | null; handed: Handed }): Promise<Completion<PrintProof>>;
  /** Would this job be taken now? Asked before money or time is. Left out where there is nothing to ask. */
  validate?(job: Pick<DocumentJobRequest, 'copies' | 'sides' | 'paper'>): Promise<Completion<void>>;
  /**
   * So many sheets of special stock lie in their tray: told by whoever keeps the count over restarts, at each coming of the
   * printer and after each job. Until then none is used. No sensor tells. Left out where there is no such tray.
   */
  loadSpecialPaper?(sheets: number): void;
  /** Calls the running job off; `print` completes with what came out until then. `sequenceError` when none runs. */
  cancel?(): Promise<Completion<void>>;
  /** As `ReceiptPrinter.retract`, of pages that hang in a slot. */
  retract?(): Promise<Completion<'nothing' | 'retracted'>>;
}

export interface SmartCardReader extends Device {
  /**
   * Waits for a social security card and reads what it tells without a PIN. Ends with `timeOut`/`noCard`, `canceled`,
   * `userError` (`cardRemoved`: everything read was discarded, `cardMute`, `cardBlocked`, `readFailed`), `unsupportedData`
   * (`cardTypeUnknown`, `dataProtected`, `cardDataInvalid`), `deviceNotReady`. The effect is always `none`.
   */
  read(options: {
    timeoutMs: number;
    signal?: AbortSignal;
    onProgress?: (progress: SmartCardProgress) => void;
  }): Promise<Completion<SocialSecurityCard>>;
  /** Is a card, any card, in the reader? Known from the reader's own notices; nothing is sent to the card. */
  cardPresent(): Promise<Completion<'present' | 'notPresent'>>;
}

/** Sensors, guide lights, keypad and sound of the cabinet, on one board. Changes are told as `Auxiliaries.StatusChangedEvent`. */
export interface Auxiliaries extends Device {
  /** The last debounced inputs and told outputs; every input is `unknown` while the board does not speak. */
  snapshot(): AuxiliariesSnapshot;
  onSnapshot(listener: (snapshot: AuxiliariesSnapshot) => void): () => void;
  /** Never kept, never repeated in events: what is pressed may be personal. */
  onKey(listener: (event: KeypadEvent) => void): () => void;
  /** Ends with `unsupportedData` (`lightUnknown`, `lightRateUnsupported`, `lightColorUnsupported`), `deviceNotReady`, `hardwareError`. */
  setLight(position: string, light: Light): Promise<Completion<void>>;
  /** Ends with `unsupportedCommand` (`volumeUnsupported`), `unsupportedData` (`routeUnsupported`, `volumeInvalid`). */
  setVolume(volume: Volume): Promise<Completion<void>>;
}
