import { describe, expect, it } from 'vitest';
import { residentCard } from '../../../test/fixtures/cards.ts';
import { goodWorld, ownCases, sampleOutcome, startSession, type TestSession, walks } from './session.test-kit.ts';
import { missingAbility } from './words/availability.ts';

const atMine = (): TestSession => {
  const session = startSession();
  walks['session.journey.mine']?.(session);
  return session;
};
const offered = (session: TestSession) => {
  const screen = session.screen();
  if (screen.name !== 'mine') throw new Error(`shows ${screen.name}`);
  return screen.cases.flatMap(({ documents }) => documents);
};
const print = { type: 'printMine', id: 'own-1' } as const;
const [own] = ownCases.cases;

describe('a document of one’s own earlier case', () => {
  it('is offered by its name alone, and printed from the list, bound to the card that was read', () => {
    const session = atMine();
    expect(offered(session)).toEqual([{ id: 'own-1', title: { 'zh-CN': '证明', en: 'Proof' }, unavailable: null }]);
    expect(session.takes(print)).toBe(true);
    expect(session.view()).toMatchObject({
      step: null,
      screen: {
        ...{ name: 'result', outcome: 'collected', caseNumber: own?.caseNumber, busy: true },
        papers: [{ id: 'own-1', kind: 'document', state: 'waiting' }],
      },
    });
    expect(session.input('printPapers')).toMatchObject({
      card: residentCard,
      identifiedBy: 'idCard',
      outcome: { documents: own?.documents },
    });
    expect(JSON.stringify(session.view())).not.toContain('sha256');
  });

  it('asks for no rating, and leads back to the list', () => {
    const session = atMine();
    session.touch(print);
    session.happen('printPapers', { type: 'papers.done' });
    session.touch({ type: 'next' });
    expect(offered(session)).toHaveLength(1);
    session.touch(print);
    session.happen('printPapers', { type: 'papers.done' });
    session.touch({ type: 'moreItems' });
    expect(session.screen().name).toBe('home');
  });

  it('may be asked for again where it did not come', () => {
    const session = atMine();
    session.touch(print);
    session.happen('printPapers', {
      ...{ type: 'paper', id: 'own-1', state: 'notFetched', explanation: null, mayRetry: true, effect: 'none' },
    });
    session.happen('printPapers', { type: 'papers.done' });
    expect(session.takes({ type: 'retryPaper', id: 'own-1' })).toBe(true);
    expect(session.input('printPapers')).toMatchObject({ only: 'own-1', earlier: 'none' });
  });

  it('is not offered where it cannot be printed, and says why', () => {
    const session = atMine();
    session.world({ devices: { ...goodWorld.devices, documentPrinter: { health: 'unavailable', status: null } } });
    expect(offered(session).map(({ unavailable }) => unavailable)).toEqual([missingAbility.printDocument.broken]);
    expect(session.takes(print)).toBe(false);
    expect(session.takes({ ...print, id: 'own-2' })).toBe(false);
  });

  it('is nobody’s when the page is lost, and no case of this visit', () => {
    const session = atMine();
    session.touch(print);
    session.actor.send({ type: 'page.lost' });
    session.happen('printPapers', { type: 'papers.done' });
    expect(session.view().session?.person).toBeNull();
    session.touch({ type: 'next' });
    expect(session.screen().name).toBe('takeCard');

    const another = atMine();
    another.touch(print);
    another.happen('printPapers', { type: 'papers.done' });
    another.actor.send({ type: 'page.lost' });
    expect(another.screen()).toMatchObject({ name: 'recovered', submitted: false, caseNumber: null });
  });
});

it('a document that did not come is fetched again from the result', () => {
  const session = startSession();
  walks['session.journey.submitting']?.(session);
  const [document, receipt] = sampleOutcome.papers;
  if (document === undefined || receipt === undefined) throw new Error('no papers');
  const away = { ...document, state: 'notFetched', mayRetry: true } as const;
  session.happen('submit', { type: 'submitted', outcome: { ...sampleOutcome, papers: [away, receipt] } });
  session.happen('printPapers', { type: 'papers.done' });
  expect(session.takes({ type: 'retryPaper', id: document.id })).toBe(true);
  expect(session.input('printPapers')).toMatchObject({ only: document.id });
});
