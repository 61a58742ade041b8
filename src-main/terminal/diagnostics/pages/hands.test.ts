import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { completed, failed } from '../../../../drivers/contract/completion.ts';
import { Bench, later, seenAs, settled } from '../bench.test-kit.ts';
import { soundTest } from '../device-tests.ts';
import { deviceTest } from '../tests.ts';
import { STEADY_MS } from '../there-and-back.ts';
import { testPage } from './test.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
  bench.boardSays();
});
afterEach(() => bench.close());

const view = (page: ReturnType<typeof testPage>) => seenAs(page, 'test').test;
const step = (page: ReturnType<typeof testPage>, id: string) => view(page).steps.find((one) => one.id === id);
const evidence = () => {
  const tests = bench.ledger.service.tests(1);
  return tests.ok ? tests.value[0]?.evidence : '';
};

describe('doors, power and sensors', () => {
  let page: ReturnType<typeof testPage>;
  function open() {
    const kind = deviceTest('auxiliaries', 'interactive', bench.services());
    if (kind === null) throw new Error('not offered');
    page = testPage(kind, bench.context());
    return page;
  }
  /** The board says it, and it stays so for a while. */
  const says = async (over: Parameters<Bench['boardSays']>[0], forMs = STEADY_MS) => {
    bench.boardSays(over);
    bench.passes(forMs);
    page.tick?.();
    await settled();
  };

  test('are asked for one after the other, each fulfilled by what the board tells', async () => {
    const page = open();
    expect(view(page)).toMatchObject({ phase: 'doThis', secondsLeft: 60, sounds: null });
    expect(view(page).instruction?.en).toContain('Cabinet door');
    await says({ doors: { cabinet: 'open' } });
    expect(step(page, 'door.cabinet')?.outcome).toBe('running');
    // What says nothing is passed over.
    await says({ doors: { cabinet: 'unknown' } });
    await says({ doors: { cabinet: 'locked' } });
    expect(step(page, 'door.cabinet')).toMatchObject({ outcome: 'passed', evidence: 'closed > open > locked' });
    await says({ tamper: 'on' });
    await says({ tamper: 'off' });
    expect(view(page).instruction?.en).toContain('mains plug');
    await says({ ups: { state: 'engaged', percent: 99 } });
    await says({ ups: { state: 'powering', percent: 98 } });
    await says({ operatorSwitch: 'supervisor' });
    await says({ operatorSwitch: 'run' });
    await says({ headset: 'plugged' });
    await says({ headset: 'unplugged' });
    await says({ presence: 'notPresent' });
    await says({ presence: 'present' });
    expect(view(page).instruction?.en).toContain('Press any key');
    bench.boardWatch?.key();
    await settled();
    expect(view(page)).toMatchObject({ phase: 'done', outcome: 'passed' });
    expect(bench.tests()).toEqual([{ what: 'auxiliaries.interactive', outcome: 'passed', code: 'all-told' }]);
    expect(evidence()).toContain('ups good > engaged > powering');
    // Keys are the citizens' again.
    expect(bench.boardWatch).toBeNull();
  });

  test('that this board does not have are skipped, and a door that stands open is closed and opened', async () => {
    bench.boardSays({
      doors: { cabinet: 'open' },
      tamper: null,
      ups: null,
      operatorSwitch: null,
      headset: null,
      presence: null,
      keypad: false,
    });
    const page = open();
    await says({ doors: { cabinet: 'closed' } });
    expect(view(page).phase).toBe('doThis');
    await says({ doors: { cabinet: 'open' } });
    expect(bench.tests()).toMatchObject([{ outcome: 'passed' }]);
    expect(view(page).steps.map(({ outcome }) => outcome)).toEqual([
      'passed',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
      'skipped',
    ]);
  });

  test('are not believed of a contact that chatters: hands keep a thing where they put it', async () => {
    open();
    // Shaken for a minute, or a wire that hardly holds: two changes come without any hand.
    await says({ doors: { cabinet: 'open' } }, 50);
    await says({ doors: { cabinet: 'closed' } });
    expect(step(page, 'door.cabinet')?.outcome).toBe('running');
    await says({ doors: { cabinet: 'open' } });
    await says({ doors: { cabinet: 'closed' } }, 50);
    await says({ doors: { cabinet: 'open' } }, 50);
    expect(step(page, 'door.cabinet')?.outcome).toBe('running');
    await says({ doors: { cabinet: 'closed' } }, 50);
    await says({ doors: { cabinet: 'open' } }, 50);
    expect(step(page, 'door.cabinet')).toMatchObject({
      outcome: 'failed',
      evidence: 'it chatters: 4 changes took less than 500 ms',
    });
    page.close?.();
  });

  test('fail when nothing is told in time or the person says so, and the rest is asked for all the same', async () => {
    bench.boardSays({ operatorSwitch: null, headset: null, presence: null, keypad: false, tamper: null });
    const page = open();
    expect(page.act?.({ act: 'judge', passed: true })).toBe(false);
    bench.passes(61_000);
    page.tick?.();
    await settled();
    expect(step(page, 'door.cabinet')?.outcome).toBe('failed');
    expect(page.act?.({ act: 'judge', passed: false })).toBe(true);
    await settled();
    expect(bench.tests()).toEqual([
      { what: 'auxiliaries.interactive', outcome: 'failed', code: 'not-told.door.cabinet' },
    ]);
    expect(evidence()).toContain('ups the person says that nothing happens');
  });

  test('are called off with the page, and leave one record', async () => {
    const page = open();
    page.close?.();
    page.close?.();
    await settled();
    expect(bench.tests()).toEqual([{ what: 'auxiliaries.interactive', outcome: 'canceled', code: 'canceled' }]);
    expect(bench.boardWatch).toBeNull();
  });
});

describe('sound', () => {
  const volumes: unknown[] = [];
  function open(answer = async (): Promise<ReturnType<typeof completed<null>>> => completed(null, 'done')) {
    volumes.length = 0;
    bench.answers['auxiliaries.setVolume'] = ({ volume }) => {
      volumes.push(volume);
      return answer();
    };
    return testPage(soundTest, bench.context());
  }

  test('is heard from the speaker, then from a headset that is plugged in, and the sound is given back', async () => {
    bench.boardSays({ volume: { route: 'speaker', percent: 30 } });
    const page = open();
    expect(view(page).sounds).toBeNull();
    await settled();
    expect([view(page), bench.soundHeld]).toMatchObject([{ phase: 'judge', sounds: 'speaker' }, 1]);
    expect(page.act?.({ act: 'judge', passed: true })).toBe(true);
    await settled();
    expect(view(page).sounds).toBe('headset');
    // Nobody hears what is not plugged in.
    expect(page.act?.({ act: 'judge', passed: true })).toBe(false);
    bench.boardSays({ headset: 'plugged' });
    expect(page.act?.({ act: 'judge', passed: true })).toBe(true);
    await settled();
    expect(view(page)).toMatchObject({ phase: 'done', outcome: 'passed', sounds: null });
    expect(volumes).toEqual([
      { route: 'speaker', percent: 60 },
      { route: 'headset', percent: 40 },
    ]);
    // Where it goes from here the socket says: the headset is still in.
    expect(bench.soundHeld).toBe(0);
    expect(bench.tests()).toEqual([{ what: 'sound', outcome: 'passed', code: 'heard' }]);
  });

  test('that nobody hears has not passed', async () => {
    const page = open();
    await settled();
    page.act?.({ act: 'judge', passed: false });
    await settled();
    page.act?.({ act: 'judge', passed: false });
    await settled();
    expect(bench.tests()).toEqual([{ what: 'sound', outcome: 'failed', code: 'not-heard.speaker' }]);
  });

  test('fails with the board’s own word where it takes no order', async () => {
    bench.boardSays({ routes: ['speaker'] });
    bench.answers['auxiliaries.setVolume'] = async () => failed('hardwareError', 'refused', 'the board refused');
    const page = testPage(soundTest, bench.context());
    await settled();
    await settled();
    expect(view(page).outcome).toBe('failed');
    expect(evidence()).toBe('speaker refused');
  });

  test('stops with the page, and is called off', async () => {
    const wait = later();
    bench.answers['auxiliaries.setVolume'] = wait.answer;
    const page = testPage(soundTest, bench.context());
    page.close?.();
    wait.settle(completed(null, 'done'));
    await settled();
    expect(view(page).sounds).toBeNull();
    expect(bench.soundHeld).toBe(0);
    expect(bench.tests()).toEqual([{ what: 'sound', outcome: 'canceled', code: 'canceled' }]);
  });
});
