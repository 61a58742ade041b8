import type { ScreenName } from '../../../src-main/contract/snapshot.ts';
import type { SessionState } from '../../../src-main/terminal/session/view/state.ts';
import { because, paperTexts } from '../../../src-main/terminal/session/words/papers.ts';
import type { Part } from './devices/wires.ts';
import type { FaultMachine } from './fault-machine.ts';

type LeavesOf<Value> = Value extends string
  ? Value
  : Value extends object
    ? { [Key in keyof Value & string]: `${Key}.${LeavesOf<NonNullable<Value[Key]>>}` }[keyof Value & string]
    : never;
/** Every leaf of the session machine, from its own table: a state that is new there does not compile here until it is walked. */
export type Leaf = LeavesOf<SessionState['value']>;

export const PERSON = 'wang-yan';
/** Needs an answer at once, makes a document. */
export const PROOF = 'social-insurance-proof';
/** Asks for a promise, may be handed in while the platform is away. */
export const LATER = 'resident-medical-enrolment';
/** Asks for a paper under the camera, and for a promise. */
export const SCAN = 'housing-fund-retirement-withdrawal';
/** Compares the face, or goes the other way. */
export const FACE = 'pension-entitlement';
export type ItemCode = typeof PROOF | typeof LATER | typeof SCAN | typeof FACE;
/** Whose card is laid for it: one with a portrait where faces are compared. */
export const personFor = (item: ItemCode): string => (item === FACE ? 'lin-yu' : PERSON);
/** Has no portrait on the card. */
const FACELESS = 'sun-none';

export interface Phase {
  /** From a free machine into the state, as a person and what lies around them would get there. */
  readonly reach: (machine: FaultMachine, item: ItemCode) => Promise<void>;
  /** Ends what the way itself broke, once the fault is in. */
  readonly after?: (machine: FaultMachine) => Promise<void> | void;
  /** Where the person may stand before they touch anything more. */
  readonly legal: readonly ScreenName[];
  /** The one item that leads there; any where left out. */
  readonly item?: ItemCode;
  /** What the machine must be fitted with for it. */
  readonly needs?: readonly Part[];
}

const start = async ({ whole }: FaultMachine) => {
  whole.touch({ type: 'start' });
  await whole.sees('home');
};
const toNotice = async (machine: FaultMachine, item: ItemCode) => {
  await start(machine);
  machine.whole.touch({ type: 'openItem', code: item });
  // A device that was just put right may need a moment, and the notice says so: nobody presses what is not offered.
  await machine.whole.sees('notice', ({ unavailable }) => unavailable === null);
};
const toFaceConsent = async (machine: FaultMachine) => {
  await toNotice(machine, FACE);
  machine.whole.touch({ type: 'begin' });
  const { consent } = await machine.whole.sees('faceConsent', ({ missing }) => missing === null);
  machine.whole.touch({ type: 'linesShown', to: consent.length });
};
const toIdentify = async (machine: FaultMachine, item: ItemCode) => {
  if (item === FACE) {
    await toFaceConsent(machine);
    machine.whole.touch({ type: 'chooseWay', way: 'face' });
  } else {
    await toNotice(machine, item);
    machine.whole.touch({ type: 'begin' });
  }
  await machine.whole.sees('identify', ({ phase }) => phase === 'waiting');
};
const toFaceCheck = async (machine: FaultMachine, person = personFor(FACE)) => {
  await toIdentify(machine, FACE);
  machine.devices.idCards.layCard(person);
  await machine.whole.sees('faceCheck');
};
const toLooking = async (machine: FaultMachine) => {
  await toFaceCheck(machine);
  await machine.whole.says(({ screen, camera }) => screen.name === 'faceCheck' && camera.open !== null);
};
const toPreparing = async (machine: FaultMachine, item: ItemCode) => {
  if (item === FACE) {
    await toLooking(machine);
    machine.page.sees('holder');
  } else {
    await toIdentify(machine, item);
    machine.devices.idCards.layCard(personFor(item));
  }
  await machine.whole.sees('preparing');
};
const toForm = async (machine: FaultMachine, item: ItemCode) => {
  await toPreparing(machine, item);
  await machine.whole.sees('form');
  await machine.whole.fill();
};
const toPromise = async (machine: FaultMachine) => {
  await toForm(machine, LATER);
  machine.whole.touch({ type: 'next' });
  await machine.whole.sees('promise');
};
const toScan = async (machine: FaultMachine) => {
  await toForm(machine, SCAN);
  machine.whole.touch({ type: 'next' });
  await machine.whole.says(({ screen, camera }) => screen.name === 'scan' && camera.open !== null);
};
const toJudging = async (machine: FaultMachine) => {
  await toScan(machine);
  machine.page.cutsPage();
  await machine.whole.sees('scan', ({ phase }) => phase === 'judging');
};
const PROMISES: readonly ItemCode[] = [LATER, SCAN, FACE];
const toReview = async (machine: FaultMachine, item: ItemCode) => {
  if (item === SCAN) {
    await toJudging(machine);
    machine.whole.touch({ type: 'keepPage' });
  } else {
    await toForm(machine, item);
    machine.whole.touch({ type: 'next' });
  }
  if (PROMISES.includes(item)) {
    const { text } = await machine.whole.sees('promise');
    machine.whole.touch({ type: 'linesShown', to: text.length }, { type: 'promise', signature: null });
  }
  await machine.whole.sees('review', ({ unavailable }) => unavailable === null);
};
const toSubmitting = async (machine: FaultMachine, item: ItemCode) => {
  await toReview(machine, item);
  machine.whole.touch({ type: 'submit' });
  await machine.whole.sees('submitting');
};
const toPrinting = async (machine: FaultMachine, item: ItemCode) => {
  await toSubmitting(machine, item);
  await machine.whole.sees('result', ({ busy }) => busy);
};
const toSettled = async (machine: FaultMachine, item: ItemCode) => {
  await toPrinting(machine, item);
  await machine.whole.sees('result', ({ busy }) => !busy);
};
const toRating = async (machine: FaultMachine, item: ItemCode, settled = toSettled) => {
  await settled(machine, item);
  machine.whole.touch({ type: 'next' });
  await machine.whole.sees('rating');
};
/** To a settled receipt that nobody takes. */
const toHeldOut = async (machine: FaultMachine, item: ItemCode) => {
  const { whole, devices } = machine;
  devices.receipts.leavePapers();
  await toSettled(machine, item);
  const { papers } = await whole.sees('result');
  const receipt = papers.find(({ kind }) => kind === 'receipt');
  // What an earlier receipt left in the printer came out first and hangs in the way: they pull it, and ask again.
  const inTheWay = because('media-present', paperTexts.printerOut);
  if (receipt?.explanation?.en !== inTheWay.en) return;
  devices.receipts.takePapers();
  devices.receipts.leavePapers();
  whole.touch({ type: 'retryPaper', id: receipt.id });
  await whole.sees('result', ({ busy }) => busy);
  await whole.sees('result', ({ busy }) => !busy);
};
/** Gone without a case; the card lies on the reader still. */
const leaveCard = async (machine: FaultMachine, item: ItemCode) => {
  await toForm(machine, item);
  machine.whole.touch({ type: 'exit' });
  await machine.whole.sees('takeCard');
};
const forgetCard = async (machine: FaultMachine, item: ItemCode) => {
  await leaveCard(machine, item);
  machine.clock.jump(124_500);
  await machine.whole.sees('attract');
  await machine.whole.says(({ notices }) => notices.some(({ id }) => id === 'forgottenCard'));
};
const readerAway = async ({ whole, devices }: FaultMachine) => {
  await devices.idCards.unplug();
  await whole.says(({ notices }) => notices.some(({ id }) => id === 'reader'));
};
const readerBack = ({ devices }: FaultMachine) => devices.idCards.plug();
/** Only the ID card is left to say who somebody is. */
const chipReaderAway = async ({ whole, devices }: FaultMachine) => {
  devices.cards.die();
  await whole.says(({ notices }) => notices.some(({ id }) => id === 'cardReader'));
};
const chipReaderBack = ({ devices }: FaultMachine) => devices.cards.revive();

const toShowCode = async (machine: FaultMachine) => {
  await start(machine);
  machine.whole.touch({ type: 'openCode' });
  await machine.whole.sees('showCode', ({ phase }) => phase === 'reading');
};
const HELD_EVERY_MS = 200;
/** Until somebody asks the platform about what was shown, or it was answered already. */
const toAsking = async (machine: FaultMachine) => {
  await toShowCode(machine);
  // Held there: a scanner that is being set up just now drops what it sees before it is asked.
  const held = setInterval(() => {
    const { screen } = machine.now;
    if (screen.name === 'showCode' && screen.phase === 'stopped') machine.whole.touch({ type: 'retry' });
    machine.showsCode();
  }, HELD_EVERY_MS);
  try {
    await machine.whole.sees('showCode', ({ phase }) => phase === 'asking' || phase === 'answered');
  } finally {
    clearInterval(held);
  }
};

const soon = (name: ScreenName, reach: Phase['reach'], more: Partial<Phase> = {}): Phase => ({
  reach,
  legal: [name],
  ...more,
});

/** The way into every state, or why nobody ever stands there. */
export const phases: Readonly<Record<Leaf, Phase | string>> = {
  starting: 'no person yet; the link or ten seconds end it',
  outOfService: 'only before the first catalogue ever came (session.test.ts)',
  'attract.choosing': 'passes at once',
  'attract.looking':
    'passes at once where the ID card reader answers, on the screen of `attract.free` (card-left.test.ts)',
  'attract.lookingLater': 'only before the ID card reader first answered, on that screen too (card-left.test.ts)',
  'session.journey.preparing.choosing': 'passes at once',
  'session.journey.faceCheck.opening': 'passes at once',
  'session.journey.scan.choosing': 'passes at once',
  'session.journey.showCode.choosing': 'passes at once',
  'session.journey.result.opening': 'passes at once',
  'session.journey.rating.over': 'passes at once',
  'session.idle.active': 'is beside every screen of a session',
  service: soon(
    'serviceAccess',
    async ({ whole }) => {
      whole.touch({ type: 'openService' });
      await whole.sees('serviceAccess');
    },
    { legal: ['serviceAccess'] },
  ),
  recovered: soon('recovered', async (machine, item) => {
    await toForm(machine, item);
    machine.whole.newPage();
    await machine.whole.sees('recovered');
  }),
  'attract.free': soon('attract', async () => undefined),
  'attract.cardLeftBehind': soon('attract', forgetCard),
  'attract.cannotTell': soon(
    'attract',
    async (machine, item) => {
      await forgetCard(machine, item);
      await readerAway(machine);
    },
    { after: readerBack },
  ),
  'session.journey.home': soon('home', start),
  'session.journey.theme': soon('theme', async (machine) => {
    await start(machine);
    machine.whole.touch({ type: 'openTheme', theme: 'medical-social' });
    await machine.whole.sees('theme');
  }),
  'session.journey.search': soon('search', async (machine) => {
    await start(machine);
    machine.whole.touch({ type: 'openSearch' }, { type: 'search', query: 'yb' });
    await machine.whole.sees('search', ({ results }) => results.length > 0);
  }),
  'session.journey.showCode.reading.ticking': soon('showCode', toShowCode),
  'session.journey.showCode.asking': soon('showCode', toAsking),
  'session.journey.showCode.answered': soon('showCode', async (machine) => {
    await toAsking(machine);
    await machine.whole.sees('showCode', ({ phase }) => phase === 'answered');
  }),
  'session.journey.showCode.stopped': soon('showCode', async (machine) => {
    await toShowCode(machine);
    machine.clock.jump(46_000);
    await machine.whole.sees('showCode', ({ phase }) => phase === 'stopped');
  }),
  'session.journey.notice': soon('notice', toNotice),
  'session.journey.faceConsent': soon('faceConsent', toFaceConsent, { item: FACE }),
  'session.journey.faceCheck.looking': soon('faceCheck', toLooking, { item: FACE }),
  'session.journey.faceCheck.again': soon(
    'faceCheck',
    async (machine) => {
      await toLooking(machine);
      machine.page.sees('stranger');
      await machine.whole.sees('faceCheck', ({ phase }) => phase === 'again');
    },
    { item: FACE },
  ),
  'session.journey.faceCheck.over': soon(
    'faceCheck',
    async (machine) => {
      await toFaceCheck(machine, FACELESS);
      await machine.whole.sees('faceCheck', ({ phase }) => phase === 'over');
    },
    { item: FACE },
  ),
  'session.journey.scan.looking': soon('scan', toScan, { item: SCAN }),
  'session.journey.scan.judging': soon('scan', toJudging, { item: SCAN }),
  'session.journey.scan.stopped': soon(
    'scan',
    async (machine) => {
      await toScan(machine);
      machine.page.plugged('face');
      await machine.whole.sees('scan', ({ phase }) => phase === 'stopped');
    },
    { item: SCAN, after: ({ page }) => page.plugged('document', 'face') },
  ),
  'session.journey.identify.waiting.ticking': soon('identify', toIdentify),
  'session.journey.identify.layAgain': soon(
    'identify',
    async (machine, item) => {
      await chipReaderAway(machine);
      await toIdentify(machine, item);
      machine.devices.idCards.blur();
      machine.devices.idCards.layCard(personFor(item));
      await machine.whole.sees('identify', ({ phase }) => phase === 'layAgain');
      machine.devices.idCards.clear();
    },
    { after: chipReaderBack },
  ),
  'session.journey.identify.timedOut': soon('identify', async (machine, item) => {
    await toIdentify(machine, item);
    machine.clock.jump(61_000);
    await machine.whole.sees('identify', ({ phase }) => phase === 'timedOut');
  }),
  'session.journey.identify.readerUnavailable': soon(
    'identify',
    async (machine, item) => {
      await chipReaderAway(machine);
      await toIdentify(machine, item);
      await machine.devices.idCards.unplug();
      await machine.whole.sees('identify', ({ phase }) => phase === 'readerUnavailable');
    },
    {
      after: async (machine) => {
        chipReaderBack(machine);
        await readerBack(machine);
      },
    },
  ),
  'session.journey.preparing.item': soon('preparing', toPreparing, { legal: ['preparing', 'form', 'problem'] }),
  'session.journey.preparing.mine': soon(
    'preparing',
    async (machine) => {
      await start(machine);
      machine.whole.touch({ type: 'openMine' });
      await machine.whole.sees('identify');
      machine.devices.idCards.layCard(PERSON);
      await machine.whole.sees('preparing');
    },
    { legal: ['preparing', 'mine', 'problem'] },
  ),
  'session.journey.form': soon('form', toForm),
  'session.journey.field': soon('field', async (machine, item) => {
    await toForm(machine, item);
    const form = await machine.whole.sees('form');
    const field = form.fields.find(({ editable }) => editable);
    if (field === undefined) throw new Error('nothing to edit');
    machine.whole.touch({ type: 'editField', id: field.id });
    await machine.whole.sees('field');
  }),
  'session.journey.promise': soon('promise', toPromise, { item: LATER }),
  'session.journey.review': soon('review', toReview),
  'session.journey.submitting': soon('submitting', toSubmitting, { legal: ['submitting', 'result', 'problem'] }),
  'session.journey.result.printing': soon('result', toPrinting),
  'session.journey.result.settled': soon('result', toSettled),
  'session.journey.rating.asking': soon('rating', toRating),
  'session.journey.rating.thanks': soon(
    'rating',
    async (machine, item) => {
      await toRating(machine, item);
      machine.whole.touch({ type: 'rate', level: 4 });
      await machine.whole.sees('rating', ({ thanks }) => thanks);
    },
    { legal: ['rating', 'takeCard'] },
  ),
  'session.journey.problem': soon(
    'problem',
    async (machine) => {
      await machine.whole.faults({ mode: '500', times: 1, path: '/v1/prefill' });
      await toPreparing(machine, PROOF);
      await machine.whole.sees('problem');
    },
    { item: PROOF },
  ),
  'session.journey.mine': soon('mine', async (machine) => {
    await start(machine);
    machine.whole.touch({ type: 'openMine' });
    await machine.whole.sees('identify');
    machine.devices.idCards.layCard(PERSON);
    await machine.whole.sees('mine');
  }),
  'session.idle.warning.counting': soon('form', async (machine, item) => {
    await toForm(machine, item);
    machine.clock.jump(machine.whole.config.timing.idleSeconds * 1000 + 500);
    await machine.whole.says(({ session }) => session?.idleSecondsLeft !== null);
  }),
  'ending.takeCard.counting': soon('takeCard', leaveCard, { legal: ['takeCard', 'farewell'] }),
  'ending.takeCard.forgotten': soon(
    'takeCard',
    async (machine, item) => {
      await leaveCard(machine, item);
      machine.clock.jump(121_000);
      await machine.whole.sees('takeCard', ({ forgotten }) => forgotten);
    },
    { legal: ['takeCard', 'attract'] },
  ),
  'ending.takePaper': soon(
    'farewell',
    async (machine, item) => {
      await toRating(machine, item, toHeldOut);
      machine.devices.idCards.liftCard();
      machine.whole.touch({ type: 'skipRating' });
      await machine.whole.sees('farewell', ({ paper }) => paper !== null);
    },
    {
      needs: ['holder'],
      legal: ['farewell', 'attract'],
      after: ({ devices }) => devices.receipts.takePapers(),
    },
  ),
  'ending.farewell': soon(
    'farewell',
    async (machine, item) => {
      await leaveCard(machine, item);
      machine.devices.idCards.liftCard();
      await machine.whole.sees('farewell');
    },
    { legal: ['farewell', 'attract'] },
  ),
};

/** Those a person can stand in. */
export const walked: readonly (readonly [Leaf, Phase])[] = (Object.keys(phases) as Leaf[]).flatMap((leaf) => {
  const phase = phases[leaf];
  return typeof phase === 'string' ? [] : [[leaf, phase] as const];
});
