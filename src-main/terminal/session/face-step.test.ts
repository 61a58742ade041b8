import { describe, expect, it } from 'vitest';
import { foreignCard, residentCard } from '../../../test/fixtures/cards.ts';
import type { Command } from '../../contract/commands.ts';
import type { SessionEvent } from './events.ts';
import {
  prefilled,
  sampleLook,
  samplePortrait,
  startSession,
  type TestSession,
  testConfig,
  toFaceCheck,
  toFaceConsent,
  wordsShown,
} from './session.test-kit.ts';

const other: Command = { type: 'chooseWay', way: 'other' };
const face: Command = { type: 'chooseWay', way: 'face' };
const missed: SessionEvent = { type: 'face.looked', look: { ...sampleLook, similarity: 0.1 } };
const matched: SessionEvent = { type: 'face.looked', look: sampleLook };

const portraitOf = (session: TestSession): Buffer => {
  const bytes = session.state().context.visit.identity?.portrait?.bytes;
  if (bytes === undefined) throw new Error('there is no portrait');
  return bytes;
};
const check = (session: TestSession) => {
  const screen = session.screen();
  if (screen.name !== 'faceCheck') throw new Error(`${screen.name} is shown`);
  return screen;
};

describe('the way by face', () => {
  it('notes the consent once, before the card is read with its photo', () => {
    const session = startSession();
    toFaceConsent(session);
    expect(session.calls).not.toContain('consent session-1 sample-face');
    session.touch(wordsShown(session.screen()), face);
    expect(session.calls.filter((call) => call.startsWith('consent'))).toEqual(['consent session-1 sample-face']);
    expect(session.running.has('readCard')).toBe(true);
  });

  it('goes on to the form when the face matches, and says to the platform that it did', () => {
    const session = startSession();
    toFaceCheck(session);
    expect(check(session).portrait).toEqual(samplePortrait);
    session.happen('watchFace', matched);
    expect(session.screen().name).toBe('preparing');
    expect(session.running.has('watchFace')).toBe(false);
    expect(session.state().context.visit.identity).toMatchObject({
      way: 'face',
      matched: true,
      consentedAt: '2026-11-21T02:00:00.000Z',
      portrait: null,
    });
    expect(session.calls).toContain('face match 1');
  });

  it('does nothing with a face when the consent could not be noted', () => {
    const session = startSession({ consentIsLost: true });
    toFaceConsent(session);
    session.touch(wordsShown(session.screen()), face);
    session.happen('readCard', { type: 'card.read', card: residentCard });
    expect(check(session)).toMatchObject({ phase: 'over', reason: 'broken', portrait: null });
    expect(session.running.has('watchFace')).toBe(false);
  });

  it('lets an attempt last half a minute at most, twice as long in elder mode', () => {
    for (const elder of [false, true]) {
      const session = startSession();
      session.touch({ type: 'setElder', elder });
      toFaceCheck(session);
      session.wait(24_500 * (elder ? 2 : 1));
      expect(check(session).phase).toBe('looking');
      session.wait(1_000 * (elder ? 2 : 1));
      expect(check(session)).toMatchObject({ phase: 'again', reason: 'timedOut', attemptsLeft: 2 });
      expect(session.running.has('watchFace')).toBe(false);
    }
  });

  it('offers as many attempts as the site allows', () => {
    const session = startSession({
      config: { ...testConfig, face: { ...must(testConfig.face), attempts: 1 } },
    });
    toFaceCheck(session);
    session.happen('watchFace', missed);
    expect(check(session)).toMatchObject({ phase: 'over', reason: 'different', attemptsLeft: 0 });
    expect(session.takes({ type: 'retry' })).toBe(false);
  });

  it('is not offered where the site does not compare faces, and cannot be forced', () => {
    const { face: _, ...without } = testConfig;
    const session = startSession({ config: without });
    toFaceConsent(session);
    expect(session.screen()).toMatchObject({ name: 'faceConsent', missing: { 'zh-CN': '这台机器不做人脸比对' } });
    session.touch(wordsShown(session.screen()));
    expect(session.takes(face)).toBe(false);
    expect(session.takes(other)).toBe(true);
  });

  it('asks somebody already known for their own card again, and takes no other', () => {
    const session = startSession();
    toFaceConsent(session);
    session.touch(other);
    session.happen('readCard', { type: 'card.read', card: residentCard });
    session.happen('prefill', { type: 'prefilled', prefill: prefilled });
    session.touch({ type: 'home' }, { type: 'openItem', code: 'sample-face' }, { type: 'begin' });
    session.touch(wordsShown(session.screen()), face);
    expect(session.screen().name).toBe('identify');
    session.happen('readCard', {
      type: 'card.read',
      card: { ...foreignCard, cardType: 'resident' },
      portrait: samplePortrait,
    });
    expect(session.screen()).toMatchObject({ name: 'identify', phase: 'otherPerson' });
    session.happen('readCard', { type: 'card.read', card: residentCard, portrait: samplePortrait });
    expect(check(session).phase).toBe('looking');
  });

  it('knows nothing of a face in the next item of the same person', () => {
    const session = startSession();
    toFaceCheck(session);
    session.happen('watchFace', matched);
    session.happen('prefill', { type: 'prefilled', prefill: prefilled });
    session.touch({ type: 'home' });
    expect(session.state().context.visit.identity).toBeNull();
  });
});

describe('the other way', () => {
  it('opens the same form, with or without a card read before', () => {
    const session = startSession();
    toFaceConsent(session);
    session.touch(other);
    session.happen('readCard', { type: 'card.read', card: residentCard });
    session.happen('prefill', { type: 'prefilled', prefill: prefilled });
    expect(session.screen().name).toBe('form');
    session.touch({ type: 'home' }, { type: 'openItem', code: 'sample-face' }, { type: 'begin' }, other);
    expect(session.screen().name).toBe('preparing');
    expect(session.calls.some((call) => call.startsWith('consent'))).toBe(false);
  });

  it('can be taken at any moment of the comparison', () => {
    for (const before of [[], [missed], [missed, 'retry'], [{ type: 'face.failed', why: 'camera' }]] as const) {
      const session = startSession();
      toFaceCheck(session);
      for (const event of before)
        if (event === 'retry') session.touch({ type: 'retry' });
        else session.happen('watchFace', event);
      expect(session.takes(other)).toBe(true);
      expect(session.state().context.visit.identity).toMatchObject({ way: 'other', matched: false, portrait: null });
      expect(session.running.has('watchFace')).toBe(false);
    }
  });
});

describe('the portrait', () => {
  it.each<[string, (session: TestSession) => void]>([
    ['a match', (session) => session.happen('watchFace', matched)],
    ['the other way', (session) => session.touch(other)],
    ['going back', (session) => session.touch({ type: 'back' })],
    ['going home', (session) => session.touch({ type: 'home' })],
    ['leaving', (session) => session.touch({ type: 'exit' })],
    ['walking away', (session) => session.wait(120_000)],
    ['the loss of the page', (session) => session.actor.send({ type: 'page.lost' })],
  ])('is overwritten by %s', (_, leave) => {
    const session = startSession();
    toFaceCheck(session);
    const bytes = portraitOf(session);
    expect(bytes.every((byte) => byte === 0)).toBe(false);
    leave(session);
    expect(bytes.every((byte) => byte === 0)).toBe(true);
    expect(session.state().context.visit.identity?.portrait ?? null).toBeNull();
  });

  it('is in the snapshot only while the camera looks', () => {
    const session = startSession();
    toFaceCheck(session);
    expect(JSON.stringify(session.view())).toContain(samplePortrait.base64);
    session.happen('watchFace', missed);
    expect(JSON.stringify(session.view())).not.toContain(samplePortrait.base64);
  });
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the test configuration compares faces');
  return value;
}
