import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CameraTold, CameraView, CameraWish } from '../../src-main/contract/camera.ts';
import { CameraDesk } from './camera-desk.ts';
import type { CameraOpening, OpenCamera } from './open-camera.ts';
import type { PictureWork } from './picture-work.ts';

const quad = [
  { x: 20, y: 20 },
  { x: 80, y: 20 },
  { x: 80, y: 60 },
  { x: 20, y: 60 },
] as const;

/** A camera whose frames are grey noise, and everything that happens around it. */
function setUp() {
  const told: CameraTold[] = [];
  const frames: Uint8ClampedArray[] = [];
  const jpeg = new Uint8Array([0xff, 0xd8, 7, 0xff, 0xd9]);
  const state = { open: 0, works: 0, code: null as Uint8Array | null, page: false, labels: ['desk'] };
  let ended: () => void = () => undefined;
  let opening: (opened: CameraOpening) => void = () => undefined;
  const camera: OpenCamera = {
    place: 'document',
    label: 'desk',
    stream: {} as MediaStream,
    get frames() {
      return frames.length;
    },
    frame() {
      const data = new Uint8ClampedArray(100 * 80 * 4).fill(90 + (frames.length % 7));
      frames.push(data);
      return { data, width: 100, height: 80 } as unknown as ImageData;
    },
    onEnded: (listener) => {
      ended = listener;
      return () => undefined;
    },
    close: () => {
      state.open -= 1;
    },
  };
  const ask = async ({ kind, pixels }: { kind: string; pixels: { data: Uint8ClampedArray } }) => {
    pixels.data.fill(0);
    if (kind === 'readCode') return state.code === null ? null : new Uint8Array(state.code);
    if (kind === 'findPage') return state.page ? quad : null;
    return { kind: 'page', jpeg, width: 60, height: 40 };
  };
  const work = (): PictureWork => {
    state.works += 1;
    return {
      ask: ask as unknown as PictureWork['ask'],
      close: () => {
        state.works -= 1;
      },
    };
  };
  const desk = new CameraDesk({
    tell: (word) => told.push(word),
    open: () =>
      new Promise((resolve) => {
        opening = resolve;
      }),
    labels: async () => state.labels,
    work,
    now: () => Date.now(),
  });
  const wish = (id: string, task: CameraWish['task']): CameraView => ({
    fitted: true,
    open: { id, place: 'document', task, label: null },
  });
  const opens = async () => {
    state.open += 1;
    opening({ ok: true, value: camera });
    await vi.advanceTimersByTimeAsync(0);
  };
  return {
    ...{ desk, told, frames, jpeg, state, wish, opens },
    fails: (error: 'absent' | 'denied') => opening({ ok: false, error }),
    end: () => ended(),
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
    kinds: () => told.map(({ kind }) => kind),
  };
}
const idle: CameraView = { fitted: true, open: null };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the desk', () => {
  it('tells which cameras there are while cameras are fitted, again and again, and nothing else', async () => {
    const { desk, pass, told } = setUp();
    await pass(20_000);
    expect(told).toEqual([]);
    desk.follow(idle);
    await pass(10_100);
    expect(told).toEqual(Array.from({ length: 3 }, () => ({ kind: 'seen', labels: ['desk'] })));
    desk.follow(null);
    await pass(20_000);
    expect(told).toHaveLength(3);
  });

  it('opens what is wanted, says once a second how the picture is, and closes when it is not wanted', async () => {
    const { desk, wish, opens, pass, told, state, frames } = setUp();
    desk.follow(wish('a', 'look'));
    await opens();
    await pass(2_300);
    expect(told.filter(({ kind }) => kind === 'picture')).toHaveLength(2);
    expect(told.at(-1)).toMatchObject({ kind: 'picture', wish: 'a', still: false });
    desk.follow(idle);
    expect([state.open, desk.view().camera]).toEqual([0, null]);
    await pass(2_000);
    expect(frames.every((data) => data.every((byte) => byte === 0))).toBe(true);
  });

  it('closes a camera that opens after it was called off', async () => {
    const { desk, wish, opens, state, pass, kinds } = setUp();
    desk.follow(wish('a', 'look'));
    desk.follow(idle);
    await opens();
    await pass(3_000);
    expect([state.open, kinds().includes('picture')]).toEqual([0, false]);
  });

  it('says why it did not open, and that it ended', async () => {
    const { desk, wish, opens, fails, end, pass, told } = setUp();
    desk.follow(wish('a', 'look'));
    fails('denied');
    await pass(0);
    expect(told.at(-1)).toEqual({ kind: 'failed', wish: 'a', why: 'denied' });
    desk.follow(wish('b', 'look'));
    await opens();
    end();
    await pass(1_500);
    expect(told.at(-1)).toEqual({ kind: 'failed', wish: 'b', why: 'ended' });
    expect(desk.view()).toMatchObject({ camera: null, failure: 'ended' });
  });

  it('tells a code that is held there once, and ends the worker', async () => {
    const { desk, wish, opens, pass, told, state } = setUp();
    desk.follow(wish('a', 'readCode'));
    await opens();
    state.code = new Uint8Array([65, 66]);
    await pass(1_000);
    expect(told.filter(({ kind }) => kind === 'code')).toEqual([{ kind: 'code', wish: 'a', bytes: 'QUI=' }]);
    desk.follow(idle);
    await pass(200);
    expect(state.works).toBe(0);
  });

  it('cuts a page out when it lies still, keeps it to be judged, and overwrites it', async () => {
    const { desk, wish, opens, pass, told, state, jpeg } = setUp();
    desk.follow(wish('a', 'cutPage'));
    await opens();
    await pass(500);
    expect(desk.view().quad).toBeNull();
    state.page = true;
    await pass(600);
    expect(desk.view().quad?.[0]).toEqual({ x: 0.2, y: 0.25 });
    expect(told.some(({ kind }) => kind === 'page')).toBe(false);
    await pass(1_500);
    expect(told.at(-1)).toMatchObject({ kind: 'page', wish: 'a', jpeg: '/9gH/9k=', width: 60, height: 40 });
    desk.follow(idle);
    expect(desk.view().cut?.width).toBe(60);
    desk.forgetCut();
    expect([desk.view().cut, [...jpeg]]).toEqual([null, [0, 0, 0, 0, 0]]);
  });
});
