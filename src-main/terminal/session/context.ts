import type { Identification } from '../../contract/catalogue.ts';
import type { Config } from '../../contract/config.ts';
import type { Language } from '../../contract/text.ts';
import type { Visit } from './visit.ts';
import type { Recovery, World } from './world.ts';

export interface Context {
  readonly config: Config;
  readonly world: World;
  readonly recovery: Recovery | null;
  readonly language: Language;
  readonly elder: boolean;
  readonly visit: Visit;
  /** Cards that were left behind and are still lying or standing in a reader. */
  readonly forgottenCards: readonly Identification[];
  /** Cards that nobody could tell whether the person before took: none of such a kind is read that was there already. */
  readonly inDoubt: readonly Identification[];
}
