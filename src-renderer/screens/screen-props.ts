import type { Screen, ScreenName } from '../../src-main/contract/snapshot.ts';

export type ScreenProps<Name extends ScreenName> = { screen: Extract<Screen, { name: Name }> };
