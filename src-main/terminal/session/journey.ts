import { and } from 'xstate';
import { nextScan } from './scan-step.ts';
import type { Context } from './types.ts';
import type { SessionVocabulary } from './vocabulary.ts';

const valuesOf = (context: Context) =>
  Object.fromEntries(Object.entries(context.visit.values).map(([id, { value }]) => [id, value]));

/** An input an effect cannot do without; its absence in the state that starts the effect is a bug. */
function must<T>(value: T | null): T {
  if (value === null) throw new Error('the journey reached a state without what the state needs');
  return value;
}

const personOf = ({ visit }: Context) => ({ card: must(visit.card), identifiedBy: must(visit.identifiedBy) });

/** Nobody knows who stands there since the page was lost: what followed is over, and no further screen is theirs. */
const leaveLost = {
  guard: 'pageWasLost',
  target: '#ending',
  actions: { type: 'endSession', params: { reason: 'fault' } },
} as const;

/** What one person does, screen by screen. Every leaf is a screen; a command missing here is refused there. */
export const journeyRegion = (vocabulary: SessionVocabulary) =>
  vocabulary.createStateConfig({
    initial: 'home',
    on: { home: [leaveLost, { target: '.home' }] },
    states: {
      home: {
        id: 'home',
        entry: 'goHome',
        on: {
          openTheme: { target: 'theme', actions: 'openTheme' },
          openSearch: { target: 'search', actions: 'openSearch' },
          openMine: [
            { guard: 'identified', target: 'preparing', actions: 'openMine' },
            { target: 'identify', actions: 'openMine' },
          ],
          openItem: { guard: 'knowsItem', target: 'notice', actions: ['cameFromHome', 'openItem'] },
          openCode: { target: 'showCode', actions: 'openCode' },
        },
      },
      theme: {
        on: { back: 'home', openItem: { guard: 'knowsItem', target: 'notice', actions: 'openItem' } },
      },
      search: {
        on: {
          back: 'home',
          search: { actions: 'search' },
          openItem: { guard: 'knowsItem', target: 'notice', actions: 'openItem' },
        },
      },
      /** A code that somebody holds is looked up; who they are nobody asks. */
      showCode: {
        initial: 'choosing',
        on: { back: 'home' },
        states: {
          choosing: {
            id: 'showCode',
            always: [
              { guard: 'cannotReadCode', target: 'stopped', actions: 'codeCannotBe' },
              { target: 'reading', actions: 'beginCode' },
            ],
          },
          reading: {
            invoke: {
              src: 'readCode',
              input: ({ context }) => ({ timeoutMs: (context.visit.secondsLeft ?? 0) * 1000 }),
            },
            on: {
              world: [
                { guard: 'codeReaderIsAway', target: 'stopped', actions: ['setWorld', 'codeCannotBe'] },
                { actions: 'setWorld' },
              ],
              'code.found': [
                { guard: 'codeIsOurs', target: 'asking', actions: 'keepCode' },
                { target: 'answered', actions: 'keepCode' },
              ],
              'code.failed': { target: 'stopped', actions: 'setCodeTrouble' },
            },
            initial: 'ticking',
            states: {
              ticking: {
                after: { second: { target: 'ticking', reenter: true, actions: 'oneSecondLess' } },
                always: { guard: 'codeWaitIsOver', target: '#codeStopped', actions: 'setCodeTrouble' },
              },
            },
          },
          asking: {
            invoke: { src: 'lookUpCode', input: ({ context }) => ({ found: must(context.visit.codeFound) }) },
            after: { slow: { actions: 'slow' } },
            on: { 'code.answered': { target: 'answered', actions: 'setCodeAnswer' } },
          },
          answered: { on: { retry: 'choosing', next: '#home' } },
          stopped: {
            id: 'codeStopped',
            on: {
              retry: 'choosing',
              world: [
                { guard: 'codeReaderCameBack', target: 'choosing', actions: 'setWorld' },
                { actions: 'setWorld' },
              ],
            },
          },
        },
      },
      notice: {
        on: {
          back: [
            { guard: 'cameFromTheme', target: 'theme' },
            { guard: 'cameFromSearch', target: 'search' },
            { guard: 'cameFromMine', target: 'mine' },
            { target: 'home' },
          ],
          begin: [
            { guard: and(['mayBegin', 'asksIdentity']), target: 'faceConsent' },
            { guard: and(['mayBegin', 'identified']), target: 'preparing' },
            { guard: 'mayBegin', target: 'identify' },
          ],
        },
      },
      /** Two ways on one screen; the face only by consent, given by itself and noted before anything is done with it. */
      faceConsent: {
        id: 'faceConsent',
        entry: 'forgetIdentity',
        on: {
          back: 'notice',
          chooseWay: [
            { guard: 'faceAgreed', target: 'identify', actions: 'agreeToFace' },
            { guard: and(['otherChosen', 'identified']), target: 'preparing', actions: 'takeOtherWay' },
            { guard: 'otherChosen', target: 'identify', actions: 'takeOtherWay' },
          ],
        },
      },
      identify: {
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
              input: ({ context: { visit, forgottenCards, chipInDoubt } }) => ({
                timeoutMs: (visit.secondsLeft ?? 0) * 1000,
                portrait: visit.identity?.consentedAt != null,
                ways: visit.asked,
                // Nor may a card that somebody else forgot say who stands here now.
                pullFirst: visit.pullFirst || chipInDoubt || forgottenCards.includes('socialSecurityCard'),
              }),
            },
            initial: 'ticking',
            on: {
              world: { guard: 'moreReaders', target: 'waiting', reenter: true, actions: 'setWorld' },
              'card.progress': [
                { guard: 'moreReaders', target: 'waiting', reenter: true, actions: 'setCardProgress' },
                { actions: 'setCardProgress' },
              ],
              'card.stands': { actions: 'chipStands' },
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
      },
      faceCheck: {
        id: 'faceCheck',
        exit: 'wipePortrait',
        initial: 'opening',
        on: {
          back: 'faceConsent',
          chooseWay: { guard: 'otherChosen', target: 'preparing', actions: 'takeOtherWay' },
        },
        states: {
          opening: {
            always: [{ guard: 'cannotCompare', target: 'over', actions: 'faceCannotBe' }, { target: 'looking' }],
          },
          looking: {
            entry: 'beginAttempt',
            invoke: { src: 'watchFace', input: {} },
            on: {
              'face.looked': [
                { guard: 'faceMatches', target: '#preparing', actions: ['noteVerdict', 'faceMatched'] },
                { guard: 'attemptsLeft', target: 'again', actions: ['noteVerdict', 'faceMissed'] },
                { target: 'over', actions: ['noteVerdict', 'faceMissed'] },
              ],
              'face.failed': { target: 'over', actions: ['noteVerdict', 'faceMissed'] },
            },
            after: {
              face: [
                { guard: 'attemptsLeft', target: 'again', actions: ['noteVerdict', 'faceMissed'] },
                { target: 'over', actions: ['noteVerdict', 'faceMissed'] },
              ],
            },
          },
          again: { on: { retry: 'looking' } },
          over: {},
        },
      },
      preparing: {
        id: 'preparing',
        entry: 'notSlow',
        initial: 'choosing',
        after: { slow: { actions: 'slow' } },
        on: {
          back: [{ guard: 'forMine', target: 'home' }, { target: 'notice' }],
          prefilled: { target: 'form', actions: 'fillForm' },
          'mine.loaded': { target: 'mine', actions: 'setMine' },
          problem: { target: 'problem', actions: 'setProblem' },
        },
        states: {
          choosing: { always: [{ guard: 'forMine', target: 'mine' }, { target: 'item' }] },
          item: {
            invoke: {
              src: 'prefill',
              input: ({ context }) => ({ item: must(context.visit.item), ...personOf(context) }),
            },
          },
          mine: { invoke: { src: 'loadMine', input: ({ context }) => personOf(context) } },
        },
      },
      form: {
        on: {
          back: 'notice',
          editField: { guard: 'mayEdit', target: 'field', actions: 'editField' },
          next: { guard: 'formComplete', target: 'scan' },
        },
      },
      field: {
        exit: 'stopEditing',
        on: { back: 'form', setField: { guard: 'editsThisField', target: 'form', actions: 'setField' } },
      },
      /** Papers that are laid under the camera, one after another; passes at once where the item has none. */
      scan: {
        initial: 'choosing',
        on: {
          back: 'form',
          world: [
            { guard: 'cameraIsAway', target: '.stopped', actions: ['setWorld', 'scanCannotBe'] },
            { actions: 'setWorld' },
          ],
        },
        states: {
          choosing: {
            id: 'nextScan',
            always: [
              { guard: and(['scansDone', 'needsPromise']), target: '#promise' },
              { guard: 'scansDone', target: '#review' },
              { guard: 'cannotScan', target: 'stopped', actions: 'scanCannotBe' },
              { target: 'looking' },
            ],
          },
          looking: {
            entry: 'beginScan',
            invoke: {
              src: 'scanPage',
              input: ({ context }) => ({
                sessionId: must(context.visit.sessionId),
                scan: must(nextScan(context.visit)).scan,
              }),
            },
            on: {
              'scan.looked': { actions: 'setScanTrouble' },
              'scan.failed': { target: 'stopped', actions: 'setScanTrouble' },
              'scan.cut': 'judging',
            },
            after: { scan: { target: 'stopped', actions: 'scanTimedOut' } },
          },
          /** The camera is closed; the page holds the cut-out, the shelf the same bytes. */
          judging: {
            on: {
              world: { actions: 'setWorld' },
              keepPage: { target: 'choosing', actions: 'keepPage' },
              retry: 'choosing',
            },
          },
          stopped: {
            on: {
              world: [{ guard: 'cameraCameBack', target: 'looking', actions: 'setWorld' }, { actions: 'setWorld' }],
              retry: 'choosing',
              skipScan: { guard: 'mayFollow', target: 'choosing', actions: 'leaveForLater' },
            },
          },
        },
      },
      promise: {
        id: 'promise',
        on: { back: 'form', promise: { guard: 'promiseGiven', target: 'review', actions: 'keepPromise' } },
      },
      review: {
        id: 'review',
        on: {
          back: [{ guard: 'needsPromise', target: 'promise' }, { target: 'form' }],
          submit: { guard: 'mayBegin', target: 'submitting' },
        },
      },
      submitting: {
        entry: 'startSubmit',
        invoke: {
          src: 'submit',
          input: ({ context }) => ({
            sessionId: must(context.visit.sessionId),
            item: must(context.visit.item),
            ...personOf(context),
            values: valuesOf(context),
            promise: context.visit.promise,
            scans: context.visit.scans,
            identity: context.visit.identity,
            language: context.language,
          }),
        },
        after: { slow: { actions: 'slow' } },
        on: {
          home: {},
          'submit.phase': { actions: 'setSubmitPhase' },
          submitted: { target: 'result', actions: 'setOutcome' },
          problem: { target: 'problem', actions: 'setProblem' },
        },
      },
      result: {
        initial: 'opening',
        /** Leaving goes by the rating, which every finished item offers once. */
        on: { home: {} },
        states: {
          opening: { always: [{ guard: 'hasPapers', target: 'printing' }, { target: 'settled' }] },
          printing: {
            entry: 'startPrinting',
            exit: 'stopPrinting',
            invoke: {
              src: 'printPapers',
              input: ({ context }) => ({
                sessionId: must(context.visit.sessionId),
                item: must(context.visit.item),
                card: must(context.visit.card),
                outcome: must(context.visit.outcome),
                language: context.language,
                only: context.visit.retryPaper,
                earlier: context.visit.paperEffects[context.visit.retryPaper ?? ''] ?? 'none',
                drawnBack: context.visit.drawnBack.includes(context.visit.retryPaper ?? ''),
              }),
            },
            on: {
              paper: { actions: 'setPaper' },
              stopPaper: { guard: 'mayStopPaper', actions: 'stopPaper' },
              'papers.done': 'settled',
            },
          },
          settled: {
            on: {
              /** A printer told afterwards what became of a paper. */
              paper: { actions: 'setPaper' },
              retryPaper: { guard: 'mayRetryPaper', target: 'printing', actions: 'choosePaper' },
              next: { target: '#rating', actions: 'leaveAfterRating' },
              moreItems: { guard: 'pageWasKept', target: '#rating', actions: 'moreAfterRating' },
            },
          },
        },
      },
      rating: {
        id: 'rating',
        initial: 'asking',
        states: {
          asking: { on: { rate: { target: 'thanks', actions: 'rate' }, skipRating: 'over' } },
          thanks: { after: { thanks: 'over' } },
          over: {
            always: [
              { guard: 'wantsMore', target: '#home' },
              { target: '#ending', actions: { type: 'endSession', params: { reason: 'finished' } } },
            ],
          },
        },
      },
      problem: {
        on: {
          retry: [
            { guard: 'formWasFilled', target: 'review' },
            { guard: 'mayRetry', target: 'preparing' },
          ],
          next: [leaveLost, { target: 'home' }],
          back: [leaveLost, { target: 'home' }],
        },
      },
      mine: {
        on: { back: 'home', openItem: { guard: 'knowsItem', target: 'notice', actions: 'openItem' } },
      },
    },
  });
