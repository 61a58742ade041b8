import {
  type Action,
  type CompletionCode,
  type Effect,
  type ErrorKind,
  failed,
  unreachable,
} from '../contract/index.ts';
import type { Answer } from './answer.ts';
import type { XfsCompletionCode } from './completion-codes.ts';

type FailureCode = Exclude<CompletionCode, 'success'>;
type XfsFailure = Exclude<XfsCompletionCode, 'success'>;
export type Failure = ReturnType<typeof failed>;

interface Row {
  readonly kind: ErrorKind;
  readonly code: FailureCode;
  readonly action: Action;
  /** True when the service says so before it starts: nothing in the world changed. */
  readonly before: boolean;
}
const row = (kind: ErrorKind, code: FailureCode, action: Action, before = false): Row => ({
  kind,
  code,
  action,
  before,
});

/**
 * What each completion code means here. `deviceNotReady` is defined as "not ready or timed out", so it may come in the
 * middle of a print; `canceled` and `timeOut` may too.
 */
export const completionRows: Readonly<Record<XfsFailure, Row>> = {
  commandErrorCode: row('hardware', 'commandErrorCode', 'maintenance'),
  canceled: row('canceled', 'canceled', 'none'),
  deviceNotReady: row('notReady', 'deviceNotReady', 'suspend'),
  hardwareError: row('hardware', 'hardwareError', 'maintenance'),
  internalError: row('hardware', 'internalError', 'softwareError'),
  invalidCommand: row('unsupported', 'invalidCommand', 'configuration', true),
  invalidRequestID: row('ownership', 'sequenceError', 'softwareError', true),
  timeOut: row('timeout', 'timeOut', 'none'),
  unsupportedCommand: row('unsupported', 'unsupportedCommand', 'configuration', true),
  invalidData: row('unsupported', 'invalidData', 'softwareError', true),
  userError: row('mediaInvalid', 'userError', 'none'),
  unsupportedData: row('unsupported', 'unsupportedData', 'configuration', true),
  fraudAttempt: row('fraud', 'fraudAttempt', 'maintenance'),
  sequenceError: row('ownership', 'sequenceError', 'softwareError', true),
  authorisationRequired: row('security', 'unsupportedCommand', 'configuration', true),
  noCommandNonce: row('security', 'unsupportedCommand', 'configuration', true),
  invalidToken: row('security', 'unsupportedCommand', 'configuration', true),
  invalidTokenNonce: row('security', 'unsupportedCommand', 'configuration', true),
  invalidTokenHMAC: row('security', 'unsupportedCommand', 'configuration', true),
  invalidTokenFormat: row('security', 'unsupportedCommand', 'configuration', true),
  invalidTokenKeyNoValue: row('security', 'unsupportedCommand', 'configuration', true),
  notEnoughSpace: row('unsupported', 'unsupportedData', 'softwareError', true),
};

const mediaFault = row('mediaFault', 'hardwareError', 'clear');
const supplyOut = row('supplyOut', 'hardwareError', 'clear');
const mediaInvalid = row('mediaInvalid', 'userError', 'none');
const sequence = row('ownership', 'sequenceError', 'softwareError');
const unsupported = row('unsupported', 'unsupportedData', 'configuration', true);
const hardware = row('hardware', 'hardwareError', 'maintenance');

/** `payload.errorCode` of a `commandErrorCode`. A word that is not here is a hardware fault of that name. */
export const errorCodeRows: Readonly<Record<string, Row>> = {
  mediaJam: mediaFault,
  mediaJammed: mediaFault,
  paperJammed: mediaFault,
  shutterFail: mediaFault,
  mediaRetained: mediaFault,
  mediaRetracted: mediaFault,
  mediaRejected: mediaFault,
  pageTurnFail: mediaFault,
  mediaTurnFail: mediaFault,
  blackMark: mediaFault,
  flushFail: hardware,
  securityFail: hardware,
  paperOut: supplyOut,
  tonerOut: supplyOut,
  inkOut: supplyOut,
  retractBinFull: supplyOut,
  retainBinFull: supplyOut,
  stackerFull: supplyOut,
  full: supplyOut,
  noMedia: mediaInvalid,
  noMediaPresent: mediaInvalid,
  invalidMedia: mediaInvalid,
  cardTooShort: mediaInvalid,
  cardTooLong: mediaInvalid,
  cardCollision: mediaInvalid,
  barcodeInvalid: mediaInvalid,
  atrNotObtained: mediaInvalid,
  occupied: sequence,
  sequenceInvalid: sequence,
  noMatchingRequestIDs: sequence,
  mediaOverflow: unsupported,
  sourceInvalid: unsupported,
  invalidData: unsupported,
  protocolNotSupported: unsupported,
  chipPowerNotSupported: unsupported,
};

type Unsuccessful<R> = Exclude<Answer<R>, { kind: 'success' }>;

/** The row of what a service said; a link that broke has none. */
export function rowOf<R>(answer: Unsuccessful<R>): Row {
  switch (answer.kind) {
    case 'failure': {
      const byError = answer.completionCode === 'commandErrorCode' ? errorCodeRows[answer.errorCode ?? ''] : undefined;
      return byError ?? completionRows[answer.completionCode];
    }
    case 'refused':
      return row('ownership', answer.status === 'tooManyRequests' ? 'deviceNotReady' : 'invalidCommand', 'none', true);
    case 'notSent':
      return notSentRows[answer.why];
    case 'lost':
      return row('outcomeUnknown', answer.why === 'socketClosed' ? 'hardwareError' : 'timeOut', 'clear');
    default:
      return unreachable(answer);
  }
}

const notSentRows = {
  closed: row('notReady', 'deviceNotReady', 'maintenance', true),
  aborted: row('canceled', 'canceled', 'none', true),
  tooLarge: row('unsupported', 'invalidData', 'none', true),
  unsupported: row('unsupported', 'unsupportedCommand', 'configuration', true),
} as const;

/** Our error codes for what the link did; what the service said keeps its XFS4IoT word. */
const OWN_CODES = {
  socketClosed: 'hung-up',
  noAcknowledge: 'no-answer',
  noCompletion: 'no-answer',
  badCompletion: 'bad-frames',
  closed: 'hung-up',
  aborted: 'canceled',
  tooLarge: 'message-too-large',
  unsupported: 'command-not-offered',
} as const;

/**
 * The completion a driver gives for what did not succeed. `effectIfStarted` is what must be claimed unless it is certain
 * that the service did not start. The vendor's own description is left out: nobody knows what stands in it.
 */
export function failureOf<R>(command: string, answer: Unsuccessful<R>, effectIfStarted: Effect): Failure {
  const { code, before } = rowOf(answer);
  const effect = before ? 'none' : effectIfStarted;
  switch (answer.kind) {
    case 'failure': {
      const word = answer.completionCode === 'commandErrorCode' ? answer.errorCode : null;
      const expired = answer.expired && answer.completionCode === 'canceled';
      if (expired) return failed('timeOut', 'timeOut', `${command} did not end in time and was canceled`, effect);
      return failed(
        code,
        word ?? answer.completionCode,
        `${command} ended with ${word ?? answer.completionCode}`,
        effect,
      );
    }
    case 'refused':
      return failed(code, answer.status, `${command} was not taken: ${answer.status}`, effect);
    case 'notSent':
      return failed(code, OWN_CODES[answer.why], `${command} was not sent: ${OWN_CODES[answer.why]}`, effect);
    case 'lost':
      return failed(code, OWN_CODES[answer.why], `${command}: ${LOST[answer.why]}`, effect);
    default:
      return unreachable(answer);
  }
}

const LOST = {
  socketClosed: 'the connection broke before the completion',
  noAcknowledge: 'the service neither acknowledged nor answered',
  noCompletion: 'the service acknowledged and never completed',
  badCompletion: 'the completion is unreadable',
} as const;
