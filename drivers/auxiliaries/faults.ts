import { type DeviceStatus, type Effect, failed } from '../contract/index.ts';
import { type FaultReport, type WireFault, wireFault } from '../driver-shell/index.ts';
import type { LinkFault } from './link.ts';

const SENTENCES: Record<WireFault, (question: string) => string> = {
  noAnswer: (question) => `the board does not answer ${question}`,
  badFrames: (question) => `the board's answers to ${question} are bad`,
  writeFailed: (question) => `${question} could not be sent`,
  hungUp: (question) => `the port hung up during ${question}`,
};

/** A question or order without a good answer. `effect` is what an order may have done. */
export function linkFault(fault: LinkFault, question: string, effect: Effect = 'none'): FaultReport {
  if (fault !== 'refused') return wireFault(fault, question, SENTENCES[fault](question), effect);
  return {
    failure: failed('hardwareError', 'refused', `the board refuses ${question}`),
    status: {
      device: 'hardwareError',
      faults: ['frames-refused'],
      action: 'configuration',
      evidence: `${question} -> refused`,
    },
  };
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

export const UNVERIFIED = 'unverified';

/** What is wrong with a board that is there: a key held down, or no word that vouches for it. */
export function wellWith(stuck: boolean, doubted: boolean): Pick<DeviceStatus, 'faults' | 'action'> {
  const faults = [...(stuck ? ['stuck-key'] : []), ...(doubted ? [UNVERIFIED] : [])];
  return { faults, action: stuck ? 'clear' : 'none' };
}
