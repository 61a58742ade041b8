import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CameraWish } from '../../src-main/contract/camera.ts';
import type { FaceLook } from '../../src-main/contract/face.ts';
import { Whole } from './whole.ts';

const ITEM = 'pension-entitlement';
const good: FaceLook = { faces: 1, size: 0.5, brightness: 130, similarity: 0.9, antispoof: 0.8, liveness: 0.9 };
const another: FaceLook = { ...good, similarity: 0.4 };

let whole: Whole;
/** Every portrait any snapshot carried, with the screen and phase it came with. */
const portraits: { screen: string; base64: string }[] = [];

beforeAll(async () => {
  whole = await Whole.start({
    camera: { face: {} },
    face: { portraitDecoder: { kind: 'stand-in' } },
    onSnapshot: ({ screen }) => {
      const found = /"base64":"([^"]+)"/.exec(JSON.stringify(screen));
      if (found?.[1] === undefined) return;
      portraits.push({
        screen: screen.name === 'faceCheck' ? `faceCheck ${screen.phase}` : screen.name,
        base64: found[1],
      });
    },
  });
  plugCamera();
}, 60_000);
afterAll(() => whole.stop());
beforeEach(() => plugCamera());

/** The page tells that it sees a camera, as it does every few seconds. */
const plugCamera = () => whole.touch({ type: 'camera', told: { kind: 'seen', labels: ['Camera of nobody'] } });
const wish = (): CameraWish => {
  const open = whole.snapshot?.camera.open;
  if (open === null || open === undefined) throw new Error('no camera is wanted');
  return open;
};
const sees = (look: FaceLook) => whole.touch({ type: 'face', told: { kind: 'look', wish: wish().id, look } });

async function toConsent(): Promise<void> {
  whole.touch({ type: 'start' }, { type: 'openItem', code: ITEM }, { type: 'begin' });
  await whole.sees('faceConsent', ({ missing }) => missing === null);
}
/** Every line of the consent was on the screen, and it is agreed to. */
async function agree(): Promise<void> {
  const { consent } = await whole.sees('faceConsent');
  whole.touch({ type: 'linesShown', to: consent.length }, { type: 'chooseWay', way: 'face' });
}
async function toLooking(person: string) {
  await toConsent();
  await agree();
  await whole.sees('identify');
  whole.machine.layCard(person);
  return whole.sees('faceCheck');
}
async function away(): Promise<void> {
  whole.touch({ type: 'exit' });
  await whole.sees('takeCard');
  whole.machine.liftCard();
  await whole.sees('farewell');
  whole.touch({ type: 'start' });
  await whole.sees('attract');
}
const consents = () => whole.ledgerRows<{ detail: string }>("SELECT detail FROM service_acts WHERE act = 'consent'");
/** How often the log says that a word about a face was refused. */
const refused = () =>
  whole
    .traces()
    .filter(({ file }) => file.includes('/logs/'))
    .flatMap(({ bytes }) => bytes.toString('utf8').split('\n'))
    .filter((line) => line.includes('session.commandRefused') && line.includes('"face"')).length;

describe('comparing a face on the whole terminal', () => {
  it('reads the portrait only after the consent, opens the camera for that step, and approves by the rules', async () => {
    const before = consents().length;
    await toLooking('lin-yu');
    const looking = await whole.sees('faceCheck', ({ phase }) => phase === 'looking');
    expect(looking.portrait?.mimeType).toBe('image/avif');
    expect(wish()).toMatchObject({ place: 'face', task: 'compareFace' });
    expect(consents()).toHaveLength(before + 1);
    expect(consents().at(-1)?.detail).toMatch(/^face\.[0-9a-f-]{36}$/);
    sees(good);
    await whole.sees('form');
    expect(whole.snapshot?.camera.open).toBeNull();
    const result = await whole.toResult();
    expect(result.outcome).toBe('approved');
    expect(result.papers.map(({ kind, state }) => [kind, state])).toEqual([
      ['document', 'saved'],
      ['receipt', 'printed'],
    ]);
    await whole.leave();
  });

  it('takes the other way for who does not agree: no photo is read, no camera opens, and the case is taken', async () => {
    const [photos, given] = [portraits.length, consents().length];
    await toConsent();
    whole.touch({ type: 'chooseWay', way: 'other' });
    await whole.sees('identify');
    expect(whole.snapshot?.camera.open).toBeNull();
    whole.machine.layCard('wu-loan');
    await whole.sees('form');
    const result = await whole.toResult();
    expect(result.outcome).toBe('accepted');
    expect(result.dueDate).not.toBeNull();
    expect([portraits.length, consents().length]).toEqual([photos, given]);
    await whole.leave();
  });

  it('gives three attempts, says why each did not succeed, and then the other way with the same form', async () => {
    await toLooking('wu-loan');
    for (const [look, reason, left] of [
      [another, 'different', 2],
      [{ ...good, brightness: 20 }, 'tooDark', 1],
    ] as const) {
      await whole.sees('faceCheck', ({ phase }) => phase === 'looking');
      sees(look);
      const again = await whole.sees('faceCheck', ({ phase }) => phase === 'again');
      expect([again.reason, again.attemptsLeft, again.portrait]).toEqual([reason, left, null]);
      whole.touch({ type: 'retry' });
    }
    await whole.sees('faceCheck', ({ phase }) => phase === 'looking');
    sees({ ...good, antispoof: 0.1 });
    const over = await whole.sees('faceCheck', ({ phase }) => phase === 'over');
    expect([over.reason, over.attemptsLeft]).toEqual(['notLive', 0]);
    whole.touch({ type: 'retry' }, { type: 'chooseWay', way: 'other' });
    await whole.sees('form');
    await away();
  });

  it('refuses a forged outcome: before the step, of another opening, a second one, and after it', async () => {
    const forged = { type: 'face', told: { kind: 'look', wish: 'forged', look: good } } as const;
    whole.touch(forged);
    await toConsent();
    whole.touch(forged);
    await agree();
    await whole.sees('identify');
    whole.touch(forged);
    whole.machine.layCard('lin-yu');
    await whole.sees('faceCheck', ({ phase }) => phase === 'looking');
    const earlier = wish().id;
    whole.touch(forged);
    sees(another);
    await whole.sees('faceCheck', ({ phase }) => phase === 'again');
    // The opening is over: a better word about it comes too late.
    whole.touch({ type: 'face', told: { kind: 'look', wish: earlier, look: good } });
    whole.touch({ type: 'retry' });
    await whole.sees('faceCheck', ({ phase }) => phase === 'looking');
    whole.touch({ type: 'face', told: { kind: 'look', wish: earlier, look: good } });
    expect(wish().id).not.toBe(earlier);
    whole.touch({ type: 'touched' });
    expect((await whole.sees('faceCheck')).phase).toBe('looking');
    await away();
    await expect.poll(refused, { timeout: 5_000 }).toBe(6);
  });

  it.each([
    ['a card without a portrait', 'sun-none', 'noPortrait'],
    ['a child', 'zhao-minor', 'minor'],
  ])('opens no camera for %s and offers the other way', async (_, person, reason) => {
    const check = await toLooking(person);
    expect([check.phase, check.reason]).toEqual(['over', reason]);
    expect(whole.snapshot?.camera.open).toBeNull();
    whole.touch({ type: 'chooseWay', way: 'other' });
    await whole.sees('form');
    await away();
  });

  it('offers the other way when the camera fails, and says so before when there is none', async () => {
    await toLooking('lin-yu');
    await whole.sees('faceCheck', ({ phase }) => phase === 'looking');
    whole.touch({ type: 'camera', told: { kind: 'failed', wish: wish().id, why: 'busy' } });
    const over = await whole.sees('faceCheck', ({ phase }) => phase === 'over');
    expect(over.reason).toBe('noCamera');
    await away();
    whole.touch({ type: 'camera', told: { kind: 'seen', labels: [] } });
    whole.touch({ type: 'start' }, { type: 'openItem', code: ITEM }, { type: 'begin' });
    await whole.sees('faceConsent', ({ missing }) => missing !== null);
    await agree();
    expect((await whole.sees('faceConsent')).missing).not.toBeNull();
    await away();
  });

  it('leaves no portrait behind: it came with the camera that looked and with nothing else, and is in no file', async () => {
    expect(new Set(portraits.map(({ screen }) => screen))).toEqual(new Set(['faceCheck looking']));
    for (const { file, bytes } of whole.traces())
      for (const { base64 } of portraits)
        for (const needle of [Buffer.from(base64.slice(0, 120)), Buffer.from(base64, 'base64').subarray(200, 260)])
          expect(bytes.includes(needle), file).toBe(false);
  });
});
