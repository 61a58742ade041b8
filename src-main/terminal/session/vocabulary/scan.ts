import { nextScan, scanTroubleBefore, scanTroubleIn } from '../scan-step.ts';
import { changeVisit, type Guards } from './change.ts';

/** Papers under the document camera. */
export const scanGuards = {
  scansDone: ({ context }) => nextScan(context.visit) === null,
  cannotScan: ({ context }) => scanTroubleBefore(context) !== null,
  cameraIsAway: ({ context, event }) =>
    event.type === 'world' && scanTroubleBefore({ ...context, world: event.world }) !== null,
  /** A camera that came back is opened without being asked; one that was there all the time waits for the person. */
  cameraCameBack: ({ context, event }) =>
    event.type === 'world' &&
    scanTroubleBefore(context) !== null &&
    scanTroubleBefore({ ...context, world: event.world }) === null,
  mayFollow: ({ context }) => nextScan(context.visit)?.gapAllowed === true,
} satisfies Guards;

export const scanActions = {
  beginScan: changeVisit(() => ({ scanTrouble: null })),
  setScanTrouble: changeVisit((_, event) => ({ scanTrouble: scanTroubleIn(event) })),
  scanCannotBe: changeVisit((_, __, context) => ({ scanTrouble: scanTroubleBefore(context) ?? 'cameraAway' })),
  scanTimedOut: changeVisit(() => ({ scanTrouble: 'timedOut' })),
  keepPage: changeVisit((old) => ({ scans: { ...old.scans, [nextScan(old)?.scan ?? '']: 'kept' as const } })),
  leaveForLater: changeVisit((old) => ({ scans: { ...old.scans, [nextScan(old)?.scan ?? '']: 'later' as const } })),
};
