import { type DeviceError, failed, unreachable } from '../contract/index.ts';
import { type Failure, type FaultReport, type WireFault, wireFault } from '../driver-shell/index.ts';
import type { Answer, AnswerMeaning } from './answers.ts';
import { type CommandName, commandHex } from './commands.ts';
import type { ExchangeFault } from './exchange.ts';

const sw3Hex = (answer: Answer): string => answer.sw3.toString(16).toUpperCase().padStart(2, '0');

/** The line of evidence for an answer: command and status word, never data. */
export const answerEvidence = (command: CommandName, answer: Answer): string =>
  `${commandHex(command)} -> ${sw3Hex(answer)}`;

const SENTENCES: Record<WireFault, (hex: string) => string> = {
  noAnswer: (hex) => `the reader does not answer ${hex}`,
  badFrames: (hex) => `the reader's frames after ${hex} are bad`,
  writeFailed: (hex) => `${hex} could not be sent`,
  hungUp: (hex) => `the port hung up during ${hex}`,
};

/** A command that got no usable answer. */
export function exchangeFault(command: CommandName, fault: ExchangeFault): FaultReport {
  const hex = commandHex(command);
  switch (fault) {
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
    case 'closed':
      return { failure: failed('deviceNotReady', 'closed', 'the reader was closed'), status: null };
    case 'aborted':
      return { failure: failed('canceled', 'canceled', 'the command was canceled'), status: null };
    default:
      return wireFault(fault, hex, SENTENCES[fault](hex));
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
