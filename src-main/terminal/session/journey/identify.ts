import { and } from 'xstate';
import type { SessionVocabulary } from '../vocabulary.ts';
import { allWays } from '../ways.ts';

/** Showing who one is by a card. */
export const identifyStates = ({ createStateConfig: state }: SessionVocabulary) => ({
  identify: state({
    entry: 'waitForCard',
    initial: 'waiting',
    on: {
      world: [
        { guard: 'readersAreDead', target: '.readerUnavailable', actions: ['setWorld', 'readerUnavailable'] },
        { actions: 'setWorld' },
      ],
      back: [
        { guard: 'forMine', target: 'home' },
        { guard: 'asksIdentity', target: 'faceConsent' },
        { target: 'notice' },
      ],
      /** Also while the reader waits: a refused card is still on the screen then, with its button. */
      retry: { target: '.waiting', reenter: true, actions: 'waitForCard' },
    },
    states: {
      /** All readers that work wait at once; whichever card comes first counts. */
      waiting: {
        entry: 'askReaders',
        always: { guard: 'noReaderWorks', target: 'readerUnavailable', actions: 'readerUnavailable' },
        invoke: {
          src: 'readCard',
          input: ({ context: { visit, forgottenCards, inDoubt } }) => ({
            timeoutMs: (visit.secondsLeft ?? 0) * 1000,
            portrait: visit.identity?.consentedAt != null,
            ways: visit.asked,
            // Nor may a card that somebody else forgot say who stands here now.
            pullFirst: allWays.filter(
              (way) =>
                inDoubt.includes(way) ||
                forgottenCards.includes(way) ||
                (visit.pullFirst && way === 'socialSecurityCard'),
            ),
          }),
        },
        initial: 'ticking',
        on: {
          world: { guard: 'moreReaders', target: 'waiting', reenter: true, actions: 'setWorld' },
          'card.progress': [
            { guard: 'moreReaders', target: 'waiting', reenter: true, actions: 'setCardProgress' },
            { actions: 'setCardProgress' },
          ],
          'card.stands': { actions: 'cardStands' },
          'card.cleared': { actions: 'cardCleared' },
          'chip.pulled': [
            { guard: 'chipMayCome', target: 'waiting', reenter: true, actions: 'chipPulled' },
            { actions: 'chipPulled' },
          ],
          'card.read': [
            {
              guard: and(['cardAccepted', 'wantsFace']),
              target: '#faceCheck',
              actions: ['keepCard', 'keepPortrait'],
            },
            { guard: 'cardAccepted', target: '#preparing', actions: 'keepCard' },
            { target: 'waiting', reenter: true, actions: 'cardNotAccepted' },
          ],
          'card.failed': [
            { guard: 'otherReaderGoesOn', actions: 'readerIsOut' },
            { guard: 'readerWasDead', target: 'readerUnavailable', actions: 'readerUnavailable' },
            { guard: 'waitedForCard', target: 'timedOut', actions: 'cardTimedOut' },
            { target: 'layAgain', actions: 'setCardFailure' },
          ],
        },
        states: {
          ticking: {
            after: { second: { target: 'ticking', reenter: true, actions: 'oneSecondLess' } },
            always: { guard: 'waitedForCard', target: '#timedOut', actions: 'cardTimedOut' },
          },
        },
      },
      /** A short pause, so that a card that cannot be read does not spin. */
      layAgain: {
        after: { second: { target: 'waiting', actions: 'oneSecondLess' } },
      },
      timedOut: { id: 'timedOut' },
      readerUnavailable: {
        after: {
          readerAgain: [
            { guard: 'readerWorksNow', target: 'waiting', actions: 'waitForCard' },
            { target: 'readerUnavailable', reenter: true },
          ],
        },
        on: {
          world: [
            { guard: 'readerWorks', target: 'waiting', actions: ['setWorld', 'waitForCard'] },
            { actions: 'setWorld' },
          ],
        },
      },
    },
  }),
});
