import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Completion, failed } from '../../../drivers/contract/completion.ts';
import type { CameraTold } from '../../contract/camera.ts';
import { checkCameras } from './camera-check.ts';
import { DOUBT_MS } from './camera-status.ts';
import { type CameraNews, Cameras } from './cameras.ts';
import { CodeScanner } from './code-scanner.ts';

const DESK = 'HD desk camera (0c45:6366)';
const good = { frames: 30, brightness: 120, spread: 40, still: false };
const black = { ...good, brightness: 1, spread: 1 };
const frozen = { ...good, still: true };
const silent = { ...good, frames: 0 };

type Configured = ConstructorParameters<typeof Cameras>[0]['configured'];

function setUp(configured: Configured | null = { document: { label: 'desk' } }) {
  const gate: boolean[] = [];
  let changes = 0;
  const cameras = new Cameras({
    configured: configured ?? undefined,
    now: () => Date.now(),
    onChange: () => {
      changes += 1;
    },
    gate: (open) => gate.push(open),
  });
  const told = (word: object) =>
    cameras.told({ wish: cameras.view().open?.id ?? 'none', ...word } as unknown as CameraTold);
  const seconds = (picture: typeof good, count: number) => {
    for (let second = 0; second < count; second += 1) told({ kind: 'picture', ...picture });
  };
  const sees = (...labels: string[]) => cameras.told({ kind: 'seen', labels });
  const heard: CameraNews[] = [];
  const open = () => cameras.open('document', 'cutPage', (news) => heard.push(news));
  return { cameras, gate, told, seconds, sees, open, heard, changes: () => changes };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('which cameras there are', () => {
  it('is unknown until the page told, and again when it says nothing for long', () => {
    const { cameras, sees } = setUp();
    expect(cameras.status()).toMatchObject({ health: 'unknown', status: { device: 'unknown' } });
    expect(cameras.healths()).toEqual({ document: 'unknown' });
    sees(DESK);
    expect(cameras.status()).toMatchObject({ health: 'ok', status: { device: 'online', model: DESK } });
    vi.advanceTimersByTime(16_000);
    expect(cameras.status()?.health).toBe('unknown');
    expect(cameras.healths()).toEqual({ document: 'unknown' });
  });

  it('is the configured one or none', () => {
    const { cameras, sees } = setUp();
    sees('front camera');
    expect(cameras.status()).toMatchObject({
      health: 'unavailable',
      status: { device: 'noDevice', attachment: 'detached' },
    });
    expect(cameras.healths()).toEqual({ document: 'unavailable' });
  });

  it('names the one that is missing of two, and the other still serves', () => {
    const { cameras, sees } = setUp({ document: { label: 'desk' }, face: { label: 'front' } });
    sees(DESK);
    expect(cameras.status()).toMatchObject({
      health: 'attention',
      status: { device: 'online', faults: ['face-camera-missing'], action: 'maintenance' },
    });
    expect(cameras.healths()).toEqual({ document: 'ok', face: 'unavailable' });
  });

  it('keeps no path of a simulated camera', () => {
    const { cameras, sees } = setUp({ document: { label: null } });
    sees('/home/somebody/camera.y4m');
    expect(cameras.status()?.status.model).toBe('camera.y4m');
  });

  it('is nothing where none is configured', () => {
    const { cameras, sees } = setUp(null);
    sees(DESK);
    expect([cameras.status(), cameras.healths(), cameras.view().fitted]).toEqual([null, {}, false]);
  });
});

describe('an opening', () => {
  it('opens the gate before anybody hears of the wish, and closes both', () => {
    const { cameras, gate, open } = setUp();
    const close = open();
    expect(gate).toEqual([true]);
    expect(cameras.view().open).toMatchObject({ place: 'document', task: 'cutPage', label: 'desk' });
    close();
    expect(gate).toEqual([true, false]);
    expect(cameras.view().open).toBeNull();
  });

  it('gives way to the next one, and its late close does not close that', () => {
    const { cameras, open, heard } = setUp();
    const close = open();
    const first = cameras.view().open?.id;
    cameras.open('document', 'readCode', () => undefined);
    expect(heard).toEqual([{ kind: 'failed', why: 'ended' }]);
    close();
    expect(cameras.view().open?.task).toBe('readCode');
    expect(cameras.told({ kind: 'failed', wish: first ?? '', why: 'busy' })).toBe(false);
  });

  it.each([
    ['a word about none', { kind: 'picture', ...good }, false],
    ['a list of cameras', { kind: 'seen', labels: [] }, true],
  ])('takes %s without one: %#', (_, word, taken) => {
    expect(setUp().cameras.told({ wish: 'x', ...word } as unknown as CameraTold)).toBe(taken);
  });

  it('hears only what its task is for', () => {
    const { open, told, heard } = setUp();
    open();
    expect(told({ kind: 'code', bytes: 'QUJD' })).toBe(false);
    expect(told({ kind: 'page', jpeg: 'QUJD', width: 3, height: 2 })).toBe(true);
    expect(heard).toEqual([{ kind: 'page', jpeg: Buffer.from('ABC'), width: 3, height: 2 }]);
  });

  it('ends when the camera is pulled out, when the page is lost, and when nothing is ever said', () => {
    const { cameras, open, sees, heard } = setUp();
    sees(DESK);
    open();
    sees();
    open();
    cameras.pageLost();
    open();
    vi.advanceTimersByTime(8_000);
    expect(heard).toEqual(['absent', 'ended', 'busy'].map((why) => ({ kind: 'failed', why })));
    expect(cameras.view().open).toBeNull();
  });
});

describe('a picture that shows nothing', () => {
  it.each([
    ['darkness', black, 3, 'picture-black', 'attention'],
    ['the same frame again and again', frozen, 5, 'picture-frozen', 'attention'],
    ['no frame at all', silent, 3, 'camera-silent', 'unavailable'],
  ] as const)('is doubted: %s', (_, picture, seconds, doubt, health) => {
    const { cameras, open, sees, heard, seconds: pass } = setUp();
    sees(DESK);
    open();
    pass(picture, seconds - 1);
    expect(cameras.healths().document).toBe('ok');
    pass(picture, 1);
    expect(heard.at(-1)).toMatchObject({ kind: 'picture', doubt });
    expect(cameras.healths().document).toBe(health);
    expect(cameras.status()?.health).toBe(health);
    expect(cameras.status()?.status.faults).toEqual([doubt]);
    pass(good, 2);
    expect(cameras.status()?.health).toBe('ok');
  });

  it('is forgotten after a while or by a camera put back in, not by closing', () => {
    const { cameras, open, sees, seconds } = setUp();
    sees(DESK);
    const close = open();
    seconds(silent, 3);
    close();
    expect(cameras.healths().document).toBe('unavailable');
    sees();
    sees(DESK);
    expect(cameras.healths().document).toBe('ok');
    open();
    seconds(silent, 3);
    vi.advanceTimersByTime(DOUBT_MS + 1);
    sees(DESK);
    expect(cameras.healths().document).toBe('ok');
  });

  it('does not doubt one bad second between good ones', () => {
    const { cameras, open, sees, seconds } = setUp();
    sees(DESK);
    open();
    for (let round = 0; round < 4; round += 1) {
      seconds(black, 2);
      seconds(good, 1);
    }
    expect(cameras.healths().document).toBe('ok');
  });
});

describe('codes by camera', () => {
  const scannerOf = (
    cameras: Cameras,
    health: 'ok' | 'unavailable' | null,
    answer: Promise<Completion<never>> = new Promise(() => undefined),
  ) => {
    const asked: string[] = [];
    const reader = { health };
    const devices = {
      view: () => (reader.health === null ? {} : { barcodeReader: { health: reader.health, status: null } }),
      request: (command: string, _: unknown, { signal }: { signal: AbortSignal }) => {
        asked.push(command);
        signal.addEventListener('abort', () => asked.push('cancel'));
        return answer;
      },
    };
    return { scanner: new CodeScanner(devices as never, cameras), asked, reader };
  };

  it('are read when no barcode reader works, as strict text', async () => {
    const { cameras, sees, told } = setUp();
    sees(DESK);
    const { scanner, asked } = scannerOf(cameras, 'unavailable');
    const read = scanner.read({ timeoutMs: 5_000 });
    expect(told({ kind: 'code', bytes: Buffer.from([0x41, 0x00]).toString('base64') })).toBe(true);
    told({ kind: 'code', bytes: Buffer.from('BDY1:乙').toString('base64') });
    expect(await read).toEqual({ ok: true, value: { text: 'BDY1:乙', aim: null }, effect: 'none' });
    expect(cameras.view().open).toBeNull();
    expect(asked).toEqual([]);
  });

  it('are the barcode reader’s while that works', () => {
    const { cameras, sees } = setUp();
    sees(DESK);
    const { scanner, asked } = scannerOf(cameras, 'ok');
    void scanner.read({ timeoutMs: 5_000 });
    expect(asked).toEqual(['barcode.read']);
    expect(cameras.view().open).toBeNull();
  });

  it('are the camera’s at once when the barcode reader fails, for the time that is left', async () => {
    const setup = setUp();
    setup.sees(DESK);
    const dead = Promise.resolve(failed('deviceNotReady', 'hungUp', 'gone'));
    const read = scannerOf(setup.cameras, 'ok', dead).scanner.read({ timeoutMs: 5_000 });
    await vi.waitFor(() => expect(setup.cameras.view().open?.task).toBe('readCode'));
    vi.advanceTimersByTime(5_000);
    expect(await read).toMatchObject({ error: { code: 'timeOut' } });
  });

  it('are the camera’s soon when the barcode reader serves no more and never answers', async () => {
    const setup = setUp();
    setup.sees(DESK);
    const { scanner, asked, reader } = scannerOf(setup.cameras, 'ok');
    const read = scanner.read({ timeoutMs: 5_000 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(setup.cameras.view().open).toBeNull();
    reader.health = 'unavailable';
    await vi.advanceTimersByTimeAsync(500);
    expect(setup.cameras.view().open?.task).toBe('readCode');
    expect(asked).toEqual(['barcode.read', 'cancel']);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await read).toMatchObject({ error: { code: 'timeOut' } });
    expect(setup.gate).toEqual([true, false]);
  });

  it('are nobody’s when neither works: the barcode reader’s own end is told', async () => {
    const setup = setUp();
    setup.sees();
    const dead = Promise.resolve(failed('deviceNotReady', 'hungUp', 'gone'));
    const read = await scannerOf(setup.cameras, 'ok', dead).scanner.read({ timeoutMs: 5_000 });
    expect(read).toMatchObject({ error: { errorCode: 'hungUp' } });
    expect(setup.gate).toEqual([]);
  });

  it.each<[string, (setup: ReturnType<typeof setUp>, abort: AbortController) => void, string]>([
    ['nobody shows one', () => vi.advanceTimersByTime(5_000), 'timeOut'],
    ['it is called off', (_, abort) => abort.abort(), 'canceled'],
    ['the camera goes', ({ sees }) => sees(), 'deviceNotReady'],
  ])('end when %s, and the camera is closed', async (_, act, code) => {
    const setup = setUp();
    setup.sees(DESK);
    const abort = new AbortController();
    const read = scannerOf(setup.cameras, null).scanner.read({ timeoutMs: 5_000, signal: abort.signal });
    act(setup, abort);
    const completion: Completion<unknown> = await read;
    expect(completion.ok ? 'read' : completion.error.code).toBe(code);
    expect(setup.gate).toEqual([true, false]);
  });
});

describe('the checks', () => {
  const check = (setup: ReturnType<typeof setUp>, signal?: AbortSignal) =>
    checkCameras({ cameras: setup.cameras, read: () => new Promise(() => undefined) }, 'internal', {
      timeoutMs: 15_000,
      ...(signal === undefined ? {} : { signal }),
    });

  it('pass with a living picture and say its rate', async () => {
    const setup = setUp();
    const done = check(setup);
    setup.seconds(good, 6);
    expect(await done).toMatchObject({
      ok: true,
      value: { passed: true, code: 'picture', evidence: 'document: 30 fps, brightness 120' },
    });
    expect(setup.cameras.view().open).toBeNull();
  });

  it.each([
    ['a cap on the lens', black, 'picture-black'],
    ['a frozen picture', frozen, 'picture-frozen'],
    ['four frames a second', { ...good, frames: 4 }, 'too-few-frames'],
    ['a lamp in the lens', { ...good, brightness: 253 }, 'picture-white'],
  ])('fail with %s', async (_, picture, code) => {
    const setup = setUp();
    const done = check(setup);
    setup.seconds(picture, 6);
    expect(await done).toMatchObject({ ok: true, value: { passed: false, code } });
  });

  it('end when called off or when the camera does not open', async () => {
    const setup = setUp();
    const abort = new AbortController();
    const calledOff = check(setup, abort.signal);
    abort.abort();
    expect(await calledOff).toMatchObject({ value: { passed: false, code: 'canceled' } });
    const busy = check(setup);
    setup.told({ kind: 'failed', why: 'busy' });
    expect(await busy).toMatchObject({ value: { passed: false, code: 'camera-busy' } });
  });
});
