import { nothingWorks, unavailable } from '../availability.ts';
import { ownPaperHeldOut } from '../papers.ts';
import { required } from '../required.ts';
import { attractNothing, outOfService } from '../words/availability.ts';
import type { Screens } from './state.ts';

/** The terminal before anybody comes and after they went. */
export const waitingScreens: Screens<'starting' | 'outOfService' | 'recovered' | 'attract' | 'takeCard' | 'farewell'> =
  {
    starting: () => ({ name: 'starting' }),

    outOfService: () => ({ name: 'outOfService', reason: outOfService.noCatalogue }),

    recovered: ({ context }) => {
      const { sessionId: _, ...told } = required(context.recovery);
      return { name: 'recovered', ...told };
    },

    attract: ({ context: { world } }) => {
      const items = world.catalogue?.items ?? [];
      const able = items.filter((item) => unavailable(item, world) === null);
      const featured = world.catalogue?.featured ?? [];
      const wanted = (code: string) => (featured.includes(code) ? featured.indexOf(code) : featured.length);
      // One service a line: two in one would not fit in large type, and nobody reads a list while walking by.
      const canDo = able.toSorted((one, other) => wanted(one.code) - wanted(other.code)).map(({ name }) => name);
      return {
        name: 'attract',
        canDo: canDo.length > 0 ? canDo.slice(0, 3) : (nothingWorks(items, world)?.slice(0, 3) ?? [attractNothing]),
        availableCount: able.length,
        totalCount: items.length,
      };
    },

    takeCard: ({ context: { visit, forgottenCards } }) => ({
      name: 'takeCard',
      secondsWaiting: visit.cardSecondsWaiting,
      forgotten: forgottenCards.length > 0,
      cards: [...visit.cardsLeft],
    }),

    farewell: ({ context: { visit, world } }) => ({ name: 'farewell', paper: ownPaperHeldOut(visit, world) }),
  };
