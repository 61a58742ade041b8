import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Direction, runChecks, type Subject } from '../../drivers/conformance/index.ts';
import { suites } from '../../drivers/conformance/suites.ts';
import type { BarcodeReader, Clock } from '../../drivers/contract/index.ts';
import { type BeforeTheLens, CameraDevice, LABEL } from './camera-device.ts';
import { ChromiumMedia } from './chromium-media.ts';

/**
 * The class `camera` before the conformance kit, with all of the product's own code but the picture worker and Chromium
 * itself: those are in `test/e2e/camera.spec.ts`. Time is simulated; every timer of the product is a timer of that time.
 */
const LONG = process.env.LONG === '1';
const CYCLES = LONG ? 10_000 : 200;

const clock: Clock = {
  now: () => performance.now(),
  delay: (milliseconds, signal) =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      if (signal?.aborted === true) done();
      else signal?.addEventListener('abort', done, { once: true });
    }),
};
const media = new ChromiumMedia(LABEL);
const lens: BeforeTheLens = { code: null, works: 0 };
let last: CameraDevice | null = null;

media.onDeviceChange = () => last?.changed();

const CODE = Buffer.from('张三样例 CANARY-7319');
const acts: Partial<Record<Direction, () => void>> = {
  unplug: () => media.unplug(LABEL),
  'plug-in': () => media.plug(LABEL),
  'show-code': () => {
    lens.code = CODE;
    // A person takes it away again.
    setTimeout(() => {
      lens.code = null;
    }, 400);
  },
  'flash-code': () => {
    lens.code = CODE;
    lens.code = null;
  },
  // What a page says that is of no opening, or of one that is over, and a code that is no text.
  'send-garbage': () => {
    last?.hears({ kind: 'code', wish: 'nobody', bytes: '/////w==' });
    last?.hears({ kind: 'failed', wish: 'over', why: 'busy' });
    last?.hears({ kind: 'picture', wish: 'x', frames: 0, brightness: 0, spread: 0, still: true });
    last?.hears({ kind: 'page', wish: 'y', jpeg: 'AAAA', width: 1, height: 1 });
  },
  // The page's system answers nothing any more: what it told last grows old.
  'silent-death': () => {
    media.hung = true;
  },
};
const subject: Subject<BarcodeReader> = {
  deviceClass: 'camera',
  peer: 'simulator',
  clock,
  cycles: CYCLES,
  settleMs: 5_000,
  create: () => {
    last = new CameraDevice(clock, lens);
    return last;
  },
  stage: {
    direct: async (direction) => {
      const act = acts[direction];
      act?.();
      await clock.delay(1);
      return act !== undefined;
    },
    countPapers: async () => null,
    reset: async () => {
      lens.code = null;
      media.hung = false;
      media.picture = 'good';
      media.plug(LABEL);
    },
  },
  held: () => {
    const { tracks, trackListeners, videos, frameCallbacks } = media.held();
    return {
      own: {
        listeners: trackListeners + frameCallbacks,
        timers: vi.getTimerCount(),
        openPorts: tracks + videos + lens.works,
      },
      process: {},
    };
  },
};

/** Requirements of the kit that are none of a camera, and why. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'command.one-at-a-time': 'the newer wish wins: who opened before hears "ended" (cameras.test.ts)',
};

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'] });
  vi.setTimerTickMode('nextTimerAsync');
  vi.stubGlobal('navigator', media.navigator);
  vi.stubGlobal('document', media.document);
});
afterAll(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the class camera passes the kit', () => {
  const checks = suites.barcodeReader.filter(({ id }) => ELSEWHERE[id] === undefined);
  it.each(checks.map((check) => [check.id, check] as const))('%s', { timeout: 900_000 }, async (_, check) => {
    const [result] = await runChecks(subject, [check]);
    if (LONG && check.id.startsWith('cycles.')) console.info(`camera ${check.id}: ${result?.evidence}`);
    expect(result).toMatchObject({ outcome: 'passed' });
  });
});

it.each(['black', 'frozen', 'silent'] as const)(
  'a picture that is %s is never called well while the camera is open, and is again when it is good',
  async (picture) => {
    await subject.stage.reset();
    const device = subject.create();
    await device.open();
    media.picture = picture;
    const read = await device.read({ timeoutMs: 12_000 });
    expect(read).toMatchObject({ ok: false });
    const fault = picture === 'silent' ? 'camera-silent' : `picture-${picture}`;
    expect(device.status().faults).toEqual([fault]);
    media.picture = 'good';
    await device.read({ timeoutMs: 4_000 });
    expect(device.status().faults).toEqual([]);
    await device.close();
  },
);

it(`plugs pulled ${CYCLES} times from under an open camera leave no track, listener, timer or worker`, {
  timeout: 900_000,
}, async () => {
  await subject.stage.reset();
  const device = subject.create();
  await device.open();
  const cycle = async () => {
    const reading = device.read({ timeoutMs: 60_000 });
    await clock.delay(50);
    expect(media.held().tracks).toBe(1);
    media.unplug(LABEL);
    expect(await reading).toMatchObject({ ok: false, error: { code: 'deviceNotReady', effect: 'none' } });
    await device.refresh();
    media.plug(LABEL);
    await device.refresh();
    expect(device.status().device).toBe('online');
  };
  for (let warm = 0; warm < 3; warm++) await cycle();
  await clock.delay(5_000);
  const before = subject.held();
  for (let round = 0; round < CYCLES; round++) await cycle();
  await clock.delay(5_000);
  expect(subject.held()).toEqual(before);
  expect(media.held()).toEqual({ tracks: 0, trackListeners: 0, videos: 0, frameCallbacks: 0 });
  if (LONG) console.info(`camera, open while it is pulled: ${CYCLES} cycles, ${JSON.stringify(subject.held().own)}`);
  await device.close();
});
