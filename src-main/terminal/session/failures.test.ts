import { describe, expect, it } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { completed, failed } from '../../../drivers/contract/completion.ts';
import { unreachable } from '../../../drivers/contract/result.ts';
import type { Command } from '../../contract/commands.ts';
import type { Paper, Screen } from '../../contract/snapshot.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { fateOf } from './effects/print/fate.ts';
import type { SessionEvent } from './events.ts';
import { goodWorld, prefilled, sampleOutcome, startSession, type TestSession, walks } from './session.test-kit.ts';
import type { Problem } from './visit.ts';
import { ledgerFull, missingAbility, missingWays, notYetValid } from './words/availability.ts';
import { noticeTexts } from './words/notices.ts';
import { paperTexts } from './words/papers.ts';
import { problems } from './words/problems.ts';
import type { World } from './world.ts';

/** Leaves that pass at once (only `always`) or need no person: not walked. */
const passing = [
  'starting',
  'recovered',
  'outOfService',
  /** Staff have the screen: `diagnostics/` has its own clock and its own tests. */
  'service',
  'attract.choosing',
  'session.journey.faceCheck.opening',
  'session.journey.scan.choosing',
  'session.journey.showCode.choosing',
  'session.journey.preparing.choosing',
  'session.journey.result.opening',
  'session.journey.rating.over',
  'session.idle.active',
];

function leaves(node: AnyStateNode): string[] {
  const children = Object.values(node.states);
  return children.length === 0 ? [node.path.join('.')] : children.flatMap(leaves);
}

const dead = { health: 'unavailable', status: null } as const;
const without = (...devices: (keyof World['devices'])[]): Partial<World> => ({
  devices: { ...goodWorld.devices, ...Object.fromEntries(devices.map((device) => [device, dead])) },
});

/** One failure, and what each screen must say of it. */
interface Failure {
  readonly change: Partial<World>;
  /** The strip: ids with their severity, worst first. */
  readonly notices: readonly string[];
  /** Why the proof (card, document printer, platform) and the promise (card only, may wait) cannot be begun. */
  readonly proof: LocalizedText | null;
  readonly promise: LocalizedText | null;
  /** The item that also takes a social security card (and may wait), where that differs from the promise. */
  readonly social?: LocalizedText | null;
  /** What handing in and asking the platform end in; null when they still work. */
  readonly submit: Problem | null;
  readonly ask: Problem | null;
  /** What the papers end in. */
  readonly document: Paper['state'];
  readonly receipt: Paper['state'];
}

const harmless: Omit<Failure, 'change' | 'notices'> = {
  proof: null,
  promise: null,
  submit: null,
  ask: null,
  document: 'printed',
  receipt: 'printed',
};
const mended: Failure = { ...harmless, change: {}, notices: [] };
const noReader = { proof: missingAbility.readIdCard.broken, promise: missingAbility.readIdCard.broken };

const failures: Record<string, Failure> = {
  'reader unplugged': {
    ...harmless,
    change: without('idCardReader'),
    notices: ['reader stopped'],
    ...noReader,
    social: null,
  },
  'social security card reader unplugged': {
    ...harmless,
    change: without('cardReader'),
    notices: ['cardReader stopped'],
  },
  'both readers unplugged': {
    ...harmless,
    change: without('idCardReader', 'cardReader'),
    notices: ['reader stopped', 'cardReader stopped'],
    ...noReader,
    social: missingWays.both.broken,
  },
  'receipt printer unplugged': {
    ...harmless,
    change: without('receiptPrinter'),
    notices: ['receiptPrinter stopped'],
    receipt: 'failed',
  },
  'receipt paper low': {
    ...harmless,
    change: { devices: { ...goodWorld.devices, receiptPrinter: { health: 'attention', status: null } } },
    notices: ['receiptPrinter attention'],
  },
  'document printer unplugged': {
    ...harmless,
    change: without('documentPrinter'),
    notices: ['documentPrinter stopped'],
    proof: missingAbility.printDocument.broken,
    document: 'failed',
  },
  'document camera unplugged': {
    ...harmless,
    change: { cameras: { document: 'unavailable', face: 'ok' } },
    notices: [],
  },
  'document camera silent': { ...harmless, change: { cameras: { document: 'unknown', face: 'ok' } }, notices: [] },
  // A camera reads codes in its place: nobody misses it.
  'scanner unplugged': { ...harmless, change: without('barcodeReader'), notices: [] },
  'scanner and cameras unplugged': {
    ...harmless,
    change: { ...without('barcodeReader'), cameras: { document: 'unavailable', face: 'unavailable' } },
    notices: ['scanner stopped'],
  },
  'scanner in doubt': {
    ...harmless,
    change: { devices: { ...goodWorld.devices, barcodeReader: { health: 'attention', status: null } } },
    notices: [],
  },
  'platform away': {
    ...harmless,
    change: { platform: 'offline' },
    notices: ['platform stopped'],
    proof: missingAbility.platformOnline.broken,
    submit: problems.withdrawn,
    ask: problems.platformAway,
  },
  'device host dead': {
    ...harmless,
    change: {
      devices: Object.fromEntries(
        Object.keys(goodWorld.devices).map((key) => [key, { health: 'unknown', status: null }]),
      ),
    },
    notices: ['devices attention'],
    ...noReader,
    social: missingWays.both.broken,
    document: 'unknown',
    receipt: 'unknown',
  },
  'disk full': {
    ...harmless,
    change: { ledgerReady: false },
    notices: ['storage stopped'],
    proof: ledgerFull,
    promise: ledgerFull,
    submit: problems.ledger,
    document: 'failed',
    receipt: 'failed',
  },
  'everything at once': {
    change: {
      ...without('idCardReader', 'cardReader', 'barcodeReader', 'receiptPrinter', 'documentPrinter'),
      platform: 'offline',
      ledgerReady: false,
    },
    notices: [
      'storage stopped',
      'reader stopped',
      'cardReader stopped',
      'receiptPrinter stopped',
      'documentPrinter stopped',
      'platform stopped',
    ],
    proof: ledgerFull,
    promise: ledgerFull,
    submit: problems.ledger,
    ask: problems.platformAway,
    document: 'failed',
    receipt: 'failed',
  },
  'catalogue replaced': {
    ...harmless,
    change: { catalogue: goodWorld.catalogue === null ? null : { ...goodWorld.catalogue, revision: 2 } },
    notices: [],
  },
};

const readerDead = ({ change }: Failure) => (change.devices?.idCardReader?.health ?? 'ok') !== 'ok';
const cameraAway = ({ change }: Failure) => (change.cameras?.document ?? 'ok') !== 'ok';
const codesDead = ({ change }: Failure) =>
  (change.devices?.barcodeReader?.health ?? 'ok') === 'unavailable' && cameraAway({ ...mended, change });
const hostDead = ({ change }: Failure) => change.devices?.idCardReader?.health === 'unknown';

/** What a printer that is away, or a host that died on it, lets the print effect report of one paper. */
function fate(kind: Paper['kind'], failure: Failure) {
  const state = kind === 'receipt' ? failure.receipt : failure.document;
  const proof = { jobId: 'job', fence: 'printer-executed-cut', bytes: 1 } as const;
  if (state === 'printed') return fateOf(kind, completed(proof));
  const lost = hostDead(failure) ? (['hostLost', 'unknown'] as const) : (['notOpen', 'none'] as const);
  return fateOf(kind, failed('deviceNotReady', lost[0], 'away', lost[1]));
}

/** Lets the effect that runs now report what it would report in this world, until none runs but the wait for a card. */
function worldAnswers(session: TestSession, failure: Failure): void {
  for (let turn = 0; turn < 6; turn++) {
    const { running } = session;
    const problem = (found: Problem) => ({ type: 'problem' as const, problem: found });
    if (running.has('submit')) {
      session.happen(
        'submit',
        failure.submit === null ? { type: 'submitted', outcome: sampleOutcome } : problem(failure.submit),
      );
    } else if (running.has('prefill')) {
      session.happen(
        'prefill',
        failure.ask === null ? { type: 'prefilled', prefill: prefilled } : problem(failure.ask),
      );
    } else if (running.has('loadMine')) {
      session.happen(
        'loadMine',
        failure.ask === null ? { type: 'mine.loaded', mine: { cases: [] } } : problem(failure.ask),
      );
    } else if (running.has('printPapers')) {
      for (const { id, kind } of sampleOutcome.papers) {
        const { state, explanation, mayRetry, effect } = fate(kind, failure);
        session.happen('printPapers', { type: 'paper', id, state, explanation, mayRetry, effect });
      }
      session.happen('printPapers', { type: 'papers.done' });
    } else if (running.has('readCard')) {
      session.happen('readCard', {
        type: 'card.failed',
        reason: readerDead(failure) ? 'readerUnavailable' : 'timedOut',
      });
    } else if (running.has('scanPage')) {
      session.happen('scanPage', { type: cameraAway(failure) ? 'scan.failed' : 'scan.cut' });
    } else if (running.has('readCode')) {
      session.happen('readCode', { type: 'code.failed', trouble: codesDead(failure) ? 'readerAway' : 'timedOut' });
    } else if (running.has('lookUpCode')) {
      const answer = failure.ask === null ? { kind: 'noPaper' } : { kind: 'noAnswer', why: 'away' };
      session.happen('lookUpCode', { type: 'code.answered', answer } as SessionEvent);
    } else if (running.has('watchFace')) {
      session.happen('watchFace', { type: 'face.failed', why: 'camera' });
    } else if (running.has('watchCard')) {
      session.happen('watchCard', { type: readerDead(failure) ? 'card.unknown' : 'card.gone' });
    }
  }
}

/** What must be possible on a screen, whatever is broken: somebody who stands there is never held. */
function waysOn(screen: Screen): Command['type'][] {
  switch (screen.name) {
    case 'attract':
    case 'farewell':
      return ['start'];
    case 'home':
      return ['exit', 'openSearch', 'openMine', 'openCode'];
    case 'theme':
    case 'search':
    case 'mine':
    case 'preparing':
    case 'promise':
      return ['exit', 'home', 'back'];
    case 'notice':
    case 'review':
    case 'field':
      return ['exit', 'home', 'back'];
    // Whatever is broken, the way without a face is on the same screen.
    case 'faceConsent':
      return ['exit', 'home', 'back', 'chooseWay'];
    case 'faceCheck':
      return screen.phase === 'again' ? ['exit', 'home', 'chooseWay', 'retry'] : ['exit', 'home', 'back', 'chooseWay'];
    case 'identify':
      return ['exit', 'home', 'back', 'retry'];
    // A paper that may follow later holds nobody up.
    case 'scan':
      return screen.phase === 'looking'
        ? ['exit', 'home', 'back']
        : ['exit', 'home', 'back', 'retry', screen.phase === 'judging' ? 'keepPage' : 'skipScan'];
    case 'showCode':
      return screen.phase === 'reading' || screen.phase === 'asking'
        ? ['exit', 'home', 'back']
        : ['exit', 'home', 'back', 'retry'];
    case 'form':
      return ['exit', 'home', 'back', 'next'];
    // Paper in motion would be left to the next person, and whoever hands in is asked to stay while it goes quickly.
    case 'submitting':
      return screen.slow ? ['exit'] : [];
    case 'result':
      return screen.busy ? [] : ['next', 'moreItems', 'exit'];
    case 'problem':
      return screen.mayRetry ? ['exit', 'home', 'next', 'retry'] : ['exit', 'home', 'next'];
    case 'rating':
      return screen.thanks ? ['exit'] : ['exit', 'skipRating'];
    // The way on is the card in the hand, or time.
    case 'takeCard':
      return [];
    case 'starting':
    case 'recovered':
    case 'outOfService':
    case 'serviceAccess':
    case 'diagnostics':
      throw new Error(`${screen.name} is not walked`);
    default:
      return unreachable(screen);
  }
}

const simple = [
  'start',
  'exit',
  'home',
  'back',
  'begin',
  'next',
  'retry',
  'submit',
  'skipRating',
  'keepPage',
  'skipScan',
] as const;
const isSimple = (type: Command['type']): type is (typeof simple)[number] =>
  (simple as readonly string[]).includes(type);
const command = (type: Command['type']): Command => {
  if (isSimple(type)) return { type };
  if (type === 'chooseWay') return { type, way: 'other' };
  if (type === 'openSearch' || type === 'openMine' || type === 'openCode' || type === 'moreItems') return { type };
  throw new Error(`no sample of ${type}`);
};

/** The screen says what is broken by its own words, and what can be done instead. */
function explains(session: TestSession, failure: Failure): void {
  const { screen, notices } = session.view();
  const strip = notices.filter(({ id }) => id !== 'forgottenCard' && id !== 'leftPaper' && id !== 'leftPage');
  // A scanner is named only where somebody could show it a code.
  const wanted = ['attract', 'home', 'showCode'].includes(screen.name);
  const named = failure.notices.filter((notice) => wanted || !notice.startsWith('scanner'));
  expect(strip.map(({ id, severity }) => `${id} ${severity}`)).toEqual(named);
  for (const { id, severity, text } of notices) expect(text).toEqual(noticeTexts[id][severity]);

  const social = failure.social === undefined ? failure.promise : failure.social;
  const reasons = new Map([
    ['sample-over', notYetValid],
    ['sample-proof', failure.proof],
    ['sample-social', social],
  ]);
  const reason = (code: string) => reasons.get(code) ?? (reasons.has(code) ? null : failure.promise);
  const explained = (tiles: readonly { code: string; unavailable: LocalizedText | null }[], least = 1) => {
    expect(tiles.length).toBeGreaterThanOrEqual(least);
    for (const { code, unavailable } of tiles) expect([code, unavailable]).toEqual([code, reason(code)]);
  };
  switch (screen.name) {
    case 'attract': {
      const able = [failure.proof, failure.promise, failure.promise, failure.promise, social].filter(
        (why) => why === null,
      ).length;
      expect([screen.availableCount, screen.totalCount]).toEqual([able, 6]);
      if (able === 0) expect(screen.canDo).toContainEqual(failure.proof);
      break;
    }
    case 'home':
      explained(screen.featured);
      expect(screen.codes).toEqual({
        unavailable: codesDead(failure) ? missingAbility.scanCode.broken : null,
      });
      break;
    case 'theme':
      explained(screen.items);
      break;
    case 'search':
      explained(screen.results);
      break;
    case 'mine':
      explained(screen.items, 6);
      break;
    case 'notice':
    case 'review':
      expect(screen.unavailable).toEqual(failure.proof);
      break;
    case 'identify':
      expect(screen.phase === 'readerUnavailable').toBe(readerDead(failure));
      break;
    case 'problem':
      expect(Object.values(problems).find(({ code }) => code === screen.code)).toMatchObject({
        title: screen.title,
        text: screen.text,
        mayRetry: screen.mayRetry,
      });
      break;
    case 'result':
      if (!screen.busy)
        for (const { kind, state, explanation, mayRetry } of screen.papers) {
          expect(['printed', 'saved', 'failed', 'unknown']).toContain(state);
          const broken = state === 'failed' || state === 'unknown';
          expect([mayRetry, explanation !== null]).toEqual([broken, broken || state === 'saved']);
          if (state === 'unknown') expect(explanation).toEqual(paperTexts.unknown);
          if (state === 'failed') expect(explanation).toEqual(fate(kind, failure).explanation);
        }
      break;
    case 'faceConsent':
      expect(screen.missing === null).toBe((failure.change.cameras?.face ?? 'ok') === 'ok');
      break;
    case 'faceCheck':
      if (screen.phase !== 'looking') expect(screen.reason).not.toBeNull();
      break;
    case 'scan':
      if (screen.phase === 'looking') expect(cameraAway(failure)).toBe(false);
      expect(screen.trouble === null).toBe(screen.phase !== 'stopped');
      break;
    case 'showCode':
      if (screen.phase === 'reading') expect(codesDead(failure)).toBe(false);
      expect([screen.answer !== null, screen.trouble !== null]).toEqual([
        screen.phase === 'answered',
        screen.phase === 'stopped',
      ]);
      break;
    case 'form':
    case 'field':
    case 'promise':
    case 'preparing':
    case 'submitting':
    case 'rating':
    case 'takeCard':
    case 'farewell':
      break;
    case 'starting':
    case 'recovered':
    case 'outOfService':
    case 'serviceAccess':
    case 'diagnostics':
      throw new Error(`${screen.name} is not walked`);
    default:
      unreachable(screen);
  }
  if (screen.name === 'notice' || screen.name === 'review') {
    const main = screen.name === 'notice' ? 'begin' : 'submit';
    expect([main, session.state().can({ type: main })]).toEqual([main, failure.proof === null]);
  }
  for (const way of waysOn(screen))
    expect([screen.name, way, session.state().can(command(way))]).toEqual([screen.name, way, true]);
}

function statePaths(session: TestSession): string[] {
  const path = (value: unknown, prefix: string): string[] =>
    typeof value === 'string'
      ? [`${prefix}${value}`]
      : Object.entries(value as Record<string, unknown>).flatMap(([key, child]) => path(child, `${prefix}${key}.`));
  return path(session.state().value, '');
}

describe('failure × phase', () => {
  it('walks into every state of the machine', () => {
    const { machine } = startSession();
    const all = leaves(machine.root).filter((leaf) => !passing.includes(leaf));
    expect(Object.keys(walks).sort()).toEqual(all.sort());
  });

  const phases = Object.entries(walks);
  const table = phases.flatMap(([phase, walk]) =>
    Object.entries(failures).map(([name, failure]) => ({ phase, walk, name, failure })),
  );
  it.each(table)('$name in $phase: legal, explained, and it ends', ({ phase, walk, failure }) => {
    const session = startSession();
    walk(session);
    expect(statePaths(session)).toContain(phase);
    session.world(failure.change);
    explains(session, failure);

    const during = session.screen();
    if (during.name === 'preparing' || during.name === 'submitting') {
      session.wait(11_000);
      expect(session.screen()).toMatchObject({ name: during.name, slow: true });
    }
    worldAnswers(session, failure);
    explains(session, failure);
    const after = session.screen();
    if (during.name === 'submitting')
      expect(after).toMatchObject(
        failure.submit === null ? { name: 'result' } : { name: 'problem', code: failure.submit.code },
      );
    if (phase === 'ending.takeCard.counting') expect(after.name).toBe('farewell');
    if (during.name === 'preparing' && failure.ask !== null)
      expect(after).toMatchObject({ name: 'problem', code: failure.ask.code });
    if (after.name === 'result' && phase !== 'session.journey.result.settled')
      expect(after.papers.map(({ state }) => state)).toEqual([failure.document, failure.receipt]);

    // Whatever happened: a person who walks away leaves a free, empty machine behind.
    for (let minute = 0; minute < 8; minute++) {
      session.wait(60_000);
      worldAnswers(session, failure);
    }
    const end = session.view();
    expect(end.screen.name).toBe('attract');
    explains(session, failure);
    expect(end.session).toBeNull();
    expect(session.state().context.visit.card).toBeNull();
    const begun = session.calls.filter((call) => call.startsWith('begin')).length;
    expect(session.calls.filter((call) => call.startsWith('end'))).toHaveLength(begun);

    // And once it is mended the next person is served.
    session.world(goodWorld);
    session.wait(4_000);
    worldAnswers(session, mended);
    session.touch({ type: 'start' });
    expect(session.view()).toMatchObject({ screen: { name: 'home' }, notices: [] });
  });
});

describe('every word an explanation is made of', () => {
  const texts = (value: object): LocalizedText[] =>
    'zh-CN' in value
      ? [value as LocalizedText]
      : Object.values(value).flatMap((part: unknown) => (typeof part === 'object' && part !== null ? texts(part) : []));
  const han = /\p{Script=Han}/u;
  it.each([missingAbility, missingWays, noticeTexts, problems, paperTexts, { ledgerFull, notYetValid }].flatMap(texts))(
    'is there in both languages: $en',
    (text) => {
      expect(text['zh-CN']).toMatch(han);
      expect(text.en).toMatch(/[a-z]{3}/);
      expect(text.en).not.toMatch(han);
    },
  );

  it('says what to do about a paper that hangs in the way', () => {
    const blocked = failed('deviceNotReady', 'media-present', 'an earlier paper still hangs out of the printer');
    const { state, explanation, mayRetry } = fateOf('receipt', blocked);
    expect({ state, mayRetry }).toEqual({ state: 'failed', mayRetry: true });
    expect(explanation?.['zh-CN']).toMatch(/先拿出来.*再打/);
    expect(explanation?.en).toMatch(/take it out first.*try again/);
  });

  it('names another way where something cannot be done', () => {
    const dead = [...Object.values({ ...missingAbility, ...missingWays }).map(({ broken }) => broken), ledgerFull];
    for (const text of dead) {
      expect(text['zh-CN']).toMatch(/人工窗口|身份证/);
      expect(text.en).toMatch(/counter|ID card/);
    }
    for (const { text } of Object.values(problems)) {
      expect(text['zh-CN']).toMatch(/人工窗口|再试一次/);
      expect(text.en).toMatch(/counter|again/);
    }
  });
});
