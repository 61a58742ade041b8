import { failed, type TransportError } from '../contract/index.ts';
import { type FaultReport, type WireFault, wireFault } from '../driver-shell/index.ts';
import type { LineFault } from './line.ts';

const SENTENCES: Record<Exclude<WireFault, 'badFrames'>, (what: string) => string> = {
  noAnswer: (what) => `the scanner does not answer ${what}: family, baud rate or cable?`,
  writeFailed: (what) => `${what} could not be sent`,
  hungUp: () => 'the port hung up',
};

/** A command the scanner did not answer; `what` names the command for a technician. */
export function lineFault(fault: LineFault, what: string): FaultReport {
  if (fault === 'closed') return { failure: failed('deviceNotReady', 'closed', 'the scanner is closed'), status: null };
  return wireFault(fault, what, SENTENCES[fault](what));
}

/** The box is there and is no scanner any more: a programming code, or a person, made it a keyboard. */
export const otherMode = ({ message }: TransportError): FaultReport => ({
  failure: failed('deviceNotReady', 'portNotFound', message),
  status: { device: 'offline', faults: ['mode-changed'], action: 'configuration', evidence: message },
});
