import { refusalStatuses, xfsCompletionCodes } from '../xfs4iot/completion-codes.ts';
import { errorCodeRows } from '../xfs4iot/outcome.ts';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Values of the standard that a recorded message may keep; `mask-messages.test.ts` holds that all we read are here. */
export const STANDARD_WORDS: ReadonlySet<string> = new Set([
  ...xfsCompletionCodes,
  ...refusalStatuses,
  ...Object.keys(errorCodeRows),
  ...['accepted', 'ok', 'unknown', 'notSupported', 'notAvailable', 'transport', 'nomedia'],
  ...words('upper lower external aux aux2 park'),
  ...words(`active auto blue bolted busy clear closed cold configuration continuous critical currentPosition cyan
    deregister deviceBusy deviceDetected eject ejectToTransport enterPending entering entry error exclamation exit
    exitPending expel fading fraudAttempt full green hardware hardwareError high inPosition inactive inop
    inoperable inoperative inserted jammed keypress latched locked low magenta maintenance manipulated medium
    missing no noCard noDevice notConfigured notInPosition notPresent notReady off offline ok on online open out
    park potentialFraud powerOff poweredOff present quick red register removed reset retain retract retracted run
    slow software softwareError stack starting supervisor suspend tampered user userError warm warning white
    yellow yes`),
]);

/** The interfaces of release 2024-3: what stands before the dot in the name of a message. */
export const INTERFACES: ReadonlySet<string> = new Set(
  words(`Auxiliaries BarcodeReader Biometric Camera CardReader CashAcceptor CashDispenser CashManagement Check Common
    Crypto Deposit GermanSpecific IntelligentBanknoteNeutralization Keyboard KeyManagement Lights MixedMedia PinPad
    PowerManagement Printer ServicePublisher Storage TextTerminal VendorApplication VendorMode`),
);

/** What a device is called by its maker; only in `Common.Capabilities`. */
export const LABELS: ReadonlySet<string> = new Set(
  words('modelName serialNumber revisionNumber firmwareName firmwareVersion hardwareRevision serviceVersion'),
);
