import { type DeviceError, type DeviceStatus, failed, type TransportError } from '../contract/index.ts';

export type Failure = { readonly ok: false; readonly error: DeviceError };

/** What a fault means for the running command, and for the status when it says something about the device. */
export interface FaultReport {
  readonly failure: Failure;
  readonly status: Partial<DeviceStatus> | null;
}

/** Error code of the completion, fault word of the status. */
const PORT_WORDS: Record<TransportError['kind'], readonly [errorCode: string, fault: string]> = {
  notFound: ['portNotFound', 'port-not-found'],
  busy: ['portBusy', 'port-busy'],
  denied: ['portDenied', 'port-denied'],
  closed: ['hungUp', 'hung-up'],
  timeout: ['portError', 'port-error'],
  io: ['portError', 'port-error'],
};

/** A port that would not open. */
export function portFault({ kind, message }: TransportError): FaultReport {
  const [errorCode, fault] = PORT_WORDS[kind];
  const absent = kind === 'notFound';
  return {
    failure: failed('deviceNotReady', errorCode, message),
    status: {
      device: absent ? 'noDevice' : 'offline',
      faults: [fault],
      action: absent ? 'maintenance' : 'configuration',
      evidence: message,
    },
  };
}

/** What went wrong between driver and device while the port was open. */
export type WireFault = 'noAnswer' | 'badFrames' | 'writeFailed' | 'hungUp';

interface WireWords {
  readonly code: DeviceError['code'];
  readonly fault: string;
  readonly evidence: (asked: string) => string;
}
const WIRE_WORDS: Record<WireFault, WireWords> = {
  noAnswer: { code: 'deviceNotReady', fault: 'no-answer', evidence: (asked) => `${asked} -> no answer` },
  badFrames: { code: 'hardwareError', fault: 'bad-frames', evidence: (asked) => `${asked} -> bad frames` },
  writeFailed: { code: 'deviceNotReady', fault: 'port-error', evidence: (asked) => `${asked} not sent` },
  hungUp: { code: 'deviceNotReady', fault: 'hung-up', evidence: (asked) => `hung up at ${asked}` },
};

/** A question or order that got no good answer. `asked` names it for a technician, `message` says it in a sentence. */
export function wireFault(
  fault: WireFault,
  asked: string,
  message: string,
  effect: DeviceError['effect'] = 'none',
): FaultReport {
  const { code, fault: word, evidence } = WIRE_WORDS[fault];
  return {
    failure: failed(code, fault, message, effect),
    status: {
      device: code === 'hardwareError' ? 'hardwareError' : 'offline',
      faults: [word],
      action: 'maintenance',
      evidence: evidence(asked),
    },
  };
}
