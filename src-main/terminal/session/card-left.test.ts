import { describe, expect, it } from 'vitest';
import { goodWorld, startSession, type TestSession, walks } from './session.test-kit.ts';

const dead = { devices: { ...goodWorld.devices, idCardReader: { health: 'unavailable', status: null } } } as const;
const toIdentify = (session: TestSession) =>
  session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-proof' }, { type: 'begin' });
const pulledFirst = (session: TestSession) => (session.input('readCard') as { pullFirst: string[] }).pullFirst;
const said = (session: TestSession) => session.view().notices.map(({ id }) => id);
const where = (session: TestSession) => JSON.stringify(session.state().value);

describe('an ID card that somebody else left on the reader', () => {
  it('is never read as the next person’s: it has to be taken away first', () => {
    const session = startSession();
    walks['attract.cardLeftBehind']?.(session);
    toIdentify(session);
    expect(pulledFirst(session)).toContain('idCard');
    session.happen('readCard', { type: 'card.stands', way: 'idCard' });
    expect(session.screen()).toMatchObject({ name: 'identify', phase: 'pullFirst', way: 'idCard' });
    expect(said(session)).toEqual(['forgottenCard']);
    session.happen('readCard', { type: 'card.cleared', way: 'idCard' });
    session.happen('readCard', { type: 'card.progress', progress: 'waiting' });
    expect(session.screen()).toMatchObject({ name: 'identify', phase: 'waiting', way: null });
    expect(said(session)).toEqual([]);
    session.touch({ type: 'retry' });
    expect(pulledFirst(session)).not.toContain('idCard');
  });

  it('is doubted where its reader could not tell, until it can, and not where only the other reader could not', () => {
    const session = startSession();
    session.touch({ type: 'start' }, { type: 'exit' });
    session.happen('watchCard', { type: 'card.unknown', cards: ['socialSecurityCard'] });
    session.wait(4_000);
    expect(where(session)).toContain('free');
    session.touch({ type: 'start' }, { type: 'exit' });
    session.world(dead);
    session.happen('watchCard', { type: 'card.unknown', cards: ['idCard'] });
    session.wait(4_000);
    expect(where(session)).toContain('lookingLater');
    session.world(goodWorld);
    expect(session.input('watchCard')).toEqual({ only: ['idCard'] });
    toIdentify(session);
    expect(pulledFirst(session)).toContain('idCard');
    session.touch({ type: 'exit' });
    session.happen('watchCard', { type: 'card.unknown', cards: ['socialSecurityCard'] });
    session.wait(4_000);
    session.happen('watchCard', { type: 'card.gone' });
    toIdentify(session);
    expect(pulledFirst(session)).toEqual(['socialSecurityCard']);
  });

  it('is found at a machine that has just started, as soon as its reader is there', () => {
    const session = startSession({ world: { ...goodWorld, ...dead } });
    expect(where(session)).toContain('lookingLater');
    session.wait(60_000);
    session.world(goodWorld);
    session.happen('watchCard', { type: 'card.unknown', cards: ['idCard'] });
    session.wait(3_000);
    session.happen('watchCard', { type: 'card.lies', cards: ['idCard'] });
    expect(said(session)).toEqual(['forgottenCard']);
    session.happen('watchCard', { type: 'card.gone' });
    expect([said(session), where(session)]).toEqual([[], JSON.stringify({ attract: 'free' })]);
  });

  it('lets a chip card in doubt be in doubt when it was taken', () => {
    const session = startSession();
    session.happen('watchCard', { type: 'card.lies', cards: ['idCard'] });
    session.happen('watchCard', { type: 'card.gone' });
    session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-social' }, { type: 'begin' });
    expect(pulledFirst(session)).toEqual(['socialSecurityCard']);
  });
});
