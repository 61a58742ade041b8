import { describe, expect, it } from 'vitest';
import { chipCardHolder, residentCard } from '../../../test/fixtures/cards.ts';
import type { Screen } from '../../contract/snapshot.ts';
import type { SessionEvent } from './events.ts';
import { goodWorld, prefilled, startSession, type TestSession, wordsShown } from './session.test-kit.ts';

const chip = 'socialSecurityCard';
const dead = { health: 'unavailable', status: null } as const;
const lame = (...devices: ('idCardReader' | 'cardReader')[]) => ({
  devices: { ...goodWorld.devices, ...Object.fromEntries(devices.map((device) => [device, dead])) },
});
const chipRead: SessionEvent = { type: 'card.read', card: chipCardHolder, way: chip };
const chipSays = (reason: Extract<SessionEvent, { type: 'card.failed' }>['reason']): SessionEvent => ({
  ...{ type: 'card.failed', way: chip, reason },
});
const progress = (of: 'waiting' | 'seen' | 'reading', way?: typeof chip): SessionEvent => ({
  ...{ type: 'card.progress', progress: of },
  ...(way === undefined ? {} : { way }),
});

function atIdentify(item = 'sample-social', world = {}): TestSession {
  const session = startSession({ world: { ...goodWorld, ...world } });
  session.touch({ type: 'start' }, { type: 'openItem', code: item }, { type: 'begin' });
  return session;
}

function identify(session: TestSession): Extract<Screen, { name: 'identify' }> {
  const screen = session.screen();
  if (screen.name !== 'identify') throw new Error(screen.name);
  return screen;
}

describe('an item that takes either card', () => {
  it('asks for both at once, and whichever comes first counts', () => {
    for (const read of [chipRead, { type: 'card.read', card: residentCard } as const]) {
      const session = atIdentify();
      expect(identify(session)).toMatchObject({ phase: 'waiting', way: null, ways: ['idCard', chip], waysDown: [] });
      session.happen('readCard', read);
      expect(session.screen().name).toBe('preparing');
      expect(session.state().context.visit.identifiedBy).toBe(read === chipRead ? chip : 'idCard');
    }
  });

  it('shows the card that is being read, and lets the other reader say nothing meanwhile', () => {
    const session = atIdentify();
    session.happen('readCard', progress('seen', chip));
    session.happen('readCard', progress('reading', chip));
    session.happen('readCard', progress('waiting'));
    session.happen('readCard', progress('seen'));
    expect(identify(session)).toMatchObject({ phase: 'reading', way: chip });
    session.happen('readCard', { type: 'card.failed', reason: 'layAgain' });
    expect(identify(session)).toMatchObject({ phase: 'reading', way: chip });
    session.happen('readCard', chipRead);
    expect(session.screen().name).toBe('preparing');
  });

  it('fills the form with what the chip tells, says so, and takes nothing to be on it that is not', () => {
    const session = atIdentify();
    session.happen('readCard', chipRead);
    session.happen('prefill', { type: 'prefilled', prefill: prefilled });
    const form = session.screen();
    if (form.name !== 'form') throw new Error(form.name);
    const shown = form.fields.map(({ id, value, source }) => [id, value, source.kind, source.label['zh-CN']]);
    expect(shown).toEqual([
      ['name', '张三样例', 'card', '社保卡'],
      ['employer', '样例有限公司', 'shared', '来自社保库'],
      ['period', '12', 'default', '常用选项'],
      ['phone', '', 'citizen', '您填写'],
      ['birth', '1900-01-01', 'card', '社保卡'],
      ['address', '', 'citizen', '您填写'],
    ]);
    expect(session.view().session).toMatchObject({ identified: true, person: '张**' });
  });

  it('lets a value be given by hand, or come from a base, that this chip does not hold', () => {
    const session = atIdentify();
    session.happen('readCard', { ...chipRead, card: { ...chipCardHolder, birth: null } });
    const address = {
      value: '虚构路1号',
      options: [],
      source: { 'zh-CN': '人口库', en: 'Register' },
      asOf: '2026-11-01',
    };
    session.happen('prefill', { type: 'prefilled', prefill: { ...prefilled, fields: { address } } });
    const form = session.screen();
    if (form.name !== 'form') throw new Error(form.name);
    const [birth, home] = ['birth', 'address'].map((id) => form.fields.find((field) => field.id === id));
    expect([birth?.editable, birth?.source.kind, home?.value, home?.source.kind]).toEqual([
      ...[true, 'citizen', '虚构路1号', 'shared'],
    ]);
    session.touch({ type: 'editField', id: 'birth' }, { type: 'setField', id: 'birth', value: '1900-01-01' });
    expect(session.state().context.visit.values.birth).toMatchObject({
      value: '1900-01-01',
      source: { kind: 'citizen' },
    });
  });
});

describe('a reader that dies over a card', () => {
  it('is not shown as reading any more, and the card in the other one is', () => {
    const session = atIdentify();
    session.happen('readCard', progress('seen'));
    session.happen('readCard', progress('reading'));
    session.happen('readCard', { type: 'card.failed', reason: 'readerUnavailable' });
    expect(identify(session)).toMatchObject({ phase: 'waiting', way: null, ways: [chip], waysDown: ['idCard'] });
    session.happen('readCard', progress('reading', chip));
    expect(identify(session)).toMatchObject({ phase: 'reading', way: chip });
  });
});

describe('a chip card that could not be read', () => {
  it.each(['insertAgain', 'notSocialSecurityCard', 'chipUnreadable', 'chipRefused'] as const)(
    '%s has its own sentence, and both cards are asked for again by themselves',
    (reason) => {
      const session = atIdentify();
      session.actor.send({ type: 'chip.pulled' });
      session.happen('readCard', progress('reading', chip));
      session.happen('readCard', chipSays(reason));
      expect(identify(session)).toMatchObject({ phase: reason, way: chip });
      expect(session.state().context.visit.card).toBeNull();
      session.wait(1_000);
      // It is said until another card is seen; a bad card is not read again where it stands.
      expect(identify(session)).toMatchObject({ phase: reason, ways: ['idCard', chip] });
      expect(session.input('readCard')).toMatchObject({
        ways: ['idCard', chip],
        pullFirst: reason === 'insertAgain' ? [] : [chip],
      });
      session.actor.send({ type: 'chip.pulled' });
      expect(session.input('readCard')).toMatchObject({ ways: ['idCard', chip], pullFirst: [] });
      session.happen('readCard', progress('waiting', chip));
      expect(identify(session).phase).toBe(reason);
      session.happen('readCard', progress('seen', chip));
      expect(identify(session)).toMatchObject({ phase: 'seen', way: chip });
      session.happen('readCard', chipRead);
      expect(session.screen().name).toBe('preparing');
    },
  );

  it('is not waited for once it was pulled in the moment before the readers are asked again', () => {
    const session = atIdentify();
    session.happen('readCard', chipSays('notSocialSecurityCard'));
    session.actor.send({ type: 'chip.pulled' });
    session.wait(1_000);
    expect(session.input('readCard')).toMatchObject({ pullFirst: [] });
  });

  it('pulled while the ID card is being read disturbs nothing', () => {
    const session = atIdentify();
    session.happen('readCard', progress('reading'));
    session.actor.send({ type: 'chip.pulled' });
    expect(identify(session)).toMatchObject({ phase: 'reading', way: 'idCard' });
  });

  it('is read again where it stands when the person asks', () => {
    const session = atIdentify();
    session.happen('readCard', chipSays('chipUnreadable'));
    session.touch({ type: 'retry' });
    expect(identify(session).phase).toBe('waiting');
    expect(session.state().context.visit.pullFirst).toBe(false);
  });
});

describe('one of two readers', () => {
  it.each([
    ['idCardReader', 'idCard', chip],
    ['cardReader', chip, 'idCard'],
  ] as const)('that is dead (%s) is said, and the other is offered', (device, down, open) => {
    const session = atIdentify('sample-social', lame(device));
    expect(identify(session)).toMatchObject({ phase: 'waiting', ways: [open], waysDown: [down] });
    expect(session.input('readCard')).toMatchObject({ ways: [open] });
    // It comes back, and is asked too.
    session.world({ devices: goodWorld.devices });
    expect(identify(session)).toMatchObject({ ways: ['idCard', chip], waysDown: [] });
    expect(session.input('readCard')).toMatchObject({ ways: ['idCard', chip] });
  });

  it('dies while the other waits: the wait goes on, and the one that came back is not asked in the middle of a reading', () => {
    const session = atIdentify();
    session.happen('readCard', { type: 'card.failed', reason: 'readerUnavailable' });
    expect(identify(session)).toMatchObject({ phase: 'waiting', ways: [chip], waysDown: ['idCard'] });
    session.world(lame('idCardReader'));
    session.happen('readCard', progress('reading', chip));
    session.world({ devices: goodWorld.devices });
    expect(identify(session)).toMatchObject({ phase: 'reading', way: chip, ways: [chip] });
    session.happen('readCard', progress('waiting', chip));
    expect(identify(session)).toMatchObject({ phase: 'waiting', ways: ['idCard', chip] });
  });

  it('dies as the second: then nothing can be read, and the first that comes back opens the way', () => {
    const session = atIdentify();
    session.world(lame('idCardReader'));
    session.world(lame('idCardReader', 'cardReader'));
    expect(identify(session)).toMatchObject({ phase: 'readerUnavailable', ways: [], waysDown: ['idCard', chip] });
    session.world(lame('idCardReader'));
    expect(identify(session)).toMatchObject({ phase: 'waiting', ways: [chip], waysDown: ['idCard'] });
  });

  it('that is not fitted is not spoken of', () => {
    const { cardReader: _, ...devices } = goodWorld.devices;
    expect(identify(atIdentify('sample-social', { devices }))).toMatchObject({ ways: ['idCard'], waysDown: [] });
  });
});

describe('an item that takes the ID card only', () => {
  it('does not ask the chip card reader', () => {
    expect(atIdentify('sample-proof').input('readCard')).toMatchObject({ ways: ['idCard'] });
  });

  it('asks for the ID card of the same person after a social security card did for another item', () => {
    const session = atIdentify();
    session.happen('readCard', chipRead);
    session.touch({ type: 'home' }, { type: 'openItem', code: 'sample-proof' }, { type: 'begin' });
    expect(identify(session)).toMatchObject({ anotherCard: true, ways: ['idCard'] });
    session.happen('readCard', { type: 'card.read', card: { ...residentCard, number: '110101190001010014' } });
    expect(identify(session).phase).toBe('otherPerson');
    session.happen('readCard', { type: 'card.read', card: residentCard });
    expect(session.screen().name).toBe('preparing');
    // The ID card does for both from now on.
    session.touch({ type: 'home' }, { type: 'openItem', code: 'sample-social' }, { type: 'begin' });
    expect(session.screen().name).toBe('preparing');
  });

  it('compares a face with the ID card only', () => {
    const session = atIdentify('sample-face');
    session.touch(wordsShown(session.screen()), { type: 'chooseWay', way: 'face' });
    expect(session.input('readCard')).toMatchObject({ ways: ['idCard'], portrait: true });
  });

  it('shows one’s own cases by either card', () => {
    const session = startSession();
    session.touch({ type: 'start' }, { type: 'openMine' });
    session.happen('readCard', chipRead);
    expect(session.input('loadMine')).toEqual({ card: chipCardHolder, identifiedBy: chip });
  });
});

describe('a card left in the reader', () => {
  const gone = (session: TestSession) => session.happen('watchCard', { type: 'card.gone' });
  const lies = (session: TestSession, ...cards: ('idCard' | typeof chip)[]) =>
    session.happen('watchCard', { type: 'card.lies', cards });

  function left(): TestSession {
    const session = atIdentify();
    session.happen('readCard', chipRead);
    session.touch({ type: 'exit' });
    lies(session, chip);
    return session;
  }

  it('is pointed at where it is', () => {
    const session = atIdentify();
    session.happen('readCard', chipRead);
    session.touch({ type: 'exit' });
    expect(session.screen()).toMatchObject({ name: 'takeCard', cards: [chip] });
    lies(session, 'idCard', chip);
    expect(session.screen()).toMatchObject({ name: 'takeCard', cards: ['idCard', chip] });
    lies(session, 'idCard');
    expect(session.screen()).toMatchObject({ name: 'takeCard', cards: ['idCard'] });
    gone(session);
    expect(session.screen().name).toBe('farewell');
  });

  it('is forgotten after two minutes: reported, said in the strip, and never read as the next person’s', () => {
    const session = left();
    session.wait(121_000);
    expect(session.screen()).toMatchObject({ name: 'takeCard', cards: [chip] });
    session.wait(4_000);
    expect(session.view().notices.map(({ id }) => id)).toEqual(['forgottenChipCard']);
    expect(session.calls.filter((call) => call.startsWith('forgotten card'))).toHaveLength(1);
    expect(session.input('watchCard')).toEqual({ only: [chip] });
    session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-social' }, { type: 'begin' });
    expect(session.input('readCard')).toMatchObject({ pullFirst: [chip] });
    session.happen('readCard', { type: 'card.stands', way: chip });
    expect(identify(session)).toMatchObject({ phase: 'pullFirst', way: chip, ways: ['idCard', chip] });
    session.actor.send({ type: 'chip.pulled' });
    expect(session.input('readCard')).toMatchObject({ pullFirst: [] });
    session.happen('readCard', progress('waiting', chip));
    expect(identify(session)).toMatchObject({ phase: 'waiting', way: null });
    expect(session.view().notices).toEqual([]);
  });

  it('is doubted where no reader could tell, and at a machine that has just started', () => {
    const session = left();
    session.happen('watchCard', { type: 'card.unknown' });
    session.wait(4_000);
    session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-social' }, { type: 'begin' });
    expect(session.input('readCard')).toMatchObject({ pullFirst: ['idCard', chip] });
    session.touch({ type: 'exit' });
    gone(session);
    session.wait(4_000);
    session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-social' }, { type: 'begin' });
    expect(session.input('readCard')).toMatchObject({ pullFirst: [] });
    expect(atIdentify().input('readCard')).toMatchObject({ pullFirst: [chip] });
  });
});
