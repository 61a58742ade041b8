import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CameraGate } from './camera-gate.ts';

const video = { fromStage: true, media: ['video'] };

describe('the camera gate', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('is closed until the terminal opens it', async () => {
    const asked = new CameraGate().ask(video);
    await vi.advanceTimersByTimeAsync(500);
    expect(await asked).toBe(false);
  });

  it('opens for the page on stage, and closes', async () => {
    const gate = new CameraGate();
    gate.set(true);
    expect(await gate.ask(video)).toBe(true);
    gate.set(false);
    const asked = gate.ask(video);
    await vi.advanceTimersByTimeAsync(500);
    expect(await asked).toBe(false);
  });

  it('waits for a word that comes behind the wish', async () => {
    const gate = new CameraGate();
    const asked = gate.ask(video);
    await vi.advanceTimersByTimeAsync(100);
    gate.set(true);
    expect(await asked).toBe(true);
  });

  it.each([
    ['sound', { fromStage: true, media: ['audio'] }],
    ['sound beside the picture', { fromStage: true, media: ['video', 'audio'] }],
    ['nothing named', { fromStage: true, media: [] }],
    ['another page', { fromStage: false, media: ['video'] }],
  ])('never gives %s, open or not', async (_, ask) => {
    const gate = new CameraGate();
    gate.set(true);
    expect(await gate.ask(ask)).toBe(false);
  });
});
