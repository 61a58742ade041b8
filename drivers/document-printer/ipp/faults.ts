import { type Completion, type DeviceError, type Effect, failed, unreachable } from '../../contract/index.ts';
import type { PostFailure } from './http-failure.ts';
import type { IppAnswer } from './ipp-answer.ts';
import { isDenied, statusWord } from './operations.ts';

export type Failure = Extract<Completion<never>, { ok: false }>;

/** A request without an answer, as a completion. The caller knows what it did to the paper. */
export function lost({ fault, message }: PostFailure, effect: Effect): Failure {
  switch (fault) {
    case 'no-answer':
      return failed('timeOut', fault, message, effect);
    case 'busy':
      return failed('deviceNotReady', 'printer-busy', message, effect);
    case 'canceled':
      return failed('canceled', 'canceled', 'the job was called off', effect);
    case 'port-not-found':
      // With a job under way it is a printer that went, not one that was not ready.
      return failed(effect === 'none' ? 'deviceNotReady' : 'hardwareError', fault, message, effect);
    case 'port-denied':
      return failed('deviceNotReady', fault, message, effect);
    case 'hung-up':
    case 'bad-frames':
      return failed('hardwareError', fault, message, effect);
    default:
      return unreachable(fault);
  }
}

/** An answer with an error status, as a completion. The printer's own text is left out: nobody checks what is in it. */
export function refused({ status, statusClass, unsupported }: IppAnswer, effect: Effect): Failure {
  const say = (code: DeviceError['code'], errorCode: string, message: string) =>
    failed(code, errorCode, `${message} (IPP ${statusWord(status)})`, effect);
  switch (statusClass) {
    case 'busy':
      return say('deviceNotReady', 'printer-busy', 'the printer is at another job');
    case 'format-unsupported':
      return say('unsupportedData', 'pdf-unsupported', 'the printer takes no PDF');
    case 'attributes-unsupported':
      return unsupported.includes('document-format')
        ? say('unsupportedData', 'pdf-unsupported', 'the printer takes no PDF')
        : say('unsupportedData', 'job-unsupported', `the printer cannot do: ${unsupported.slice(0, 5).join(', ')}`);
    case 'not-accepting-jobs':
      return say('deviceNotReady', 'not-accepting-jobs', 'the printer is set to take no jobs');
    case 'version-unsupported':
    case 'operation-unsupported':
      return say('unsupportedCommand', 'ipp-unsupported', 'the printer speaks another kind of IPP');
    case 'not-found':
      return say('commandErrorCode', 'job-unknown', 'the printer does not know this job');
    case 'not-possible':
      return say('commandErrorCode', 'not-possible', 'the printer cannot do that now');
    case 'client-error':
    case 'server-error':
    case 'ok':
      return isDenied(status)
        ? say('deviceNotReady', 'port-denied', 'the printer wants a sign-in')
        : say('hardwareError', 'printer-error', 'the printer failed at the request');
    default:
      return unreachable(statusClass);
  }
}
