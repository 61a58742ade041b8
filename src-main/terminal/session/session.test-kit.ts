import { createActor, SimulatedClock } from 'xstate';
import { residentCard } from '../../../test/fixtures/cards.ts';
import { sampleCatalogue } from '../../../test/fixtures/catalogue.ts';
import type { Command } from '../../contract/commands.ts';
import { type Config, configSchema } from '../../contract/config.ts';
import type { FaceLook } from '../../contract/face.ts';
import type { MineResponse } from '../../contract/platform-api.ts';
import { type Screen, snapshotSchema } from '../../contract/snapshot.ts';
import type { EffectRun, Effects } from './effects.ts';
import type { SessionEvent } from './events.ts';
import { createSessionMachine } from './machine.ts';
import { takeCommand } from './take-command.ts';
import { snapshotOf } from './view/snapshot.ts';
import type { Outcome } from './visit.ts';
import { problems } from './words/problems.ts';
import type { Recovery, World } from './world.ts';

export const testConfig = configSchema.parse({
  terminal: { id: 'TEST-0001', dataDirectory: 'data' },
  site: { name: { 'zh-CN': '样例大厅', en: 'Sample hall' }, profile: 'hall', helpPhone: '12345' },
  platform: { url: 'https://platform.invalid', terminalKey: 'k'.repeat(32), keysFile: 'keys.json' },
  devices: {},
  face: { portraitDecoder: { kind: 'stand-in' } },
});

export const goodWorld: World = {
  catalogue: sampleCatalogue,
  devices: {
    idCardReader: { health: 'ok', status: null },
    cardReader: { health: 'ok', status: null },
    barcodeReader: { health: 'ok', status: null },
    receiptPrinter: { health: 'ok', status: null },
    documentPrinter: { health: 'ok', status: null },
  },
  cameras: { document: 'ok', face: 'ok' },
  platform: 'online',
  ledgerReady: true,
  today: '2026-11-21',
};

/** A receipt printer with paper at its mouth. */
export const holdsOut: World['devices']['receiptPrinter'] = {
  health: 'ok',
  status: {
    ...{ deviceClass: 'receiptPrinter', device: 'online', media: 'present', paper: 'full', action: 'none', faults: [] },
    ...{ observedAt: 0, evidence: 'test', identity: null, model: 'test' },
  },
};

export const sampleOutcome: Outcome = {
  outcome: 'approved',
  caseNumber: 'TEST0001-20261121-0001-7',
  reasons: [{ 'zh-CN': '符合条件', en: 'Conditions met' }],
  dueDate: null,
  papers: [
    {
      id: 'document-1',
      kind: 'document',
      title: { 'zh-CN': '证明', en: 'Proof' },
      state: 'waiting',
      explanation: null,
      mayRetry: false,
    },
    {
      id: 'receipt',
      kind: 'receipt',
      title: { 'zh-CN': '凭条', en: 'Receipt' },
      state: 'waiting',
      explanation: null,
      mayRetry: false,
    },
  ],
};

export const prefilled = {
  fields: {
    employer: {
      value: '样例有限公司',
      options: [],
      source: { 'zh-CN': '来自社保库', en: 'From social insurance' },
      asOf: '2026-10-31',
    },
  },
  missingSources: [],
};

type EffectName =
  | 'readCard'
  | 'watchFace'
  | 'scanPage'
  | 'readCode'
  | 'lookUpCode'
  | 'prefill'
  | 'loadMine'
  | 'submit'
  | 'printPapers'
  | 'watchCard';

/** The session on a simulated clock, its effects in the test's hands: nothing happens that the test does not say. */
export function startSession(
  options: { world?: World; recovery?: Recovery | null; consentIsLost?: boolean; config?: Config } = {},
) {
  const clock = new SimulatedClock();
  const running = new Map<EffectName, (event: SessionEvent) => void>();
  const inputs = new Map<EffectName, unknown>();
  const calls: string[] = [];
  const effect =
    <Input>(name: EffectName): EffectRun<Input> =>
    (input, send) => {
      running.set(name, send);
      inputs.set(name, input);
      return () => {
        if (running.get(name) === send) running.delete(name);
      };
    };
  let sessions = 0;
  const effects: Effects = {
    readCard: effect('readCard'),
    watchFace: effect('watchFace'),
    noteFaceConsent: ({ sessionId, item }) => {
      calls.push(`consent ${sessionId} ${item}`);
      return options.consentIsLost === true ? null : '2026-11-21T02:00:00.000Z';
    },
    noteFaceVerdict: ({ verdict, attempt }) => calls.push(`face ${verdict} ${attempt}`),
    scanPage: effect('scanPage'),
    readCode: effect('readCode'),
    lookUpCode: effect('lookUpCode'),
    prefill: effect('prefill'),
    loadMine: effect('loadMine'),
    submit: effect('submit'),
    printPapers: effect('printPapers'),
    watchCard: effect('watchCard'),
    callOffPaper: ({ id }) => calls.push(`callOff ${id}`),
    beginSession: (id) => calls.push(`begin ${id}`),
    rate: ({ caseNumber, level }) => calls.push(`rate ${caseNumber} ${level}`),
    reportForgottenCard: (id) => calls.push(`forgotten card ${id}`),
    endSession: (id, reason) => calls.push(`end ${id} ${reason}`),
    newSessionId: () => `session-${++sessions}`,
  };
  const machine = createSessionMachine(
    effects,
    options.config ?? testConfig,
    options.recovery ?? null,
    options.world ?? goodWorld,
  );
  const actor = createActor(machine, { clock });
  actor.start();
  const view = () => snapshotSchema.parse(snapshotOf(actor.getSnapshot(), 1));
  return {
    machine,
    actor,
    calls,
    running,
    /** What an effect that runs was given. */
    input: (name: EffectName) => (running.has(name) ? inputs.get(name) : undefined),
    view,
    screen: () => view().screen,
    state: () => actor.getSnapshot(),
    wait: (milliseconds: number) => {
      for (let left = milliseconds; left > 0; left -= 250) clock.increment(Math.min(250, left));
    },
    touch: (...commands: Command[]) => {
      for (const command of commands) takeCommand(actor, command);
    },
    /** Whether the command was taken. */
    takes: (command: Command) => takeCommand(actor, command),
    world: (world: Partial<World>) =>
      actor.send({ type: 'world', world: { ...actor.getSnapshot().context.world, ...world } }),
    happen: (name: EffectName, event: SessionEvent) => {
      const send = running.get(name);
      if (send === undefined) throw new Error(`effect ${name} is not running`);
      send(event);
    },
  };
}
export type TestSession = ReturnType<typeof startSession>;

export const samplePortrait = { mimeType: 'image/avif', base64: 'AQIDBA==' } as const;
export const sampleLook: FaceLook = {
  faces: 1,
  size: 0.5,
  brightness: 120,
  similarity: 0.85,
  antispoof: 0.7,
  liveness: 0.9,
};
/** What the page tells once the last line of a promise or consent was on its screen. */
export function wordsShown(screen: Screen): Command {
  const words = screen.name === 'promise' ? screen.text : screen.name === 'faceConsent' ? screen.consent : [];
  return { type: 'linesShown', to: words.length };
}
export const toFaceConsent = (session: TestSession) =>
  session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-face' }, { type: 'begin' });
export const toFaceCheck = (session: TestSession) => {
  toFaceConsent(session);
  session.touch(wordsShown(session.screen()), { type: 'chooseWay', way: 'face' });
  session.happen('readCard', { type: 'card.read', card: residentCard, portrait: samplePortrait });
};

export const toShowCode = (session: TestSession) => session.touch({ type: 'start' }, { type: 'openCode' });
const toAsking = (session: TestSession) => {
  toShowCode(session);
  session.happen('readCode', {
    type: 'code.found',
    found: { kind: 'case', caseNumber: 'TEST0001-20261121-0001-7' },
  });
};

const toIdentify = (session: TestSession, code: string) =>
  session.touch({ type: 'start' }, { type: 'openItem', code }, { type: 'begin' });
const toForm = (session: TestSession, code: string) => {
  toIdentify(session, code);
  session.happen('readCard', { type: 'card.read', card: residentCard });
  session.happen('prefill', { type: 'prefilled', prefill: prefilled });
};
export const toScan = (session: TestSession) => {
  toForm(session, 'sample-scan');
  session.touch({ type: 'next' });
};
const toReview = (session: TestSession) => {
  toForm(session, 'sample-proof');
  session.touch({ type: 'next' });
};
const toResult = (session: TestSession) => {
  toReview(session);
  session.touch({ type: 'submit' });
  session.happen('submit', { type: 'submitted', outcome: sampleOutcome });
};
const settle = (session: TestSession) => {
  for (const paper of sampleOutcome.papers)
    session.happen('printPapers', {
      type: 'paper',
      id: paper.id,
      state: 'printed',
      explanation: null,
      mayRetry: false,
      effect: 'done',
    });
  session.happen('printPapers', { type: 'papers.done' });
};
const toRating = (session: TestSession) => {
  toResult(session);
  settle(session);
  session.touch({ type: 'next' });
};

/** One approved case of this person, with what was issued for it. */
export const ownCases: MineResponse = {
  cases: [
    {
      ...{ caseNumber: 'TEST0009-20261101-0004-2', code: 'sample-proof', date: '2026-11-01', step: 4 },
      item: { 'zh-CN': '样例证明', en: 'Sample proof' },
      state: { 'zh-CN': '已办结', en: 'Approved' },
      documents: [{ id: 'own-1', title: { 'zh-CN': '证明', en: 'Proof' }, sha256: 'aa', copies: 1 }],
    },
  ],
};

/** A way from power-on into every state of the machine, by the name of its leaf. */
export const walks: Record<string, (session: TestSession) => void> = {
  'attract.looking': () => undefined,
  'attract.lookingLater': (session) => session.happen('watchCard', { type: 'card.unknown' }),
  'attract.free': (session) => session.happen('watchCard', { type: 'card.gone' }),
  'attract.cardLeftBehind': (session) => {
    session.touch({ type: 'start' }, { type: 'exit' });
    session.wait(124_000);
  },
  'attract.cannotTell': (session) => {
    walks['attract.cardLeftBehind']?.(session);
    session.happen('watchCard', { type: 'card.unknown' });
  },
  'session.journey.home': (session) => session.touch({ type: 'start' }),
  'session.journey.theme': (session) => session.touch({ type: 'start' }, { type: 'openTheme', theme: 'housing' }),
  'session.journey.search': (session) =>
    session.touch({ type: 'start' }, { type: 'openSearch' }, { type: 'search', query: 'sbzm' }),
  'session.journey.showCode.reading.ticking': toShowCode,
  'session.journey.showCode.asking': toAsking,
  'session.journey.showCode.answered': (session) => {
    toAsking(session);
    session.happen('lookUpCode', { type: 'code.answered', answer: { kind: 'noPaper' } });
  },
  'session.journey.showCode.stopped': (session) => {
    toShowCode(session);
    session.happen('readCode', { type: 'code.failed', trouble: 'unreadable' });
  },
  'session.journey.notice': (session) => session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-proof' }),
  'session.journey.faceConsent': toFaceConsent,
  'session.journey.faceCheck.looking': toFaceCheck,
  'session.journey.faceCheck.again': (session) => {
    toFaceCheck(session);
    session.happen('watchFace', { type: 'face.looked', look: { ...sampleLook, similarity: 0.2 } });
  },
  'session.journey.faceCheck.over': (session) => {
    toFaceCheck(session);
    session.happen('watchFace', { type: 'face.failed', why: 'camera' });
  },
  'session.journey.identify.waiting.ticking': (session) => toIdentify(session, 'sample-proof'),
  'session.journey.identify.layAgain': (session) => {
    toIdentify(session, 'sample-proof');
    session.happen('readCard', { type: 'card.failed', reason: 'layAgain' });
  },
  'session.journey.identify.timedOut': (session) => {
    toIdentify(session, 'sample-proof');
    session.happen('readCard', { type: 'card.failed', reason: 'timedOut' });
  },
  'session.journey.identify.readerUnavailable': (session) => {
    toIdentify(session, 'sample-proof');
    session.happen('readCard', { type: 'card.failed', reason: 'readerUnavailable' });
  },
  'session.journey.preparing.item': (session) => {
    toIdentify(session, 'sample-proof');
    session.happen('readCard', { type: 'card.read', card: residentCard });
  },
  'session.journey.preparing.mine': (session) => {
    session.touch({ type: 'start' }, { type: 'openMine' });
    session.happen('readCard', { type: 'card.read', card: residentCard });
  },
  'session.journey.form': (session) => toForm(session, 'sample-proof'),
  'session.journey.field': (session) => {
    toForm(session, 'sample-proof');
    session.touch({ type: 'editField', id: 'period' });
  },
  'session.journey.scan.looking': toScan,
  'session.journey.scan.judging': (session) => {
    toScan(session);
    session.happen('scanPage', { type: 'scan.cut' });
  },
  'session.journey.scan.stopped': (session) => {
    toScan(session);
    session.happen('scanPage', { type: 'scan.failed' });
  },
  'session.journey.promise': (session) => {
    toForm(session, 'sample-promise');
    session.touch({ type: 'next' });
  },
  'session.journey.review': toReview,
  'session.journey.submitting': (session) => {
    toReview(session);
    session.touch({ type: 'submit' });
  },
  'session.journey.result.printing': toResult,
  'session.journey.result.settled': (session) => {
    toResult(session);
    settle(session);
  },
  'session.journey.rating.asking': toRating,
  'session.journey.rating.thanks': (session) => {
    toRating(session);
    session.touch({ type: 'rate', level: 4 });
  },
  'session.journey.problem': (session) => {
    toReview(session);
    session.touch({ type: 'submit' });
    session.happen('submit', { type: 'problem', problem: problems.withdrawn });
  },
  'session.journey.mine': (session) => {
    walks['session.journey.preparing.mine']?.(session);
    session.happen('loadMine', { type: 'mine.loaded', mine: ownCases });
  },
  'session.idle.warning.counting': (session) => {
    session.touch({ type: 'start' });
    session.wait(61_000);
  },
  'ending.takeCard.counting': (session) => session.touch({ type: 'start' }, { type: 'exit' }),
  'ending.takeCard.forgotten': (session) => {
    session.touch({ type: 'start' }, { type: 'exit' });
    session.wait(121_000);
  },
  'ending.takePaper': (session) => {
    toResult(session);
    session.world({ devices: { ...goodWorld.devices, receiptPrinter: holdsOut } });
    session.happen('printPapers', {
      ...{ type: 'paper', id: 'receipt', state: 'presented', explanation: null, mayRetry: false },
      effect: 'none',
    });
    settle(session);
    session.touch({ type: 'next' }, { type: 'skipRating' });
    session.happen('watchCard', { type: 'card.gone' });
  },
  'ending.farewell': (session) => {
    session.touch({ type: 'start' }, { type: 'exit' });
    session.happen('watchCard', { type: 'card.gone' });
  },
};
