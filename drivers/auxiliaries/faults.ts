import {
  type DeviceError,
  type DeviceStatus,
  type Effect,
  failed,
  type TransportError,
  unreachable,
} from '../contract/index.ts';
import type { LinkFault } from './link.ts';

export interface FaultReport {
  readonly failure: { readonly ok: false; readonly error: DeviceError };
  readonly status: Partial<DeviceStatus> | null;
}

/** A port that would not open. */
export function portFault(error: TransportError): FaultReport {
  const words: Record<TransportError['kind'], readonly [string, string]> = {
    notFound: ['portNotFound', 'port-not-found'],
    busy: ['portBusy', 'port-busy'],
    denied: ['portDenied', 'port-denied'],
    closed: ['hungUp', 'hung-up'],
    timeout: ['portError', 'port-error'],
    io: ['portError', 'port-error'],
  };
  const [errorCode, fault] = words[error.kind];
  const absent = error.kind === 'notFound';
  return {
    failure: failed('deviceNotReady', errorCode, error.message),
    status: {
      device: absent ? 'noDevice' : 'offline',
      faults: [fault],
      action: absent ? 'maintenance' : 'configuration',
      evidence: error.message,
    },
  };
}

/** A question or order without a good answer. `effect` is what an order may have done. */
export function linkFault(fault: LinkFault, question: string, effect: Effect = 'none'): FaultReport {
  const action = 'maintenance';
  switch (fault) {
    case 'noAnswer':
      return {
        failure: failed('deviceNotReady', 'noAnswer', `the board does not answer ${question}`, effect),
        status: { device: 'offline', faults: ['no-answer'], action, evidence: `${question} -> no answer` },
      };
    case 'badFrames':
      return {
        failure: failed('hardwareError', 'badFrames', `the board's answers to ${question} are bad`, effect),
        status: { device: 'hardwareError', faults: ['bad-frames'], action, evidence: `${question} -> bad frames` },
      };
    case 'refused':
      return {
        failure: failed('hardwareError', 'refused', `the board refuses ${question}`),
        status: {
          device: 'hardwareError',
          faults: ['frames-refused'],
          action: 'configuration',
          evidence: `${question} -> refused`,
        },
      };
    case 'writeFailed':
      return {
        failure: failed('deviceNotReady', 'writeFailed', `${question} could not be sent`, effect),
        status: { device: 'offline', faults: ['port-error'], action, evidence: `${question} not sent` },
      };
    case 'hungUp':
      return {
        failure: failed('deviceNotReady', 'hungUp', `the port hung up during ${question}`, effect),
        status: { device: 'offline', faults: ['hung-up'], action, evidence: `hung up at ${question}` },
      };
    default:
      return unreachable(fault);
  }
}

/** A board that pushes and fell silent: what it said last is no longer believed. */
export const silent = (milliseconds: number): FaultReport => ({
  failure: failed('deviceNotReady', 'silent', 'the board says nothing any more'),
  status: {
    device: 'unknown',
    faults: ['silent'],
    action: 'maintenance',
    evidence: `nothing heard for ${Math.round(milliseconds / 1000)} s`,
  },
});
