import { describe, expect, it } from 'vitest';
import type { AnyStateNode } from 'xstate';
import { foreignCard, residentCard } from '../../../test/fixtures/cards.ts';
import { goodWorld, prefilled, sampleOutcome, startSession, type TestSession, walks } from './session.test-kit.ts';
import type { World } from './types.ts';
import { maskedName } from './view.ts';
import { problems } from './words.ts';

/** Leaves that pass at once (only `always`) or need no person: not walked. */
const passing = [
  'starting',
  'recovered',
  'outOfService',
  'attract.choosing',
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
const failures: Record<string, Partial<World>> = {
  'reader unplugged': { devices: { ...goodWorld.devices, idCardReader: dead } },
  'receipt printer unplugged': { devices: { ...goodWorld.devices, receiptPrinter: dead } },
  'document printer unplugged': { devices: { ...goodWorld.devices, documentPrinter: dead } },
  'scanner unplugged': { devices: { ...goodWorld.devices, barcodeReader: dead } },
  'platform away': { platform: 'offline' },
  'device host dead': {
    devices: Object.fromEntries(
      Object.keys(goodWorld.devices).map((key) => [key, { health: 'unknown', status: null }]),
    ),
  },
  'disk full': { ledgerReady: false },
  'catalogue replaced': { catalogue: goodWorld.catalogue === null ? null : { ...goodWorld.catalogue, revision: 2 } },
};

/** Lets whatever effect runs now report what a dead world makes it report, until none runs. */
function effectsFail(session: TestSession): void {
  for (let turn = 0; turn < 6; turn++) {
    if (session.running.has('submit')) session.happen('submit', { type: 'problem', problem: problems.platformAway });
    else if (session.running.has('prefill'))
      session.happen('prefill', { type: 'problem', problem: problems.platformAway });
    else if (session.running.has('loadMine'))
      session.happen('loadMine', { type: 'problem', problem: problems.platformAway });
    else if (session.running.has('printPapers')) session.happen('printPapers', { type: 'papers.done' });
    else if (session.running.has('readCard'))
      session.happen('readCard', { type: 'card.failed', reason: 'readerUnavailable' });
    else if (session.running.has('watchCard')) session.happen('watchCard', { type: 'card.unknown' });
  }
}

describe('failure × phase', () => {
  it('walks into every state of the machine', () => {
    const { machine } = startSession();
    const all = leaves(machine.root).filter((leaf) => !passing.includes(leaf));
    expect(Object.keys(walks).sort()).toEqual(all.sort());
  });

  const phases = Object.entries(walks);
  const table = phases.flatMap(([phase, walk]) =>
    Object.entries(failures).map(([failure, change]) => ({ phase, walk, failure, change })),
  );
  it.each(table)('$failure in $phase: legal, explained, and it ends', ({ phase, walk, change }) => {
    const session = startSession();
    walk(session);
    expect(statePaths(session)).toContain(phase);
    session.world(change);
    const during = session.view();
    const wrong =
      change.platform === 'offline' || Object.values(change.devices ?? {}).some((device) => device.health !== 'ok');
    if (wrong) expect(during.notices.length).toBeGreaterThan(0);
    if (during.screen.name === 'identify' && (change.devices?.idCardReader?.health ?? 'ok') !== 'ok')
      expect(during.screen.phase).toBe('readerUnavailable');
    effectsFail(session);
    session.view();
    // Whatever happened: a person who walks away leaves a free, empty machine behind.
    for (let minute = 0; minute < 8; minute++) {
      session.wait(60_000);
      effectsFail(session);
    }
    const end = session.view();
    expect(['attract', 'outOfService']).toContain(end.screen.name);
    expect(end.session).toBeNull();
    expect(session.state().context.visit.card).toBeNull();
    const begun = session.calls.filter((call) => call.startsWith('begin')).length;
    expect(session.calls.filter((call) => call.startsWith('end'))).toHaveLength(begun);
  });

  it('never loses the way out: after each failure heals, a new person gets through', () => {
    for (const [, walk] of phases) {
      const session = startSession();
      walk(session);
      session.world({ devices: {}, platform: 'offline' });
      effectsFail(session);
      for (let minute = 0; minute < 8; minute++) {
        session.wait(60_000);
        effectsFail(session);
      }
      session.world(goodWorld);
      session.touch({ type: 'start' });
      expect(session.screen().name).toBe('home');
    }
  });
});

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
    session.touch({ type: 'promise', signature: null });
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
      session.happen('printPapers', { type: 'paper', id, state, explanation: null, mayRetry });
    say('document-1', 'printed', false);
    say('receipt', 'unknown', true);
    session.happen('printPapers', { type: 'papers.done' });
    session.touch({ type: 'retryPaper', id: 'document-1' });
    expect(session.running.has('printPapers')).toBe(false);
    session.touch({ type: 'retryPaper', id: 'receipt' });
    expect(session.state().context.visit.retryPaper).toBe('receipt');
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
    expect(session.calls.filter((call) => call === 'forgotten card')).toHaveLength(1);
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
});

describe('beginnings', () => {
  it('shows what a crash left open, without a person, then attract', () => {
    const session = startSession({ recovery: { submitted: true, caseNumber: 'X', paperUnknown: true } });
    expect(session.screen()).toEqual({ name: 'recovered', submitted: true, caseNumber: 'X', paperUnknown: true });
    session.wait(61_000);
    expect(session.screen().name).toBe('takeCard');
    session.happen('watchCard', { type: 'card.gone' });
    session.wait(4_000);
    expect(session.screen().name).toBe('attract');
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
