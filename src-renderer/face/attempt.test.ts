import { describe, expect, it } from 'vitest';
import type { FaceLook } from '../../src-main/contract/face.ts';
import { attempt, type FaceHint, hintOf } from './attempt.ts';
import { brightnessIn } from './brightness.ts';
import type { FaceVerifier, Pixels } from './face-verifier.ts';

const good: FaceLook = { faces: 1, size: 0.5, brightness: 120, similarity: 0.8, antispoof: 0.7, liveness: 0.9 };
const nobody: FaceLook = { faces: 0, size: null, brightness: null, similarity: null, antispoof: null, liveness: null };
const pixels = (): Pixels => ({ width: 2, height: 1, data: new Uint8ClampedArray(8).fill(200) });

/** A verifier that answers these looks in turn (the last one again and again), on a clock that moves by the pauses. */
function bench(looks: readonly FaceLook[], usable = true) {
  let time = 0;
  let turn = 0;
  const hints: (FaceHint | null)[] = [];
  const given: Pixels[] = [];
  const abort = new AbortController();
  const verifier: FaceVerifier = {
    load: async () => undefined,
    setPortrait: async (portrait) => {
      given.push(portrait);
      return usable ? 'ready' : 'unusable';
    },
    compare: async (frame) => {
      frame.data.fill(0);
      const look = looks[Math.min(turn, looks.length - 1)];
      turn += 1;
      if (look === undefined) throw new Error('broke');
      return look;
    },
    dispose: () => undefined,
  };
  const run = (change: { portrait?: () => Promise<Pixels | null>; frame?: () => Pixels | null } = {}) =>
    attempt({
      verifier,
      portrait: change.portrait ?? (async () => pixels()),
      frame: change.frame ?? pixels,
      onHint: (hint) => hints.push(hint),
      now: () => time,
      pause: async (milliseconds) => {
        time += milliseconds;
      },
      signal: abort.signal,
    });
  return { run, hints, given, abort, turns: () => turn };
}

describe('one attempt', () => {
  it('takes a few looks and tells the best', async () => {
    const { run, turns } = bench([{ ...good, similarity: 0.6 }, { ...good, similarity: 0.9 }, good]);
    expect(await run()).toEqual({ kind: 'look', look: { ...good, similarity: 0.9 } });
    expect(turns()).toBe(3);
  });

  it('waits for a face that can be compared and says what hinders', async () => {
    const { run, hints } = bench([nobody, { ...good, size: 0.1 }, { ...good, brightness: 10 }, good]);
    expect(await run()).toEqual({ kind: 'look', look: good });
    expect(hints.slice(0, 4)).toEqual(['noFace', 'tooFar', 'tooDark', null]);
  });

  it('tells the last look when nothing could be compared in time', async () => {
    const { run } = bench([nobody]);
    expect(await run()).toEqual({ kind: 'look', look: nobody });
  });

  it.each<[string, Parameters<ReturnType<typeof bench>['run']>[0], readonly FaceLook[], boolean, string]>([
    ['a portrait without a face', {}, [good], false, 'portraitUnusable'],
    ['a portrait that is no picture', { portrait: async () => null }, [good], true, 'portraitUnusable'],
    ['a library that breaks', {}, [], true, 'broken'],
    ['a camera that sends nothing', { frame: () => null }, [good], true, 'broken'],
  ])('ends by %s', async (_, change, looks, usable, kind) => {
    expect(await bench(looks, usable).run(change)).toEqual({ kind });
  });

  it('called off, says nothing and overwrites the portrait', async () => {
    const { run, abort } = bench([good]);
    const portrait = pixels();
    abort.abort();
    expect(await run({ portrait: async () => portrait })).toBeNull();
    expect([...portrait.data]).toEqual(new Array(8).fill(0));
  });

  it('called off between two looks, says nothing', async () => {
    const { run, abort } = bench([nobody, good]);
    const running = run({
      frame: () => {
        abort.abort();
        return pixels();
      },
    });
    expect(await running).toBeNull();
  });
});

describe('a hint', () => {
  it.each<[FaceHint | null, FaceLook]>([
    [null, good],
    ['noFace', nobody],
    ['severalFaces', { ...nobody, faces: 2 }],
    ['tooFar', { ...good, size: null }],
    ['tooDark', { ...good, brightness: 44 }],
  ])('%s', (hint, look) => expect(hintOf(look)).toBe(hint));
});

describe('brightness', () => {
  it('is the mean grey of the part asked for, and null outside', () => {
    const data = new Uint8ClampedArray(40 * 40 * 4);
    for (let at = 0; at < data.length; at += 4) data.fill(at % 160 < 80 ? 200 : 20, at, at + 3);
    const picture = { width: 40, height: 40, data };
    expect(brightnessIn(picture, { left: 0, top: 0, width: 0.5, height: 1 })).toBeCloseTo(200);
    expect(brightnessIn(picture, { left: 0.5, top: 0, width: 0.5, height: 1 })).toBeCloseTo(20);
    expect(brightnessIn(picture, { left: 1.5, top: 0, width: 1, height: 1 })).toBeNull();
  });
});
