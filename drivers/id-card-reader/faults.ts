import { type DeviceError, type DeviceStatus, failed, type TransportError, unreachable } from '../contract/index.ts';
import type { Answer, AnswerMeaning } from './answers.ts';
import { type CommandName, commandHex } from './commands.ts';
import type { ExchangeFault } from './exchange.ts';

type Failure = { readonly ok: false; readonly error: DeviceError };

/** What a fault means for the running command, and for the status when it says something about the device. */
export interface FaultReport {
  readonly failure: Failure;
  readonly status: Partial<DeviceStatus> | null;
}

const sw3Hex = (answer: Answer): string => answer.sw3.toString(16).toUpperCase().padStart(2, '0');

/** The line of evidence for an answer: command and status word, never data. */
export const answerEvidence = (command: CommandName, answer: Answer): string =>
  `${commandHex(command)} -> ${sw3Hex(answer)}`;

/** A port that would not open. */
export function portFault(error: TransportError): FaultReport {
  const words: Record<TransportError['kind'], { errorCode: string; fault: string }> = {
    notFound: { errorCode: 'portNotFound', fault: 'port-not-found' },
    busy: { errorCode: 'portBusy', fault: 'port-busy' },
    denied: { errorCode: 'portDenied', fault: 'port-denied' },
    closed: { errorCode: 'hungUp', fault: 'hung-up' },
    timeout: { errorCode: 'portError', fault: 'port-error' },
    io: { errorCode: 'portError', fault: 'port-error' },
  };
  const { errorCode, fault } = words[error.kind];
  return {
    failure: failed('deviceNotReady', errorCode, error.message),
    status: {
      device: error.kind === 'notFound' ? 'noDevice' : 'offline',
      faults: [fault],
      action: error.kind === 'notFound' ? 'maintenance' : 'configuration',
      evidence: error.message,
    },
  };
}

/** A command that got no usable answer. */
export function exchangeFault(command: CommandName, fault: ExchangeFault): FaultReport {
  const hex = commandHex(command);
  switch (fault) {
    case 'noAnswer':
      return {
        failure: failed('deviceNotReady', 'noAnswer', `the reader does not answer ${hex}`),
        status: { device: 'offline', faults: ['no-answer'], action: 'maintenance', evidence: `${hex} -> no answer` },
      };
    case 'badFrames':
      return {
        failure: failed('hardwareError', 'badFrames', `the reader's frames after ${hex} are bad`),
        status: {
          device: 'hardwareError',
          faults: ['bad-frames'],
          action: 'maintenance',
          evidence: `${hex} -> bad frames`,
        },
      };
    case 'refused':
      return {
        failure: failed('hardwareError', 'framesRefused', `the reader calls ${hex} a bad frame, also after reopening`),
        status: {
          device: 'hardwareError',
          faults: ['frames-refused'],
          action: 'maintenance',
          evidence: `${hex} -> refused`,
        },
      };
    case 'writeFailed':
      return {
        failure: failed('deviceNotReady', 'writeFailed', `${hex} could not be sent`),
        status: { device: 'offline', faults: ['port-error'], action: 'maintenance', evidence: `${hex} not sent` },
      };
    case 'hungUp':
      return {
        failure: failed('deviceNotReady', 'hungUp', `the port hung up during ${hex}`),
        status: { device: 'offline', faults: ['hung-up'], action: 'maintenance', evidence: `hung up at ${hex}` },
      };
    case 'closed':
      return { failure: failed('deviceNotReady', 'closed', 'the reader was closed'), status: null };
    case 'aborted':
      return { failure: failed('canceled', 'canceled', 'the command was canceled'), status: null };
    default:
      return unreachable(fault);
  }
}

/** An answer that ends any command. The device's own faults also settle its status. */
export function answerFault(command: CommandName, answer: Answer & AnswerMeaning): FaultReport {
  const evidence = answerEvidence(command, answer);
  const says = (code: DeviceError['code'], errorCode: string): Failure =>
    failed(code, errorCode, `${answer.meaning} (${evidence})`);
  switch (answer.action) {
    case 'deviceFault': {
      const selfTest = answer.sw3 === 0x60;
      return {
        failure: says('hardwareError', selfTest ? 'samFault' : 'samNotAuthorised'),
        status: {
          device: 'hardwareError',
          faults: [selfTest ? 'sam-fault' : 'sam-not-authorised'],
          action: 'maintenance',
          evidence,
        },
      };
    }
    case 'unsupported':
      return { failure: says('unsupportedCommand', 'unsupportedByReader'), status: null };
    case 'cardTypeUnknown':
      return { failure: says('unsupportedData', 'cardTypeUnknown'), status: null };
    case 'refuseCard':
      return { failure: says('userError', 'cardRefused'), status: null };
    case 'layAgain':
    case 'findAgain':
      return { failure: says('userError', 'readFailed'), status: null };
    case 'noCard':
      return { failure: says('timeOut', 'noCard'), status: null };
    case 'proceed':
    case 'absent':
    case 'resend':
      return { failure: says('commandErrorCode', 'unexpectedAnswer'), status: null };
    default:
      return unreachable(answer.action);
  }
}
