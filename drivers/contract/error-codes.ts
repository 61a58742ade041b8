import type { CompletionCode, DeviceError } from './completion.ts';
import type { ErrorKind } from './error-kinds.ts';

const codes = (kind: ErrorKind, words: string): [string, ErrorKind][] =>
  words
    .trim()
    .split(/\s+/)
    .map((word) => [word, kind]);

/**
 * Every error code a driver, the device host or an XFS4IoT service ends a command with. `error-kinds.test.ts` reads the
 * sources and the READMEs and holds that none is missing.
 */
export const kindOfErrorCode: ReadonlyMap<string, ErrorKind> = new Map<string, ErrorKind>([
  ...codes(
    'notReady',
    'printer-busy starting paused fuser-temperature memory-full not-journalled not-sent notRecorded tooManyRequests',
  ),
  ...codes(
    'notReady',
    'not-accepting-jobs media-unknown not-possible silent deviceNotReady waiting-online-recovery not-selected',
  ),
  ...codes(
    'absent',
    'portNotFound port-not-found notOpen not-open notFitted hostAway readerAbsent serviceLost offline closed',
  ),
  ...codes('absent', 'hungUp hung-up port-error portError noAnswer no-answer write-stalled writeFailed'),
  ...codes('timeout', 'timeOut noCard noCode job-held job-stopped job-stuck'),
  ...codes('canceled', 'canceled canceled-at-printer'),
  ...codes(
    'mediaFault',
    'paper-jam paper-blocked media-present media-in-print-position media-retracted retract-failed retract-uncertain cover-open head-open',
  ),
  ...codes('mediaFault', 'cutter-error cardStuck output-missing mark-not-found'),
  ...codes(
    'mediaFault',
    'mediaJam mediaJammed paperJammed shutterFail mediaRetained mediaRetracted mediaRejected pageTurnFail mediaTurnFail blackMark',
  ),
  ...codes(
    'supplyOut',
    'paper-end stopped-by-paper-end special-paper-end supply-empty waste-full drum-end output-full retract-bin-full spool-full disk-full',
  ),
  ...codes('supplyOut', 'paperOut tonerOut inkOut retractBinFull retainBinFull stackerFull full'),
  ...codes(
    'mediaInvalid',
    'readFailed cardRefused cardRemoved cardMute cardBlocked cardTypeUnknown cardDataInvalid dataProtected holderUnknown',
  ),
  ...codes(
    'mediaInvalid',
    'notText tooLong codeBroken programmingCode noMedia noMediaPresent invalidMedia cardTooShort cardTooLong cardCollision barcodeInvalid atrNotObtained userError',
  ),
  ...codes(
    'unsupported',
    'pdf-unsupported a4-unsupported copies-unsupported sides-unsupported tray-unsupported job-unsupported',
  ),
  ...codes(
    'unsupported',
    'special-paper-unconfigured ipp-unsupported resume-unsupported retract-unsupported command-not-offered native-format',
  ),
  ...codes('unsupported', 'not-a-pdf document-too-large copies-invalid receipt-invalid message-too-large no-file'),
  ...codes(
    'unsupported',
    'codeFormChanged lightUnknown lightRateUnsupported lightColorUnsupported volumeUnsupported volumeInvalid routeUnsupported unsupportedByReader',
  ),
  ...codes(
    'unsupported',
    'invalidMessage invalidCommand invalidData unsupportedCommand unsupportedData mediaOverflow sourceInvalid',
  ),
  ...codes('unsupported', 'protocolNotSupported chipPowerNotSupported notEnoughSpace severalReaders'),
  ...codes(
    'ownership',
    'busy occupied no-job job-unknown cardInUse portBusy port-busy lost invalidRequestID sequenceError sequenceInvalid noMatchingRequestIDs',
  ),
  ...codes(
    'hardware',
    'samFault samNotAuthorised framesRefused unexpectedAnswer badFrames bad-frames badValue refused printer-error error stopped',
  ),
  ...codes(
    'hardware',
    'recoverable-error unrecoverable-error head-temperature voltage folder-denied folder-error folder-missing',
  ),
  ...codes(
    'hardware',
    'job-aborted document-missing hardwareError internalError commandErrorCode auto-recoverable-error flushFail securityFail',
  ),
  ...codes('fraud', 'fraudAttempt potentialFraud fraud-attempt potential-fraud foreign-device-detected'),
  // Of a service's printer, whose fault word is the code of what it keeps from beginning.
  ...codes('notReady', 'device-busy device-unknown online'),
  ...codes('absent', 'power-off no-device wrong-service'),
  ...codes('mediaFault', 'user-error media-jam not-in-position'),
  ...codes(
    'hardware',
    'hardware-error anti-fraud-inoperable scanner-inoperative chip-module-inoperable lamp-inoperable',
  ),
  ...codes('supplyOut', 'paper-near-end'),
  ...codes('unsupported', 'wrong-paper-source'),
  ...codes(
    'security',
    'portDenied port-denied authorisationRequired authorizationRequired noCommandNonce invalidToken invalidTokenNonce',
  ),
  ...codes('security', 'invalidTokenHMAC invalidTokenFormat invalidTokenKeyNoValue no-conformance-report'),
  ...codes(
    'outcomeUnknown',
    'hostLost fence-missing job-forgotten document-cut-short document-unsure completed-with-errors',
  ),
]);

/** A completion says enough where a vendor's own code is not known. */
const kindOfCompletion: Readonly<Record<Exclude<CompletionCode, 'success'>, ErrorKind>> = {
  commandErrorCode: 'hardware',
  canceled: 'canceled',
  deviceNotReady: 'notReady',
  hardwareError: 'hardware',
  userError: 'mediaInvalid',
  fraudAttempt: 'fraud',
  invalidCommand: 'unsupported',
  invalidData: 'unsupported',
  unsupportedCommand: 'unsupported',
  unsupportedData: 'unsupported',
  sequenceError: 'ownership',
  internalError: 'hardware',
  timeOut: 'timeout',
};

/** The one kind of a failure. What nobody knows the end of is that before anything else. */
export function errorKindOf({
  code,
  errorCode,
  effect,
}: Pick<DeviceError, 'code' | 'errorCode' | 'effect'>): ErrorKind {
  if (code === 'fraudAttempt') return 'fraud';
  if (effect === 'unknown') return 'outcomeUnknown';
  return kindOfErrorCode.get(errorCode) ?? kindOfCompletion[code];
}
