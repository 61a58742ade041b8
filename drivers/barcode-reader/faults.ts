import { type DeviceError, type DeviceStatus, failed, type TransportError, unreachable } from '../contract/index.ts';
import type { LineFault } from './line.ts';

type Failure = { readonly ok: false; readonly error: DeviceError };

/** What a fault means for the running command, and for the status when it says something about the device. */
export interface FaultReport {
  readonly failure: Failure;
  readonly status: Partial<DeviceStatus> | null;
}

const PORT_WORDS: Record<TransportError['kind'], { errorCode: string; fault: string }> = {
  notFound: { errorCode: 'portNotFound', fault: 'port-not-found' },
  busy: { errorCode: 'portBusy', fault: 'port-busy' },
  denied: { errorCode: 'portDenied', fault: 'port-denied' },
  closed: { errorCode: 'hungUp', fault: 'hung-up' },
  timeout: { errorCode: 'portError', fault: 'port-error' },
  io: { errorCode: 'portError', fault: 'port-error' },
};

/** A port that would not open. */
export function portFault(error: TransportError): FaultReport {
  const { errorCode, fault } = PORT_WORDS[error.kind];
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

/** A command the scanner did not answer; `what` names the command for a technician. */
export function lineFault(fault: LineFault, what: string): FaultReport {
  switch (fault) {
    case 'noAnswer':
      return {
        failure: failed(
          'deviceNotReady',
          'noAnswer',
          `the scanner does not answer ${what}: family, baud rate or cable?`,
        ),
        status: { device: 'offline', faults: ['no-answer'], action: 'maintenance', evidence: `${what} -> no answer` },
      };
    case 'writeFailed':
      return {
        failure: failed('deviceNotReady', 'writeFailed', `${what} could not be sent`),
        status: { device: 'offline', faults: ['port-error'], action: 'maintenance', evidence: `${what} not sent` },
      };
    case 'hungUp':
      return {
        failure: failed('deviceNotReady', 'hungUp', 'the port hung up'),
        status: { device: 'offline', faults: ['hung-up'], action: 'maintenance', evidence: `hung up at ${what}` },
      };
    case 'closed':
      return { failure: failed('deviceNotReady', 'closed', 'the scanner is closed'), status: null };
    default:
      return unreachable(fault);
  }
}
