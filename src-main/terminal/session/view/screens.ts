import type { Screen } from '../../../contract/snapshot.ts';
import { choosingScreens } from './choosing.ts';
import { fillingScreens } from './filling.ts';
import { finishingScreens } from './finishing.ts';
import { identityScreens } from './identity.ts';
import { type CitizenScreenName, type Screens, type SessionState, screenName } from './state.ts';
import { waitingScreens } from './waiting.ts';

const screens: Screens<CitizenScreenName> = {
  ...waitingScreens,
  ...choosingScreens,
  ...identityScreens,
  ...fillingScreens,
  ...finishingScreens,
};

/** The screen of a state. Total: a screen that nobody draws is a compile error. */
export const screenOf = (state: SessionState): Screen => screens[screenName(state)](state);
