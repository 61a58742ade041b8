import { describe, expect, it } from 'vitest';
import { foreignCard, residentCard } from '../../../test/fixtures/cards.ts';
import type { Command } from '../../contract/commands.ts';
import { configSchema } from '../../contract/config.ts';
import { maskedName } from './masked-name.ts';
import {
  goodWorld,
  prefilled,
  sampleOutcome,
  startSession,
  type TestSession,
  testConfig,
  walks,
  wordsShown,
} from './session.test-kit.ts';
import { problems } from './words/problems.ts';

const dead = { health: 'unavailable', status: null } as const;

function statePaths(session: TestSession): string[] {
  const path = (value: unknown, prefix: string): string[] =>
    typeof value === 'string'
      ? [`${prefix}${value}`]
      : Object.entries(value as Record<string, unknown>).flatMap(([key, child]) => path(child, `${prefix}${key}.`));
  return path(session.state().value, '');
}

describe('the main job', () => {
  it('takes at most six touches and no typing from attract to paper', () => {
    const session = startSession();
    let touches = 0;
    const touch: TestSession['touch'] = (...commands) => {
      touches += commands.length;
      session.touch(...commands);
    };
    touch({ type: 'start' }, { type: 'openItem', code: 'sample-proof' }, { type: 'begin' });
    session.happen('readCard', { type: 'card.read', card: residentCard });
    session.happen('prefill', { type: 'prefilled', prefill: prefilled });
    touch({ type: 'next' }, { type: 'submit' });
    session.happen('submit', { type: 'submitted', outcome: sampleOutcome });
    expect(session.screen()).toMatchObject({ name: 'result', busy: true });
    expect(touches).toBeLessThanOrEqual(6);
  });

  it('prefills with sources, lets only editable fields be edited, and marks what the citizen gave', () => {
    const session = startSession();
    walks['session.journey.form']?.(session);
    const form = session.screen();
    if (form.name !== 'form') throw new Error(form.name);
    expect(form.fields.map((field) => [field.id, field.source.kind, field.issue])).toEqual([
      ['name', 'card', null],
      ['employer', 'shared', null],
      ['period', 'default', null],
      ['phone', 'citizen', null],
    ]);
    session.touch({ type: 'editField', id: 'name' });
    expect(session.screen().name).toBe('form');
    session.touch({ type: 'editField', id: 'phone' }, { type: 'setField', id: 'phone', value: '139' });
    expect(session.screen()).toMatchObject({ name: 'form', complete: false });
    session.touch({ type: 'next' });
    expect(session.screen().name).toBe('form');
    session.touch({ type: 'editField', id: 'phone' }, { type: 'setField', id: 'period', value: '24' });
    expect(session.screen().name).toBe('field');
  });

  it('asks for the signature where the item does, and takes no promise without it', () => {
    const session = startSession();
    walks['session.journey.promise']?.(session);
    session.touch(wordsShown(session.screen()), { type: 'promise', signature: null });
    expect(session.screen().name).toBe('promise');
    session.touch({ type: 'promise', signature: [[[1, 2]]] });
    expect(session.screen()).toMatchObject({ name: 'review', promised: true });
  });

  it('refuses a card the item does not take and says so, then reads the next one', () => {
    const session = startSession();
    walks['session.journey.identify.waiting.ticking']?.(session);
    session.happen('readCard', { type: 'card.read', card: foreignCard });
    expect(session.screen()).toMatchObject({ name: 'identify', phase: 'cardNotAccepted' });
    expect(session.state().context.visit.card).toBeNull();
    session.happen('readCard', { type: 'card.read', card: residentCard });
    expect(session.screen().name).toBe('preparing');
  });

  it('identifies once and does further items in the same visit, offering the rating for each', () => {
    const session = startSession();
    walks['session.journey.result.settled']?.(session);
    session.touch({ type: 'moreItems' }, { type: 'rate', level: 5 });
    session.wait(2_000);
    expect(session.screen().name).toBe('home');
    session.touch({ type: 'openItem', code: 'sample-promise' }, { type: 'begin' });
    expect(session.screen().name).toBe('preparing');
    expect(session.calls).toEqual(['begin session-1', `rate ${sampleOutcome.caseNumber} 5`]);
  });

  it('prints again only what may be printed again', () => {
    const session = startSession();
    walks['session.journey.result.printing']?.(session);
    const say = (id: string, state: 'printed' | 'unknown', mayRetry: boolean) =>
      session.happen('printPapers', { type: 'paper', id, state, explanation: null, mayRetry, effect: 'unknown' });
    say('document-1', 'printed', false);
    say('receipt', 'unknown', true);
    session.happen('printPapers', { type: 'papers.done' });
    session.touch({ type: 'retryPaper', id: 'document-1' });
    expect(session.running.has('printPapers')).toBe(false);
    session.touch({ type: 'retryPaper', id: 'receipt' });
    expect(session.state().context.visit.retryPaper).toBe('receipt');
  });
});

describe('stopping a paper', () => {
  const ipp = configSchema.parse({
    ...testConfig,
    devices: { documentPrinter: { kind: 'ipp', uri: 'ipp://printer.invalid/ipp/print' } },
  });
  const stops = (session: ReturnType<typeof startSession>) => {
    const screen = session.screen();
    return screen.name === 'result' ? screen.papers.map(({ stop }) => stop ?? null) : [];
  };

  it('is offered for documents on their way, asked once, and said until its printer answered', () => {
    const session = startSession({ config: ipp });
    walks['session.journey.result.printing']?.(session);
    expect(stops(session)).toEqual(['possible', null]);
    session.touch({ type: 'stopPaper', id: 'receipt' }, { type: 'stopPaper', id: 'document-1' });
    session.touch({ type: 'stopPaper', id: 'document-1' });
    expect(session.calls.filter((call) => call.startsWith('callOff'))).toEqual(['callOff document-1']);
    expect(stops(session)).toEqual(['asked', null]);
    const paper = { type: 'paper', id: 'document-1', explanation: null, mayRetry: true, effect: 'none' } as const;
    session.happen('printPapers', { ...paper, state: 'canceled' });
    session.happen('printPapers', { type: 'papers.done' });
    expect(stops(session)).toEqual([null, null]);
    // Wanted after all: it may be stopped once more.
    session.touch({ type: 'retryPaper', id: 'document-1' });
    expect(stops(session)).toEqual(['possible', null]);
  });

  it('is not offered where the printer cannot be told to', () => {
    const session = startSession();
    walks['session.journey.result.printing']?.(session);
    expect(stops(session)).toEqual([null, null]);
    session.touch({ type: 'stopPaper', id: 'document-1' });
    expect(session.calls).not.toContain('callOff document-1');
  });
});

describe('idle and leaving', () => {
  it('warns after 60 s, counts 30 s, can be extended, and ends by itself', () => {
    const session = startSession();
    session.touch({ type: 'start' });
    session.wait(59_000);
    expect(session.view().session?.idleSecondsLeft).toBeNull();
    session.wait(2_000);
    expect(session.view().session?.idleSecondsLeft).toBeGreaterThan(27);
    session.touch({ type: 'extend' });
    expect(session.view().session?.idleSecondsLeft).toBeNull();
    session.wait(60_000 + 31_000);
    expect(session.view().session).toBeNull();
    expect(session.calls.at(-1)).toBe('end session-1 idle');
  });

  it('gives elders twice the time', () => {
    const session = startSession();
    session.touch({ type: 'setElder', elder: true }, { type: 'start' });
    expect(session.view().elder).toBe(true);
    session.wait(119_000);
    expect(session.view().session?.idleSecondsLeft).toBeNull();
    session.wait(2_000);
    expect(session.view().session?.idleSecondsLeft).toBeGreaterThan(55);
  });

  it('does not cut off a case being handed in or a paper in motion', () => {
    for (const phase of ['session.journey.submitting', 'session.journey.result.printing']) {
      const session = startSession();
      walks[phase]?.(session);
      session.touch({ type: 'exit' }, { type: 'home' });
      session.wait(200_000);
      expect(statePaths(session)).toContain(phase);
    }
  });

  it('notices a card left behind, says so, reports it once and lets the next person in', () => {
    const session = startSession();
    walks['attract.cardLeftBehind']?.(session);
    expect(session.view().notices.map((notice) => notice.id)).toEqual(['forgottenCard']);
    expect(session.calls.filter((call) => call.startsWith('forgotten card'))).toHaveLength(1);
    session.happen('watchCard', { type: 'card.gone' });
    expect(session.view().notices).toEqual([]);
  });

  it('forgets the person the moment the session ends', () => {
    const session = startSession();
    walks['session.journey.form']?.(session);
    session.touch({ type: 'exit' });
    expect(JSON.stringify([session.view(), session.state().context.visit])).not.toMatch(
      /张三|110101190001010006|样例有限公司/,
    );
  });

  it('comes back to the first language and leaves elder mode for the next person', () => {
    const session = startSession();
    session.touch(
      { type: 'setLanguage', language: 'en' },
      { type: 'setElder', elder: true },
      { type: 'start' },
      { type: 'exit' },
    );
    session.happen('watchCard', { type: 'card.gone' });
    session.wait(4_000);
    expect(session.view()).toMatchObject({ language: 'zh-CN', elder: false, screen: { name: 'attract' } });
  });
});

describe('a page that dies in the middle of a session', () => {
  it.each(Object.keys(walks).filter((phase) => phase.startsWith('session.')))(
    'in %s shows nobody to whoever stands there now',
    (phase) => {
      const session = startSession();
      walks[phase]?.(session);
      session.actor.send({ type: 'page.lost' });
      expect(JSON.stringify(session.view())).not.toMatch(/张|110101190001010006|样例有限公司/);
      const underWay = ['session.journey.submitting', 'session.journey.result.printing'].includes(phase);
      expect(session.screen().name).toBe(underWay ? phase.split('.')[2] : 'recovered');
      expect(session.calls.filter((call) => call.startsWith('end'))).toEqual(underWay ? [] : ['end session-1 fault']);
    },
  );

  it('keeps the case number readable and offers no further item in that name', () => {
    const session = startSession();
    walks['session.journey.result.printing']?.(session);
    session.actor.send({ type: 'page.lost' });
    session.happen('printPapers', { type: 'papers.done' });
    expect(session.screen()).toMatchObject({ name: 'result', caseNumber: sampleOutcome.caseNumber });
    session.touch({ type: 'moreItems' });
    expect(session.screen().name).toBe('result');
  });

  it('ends after the rating without a way home', () => {
    const session = startSession();
    walks['session.journey.result.printing']?.(session);
    session.actor.send({ type: 'page.lost' });
    session.happen('printPapers', { type: 'papers.done' });
    session.touch({ type: 'next' }, { type: 'home' });
    expect(session.screen().name).toBe('takeCard');
    expect(session.calls.filter((call) => call.startsWith('end'))).toEqual(['end session-1 fault']);
  });

  it.each(['retry', 'next', 'back', 'home'] as const)(
    'leads from a case that was not handed in to nobody’s form and nobody’s cases by %s',
    (type) => {
      const session = startSession();
      walks['session.journey.submitting']?.(session);
      session.actor.send({ type: 'page.lost' });
      session.happen('submit', { type: 'problem', problem: problems.platformAway });
      expect(session.screen()).toMatchObject({ name: 'problem', code: 'P1', mayRetry: false });
      session.touch({ type });
      expect(session.screen().name).toBe(type === 'retry' ? 'problem' : 'takeCard');
      expect(session.view().session?.identified ?? false).toBe(type === 'retry');
    },
  );
});

describe('beginnings', () => {
  it('shows what a crash left open, without a person, then attract', () => {
    const session = startSession({
      recovery: { sessionId: 'session-0', submitted: true, caseNumber: 'X', paperUnknown: true, paperProved: null },
    });
    expect(session.screen()).toEqual({
      ...{ name: 'recovered', submitted: true, caseNumber: 'X', paperUnknown: true, paperProved: null },
    });
    session.wait(61_000);
    expect(session.screen().name).toBe('takeCard');
    session.happen('watchCard', { type: 'card.gone' });
    session.wait(4_000);
    expect(session.screen().name).toBe('attract');
  });

  it('reports a card that was left before a crash under the session that left it', () => {
    const session = startSession({
      recovery: { sessionId: 'session-0', submitted: false, caseNumber: null, paperUnknown: false, paperProved: null },
    });
    session.touch({ type: 'next' });
    session.happen('watchCard', { type: 'card.lies', cards: ['idCard'] });
    session.wait(121_000);
    expect(session.calls).toEqual(['forgotten card session-0']);
  });

  it('is out of service without a catalogue and opens by itself when one comes', () => {
    const session = startSession({ world: { ...goodWorld, catalogue: null } });
    expect(session.screen().name).toBe('starting');
    session.wait(11_000);
    expect(session.screen().name).toBe('outOfService');
    session.world({ catalogue: goodWorld.catalogue });
    expect(session.screen().name).toBe('attract');
  });

  it('refuses to start what cannot be done, with a reason, and offers the rest', () => {
    const session = startSession({ world: { ...goodWorld, devices: { ...goodWorld.devices, documentPrinter: dead } } });
    session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-proof' });
    const notice = session.screen();
    if (notice.name !== 'notice') throw new Error(notice.name);
    expect(notice.unavailable?.['zh-CN']).toContain('证明打印机');
    session.touch({ type: 'begin' });
    expect(session.screen().name).toBe('notice');
    session.touch({ type: 'back' }, { type: 'openItem', code: 'sample-promise' }, { type: 'begin' });
    expect(session.screen().name).toBe('identify');
  });

  it('finds items by pinyin, initials and words', () => {
    const session = startSession();
    for (const query of ['sbzm', 'shebao', '社保', 'SAMPLE-P']) {
      session.touch({ type: 'start' }, { type: 'home' }, { type: 'openSearch' }, { type: 'search', query });
      const screen = session.screen();
      expect(screen.name === 'search' ? screen.results.length : 0, query).toBeGreaterThan(0);
    }
  });

  it('masks names', () => {
    expect([maskedName('张三样例'), maskedName('李𬎆'), maskedName('')]).toEqual(['张**', '李*', '']);
  });
});

describe('a command the state does not list', () => {
  it('is refused and changes nothing, not even the idle clock', () => {
    const session = startSession();
    session.touch({ type: 'start' });
    session.wait(50_000);
    const before = session.view();
    for (const command of [
      { type: 'submit' },
      { type: 'retryPaper', id: 'receipt' },
      { type: 'setField', id: 'name', value: 'x' },
      { type: 'openItem', code: 'no-such-item' },
      { type: 'start' },
    ] satisfies Command[])
      expect([command.type, session.takes(command)]).toEqual([command.type, false]);
    expect(session.view()).toEqual(before);
    session.wait(11_000);
    expect(session.view().session?.idleSecondsLeft).toBeGreaterThan(0);
  });

  it('is not held back by the region that counts idle seconds: what is listed is taken and counts as a touch', () => {
    const session = startSession();
    session.touch({ type: 'start' });
    session.wait(50_000);
    expect(session.takes({ type: 'openSearch' })).toBe(true);
    session.wait(50_000);
    expect(session.view().session?.idleSecondsLeft).toBeNull();
  });
});
