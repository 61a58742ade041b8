import type { SnapshotFrom } from 'xstate';
import type { ServiceScreen } from '../../../contract/screens.ts';
import type { Screen } from '../../../contract/snapshot.ts';
import type { SessionMachine } from '../machine.ts';
import { pageInSlot, paperAtMouth } from '../papers.ts';

export type SessionState = SnapshotFrom<SessionMachine>;
export type CitizenScreenName = Exclude<Screen['name'], ServiceScreen['name']>;

/** What each of these screens shows of a state. Pure. */
export type Screens<Name extends CitizenScreenName> = {
  readonly [Each in Name]: (state: SessionState) => Extract<Screen, { name: Each }>;
};

/** The leaf of the journey, e.g. `form`, or of the terminal outside a session. */
export function screenName(state: SessionState): CitizenScreenName {
  const value = state.value;
  if (typeof value === 'string') return value === 'recovered' || value === 'outOfService' ? value : 'starting';
  if ('attract' in value) return 'attract';
  if ('ending' in value) return value.ending === 'farewell' || value.ending === 'takePaper' ? 'farewell' : 'takeCard';
  const journey = value.session?.journey ?? 'home';
  return typeof journey === 'string' ? journey : (Object.keys(journey)[0] as CitizenScreenName);
}

/** Something hangs at a printer's mouth, and it is not of whoever stands there now. */
export function paperLeft(state: SessionState): { readonly receipt: boolean; readonly page: boolean } {
  const { visit, world } = state.context;
  const printing = ['submitting', 'result'].includes(screenName(state)) || state.matches('service');
  // Whoever stands at another program of this machine takes what it printed; who begins here is somebody else.
  const guests = state.matches('attract') ? world.guestPaper : undefined;
  return {
    receipt: paperAtMouth(world) && !visit.heldOut && !printing && guests?.receipt !== true,
    page: pageInSlot(world) && !visit.pageCame && !printing && guests?.page !== true,
  };
}
