import type { Completion, Device } from '../contract/index.ts';
import { type Check, demand, type Subject, staged, within } from './check.ts';
import { refused } from './demands.ts';
import { EFFECT_LIMIT_MS, OPEN_LIMIT_MS, opened } from './probe.ts';

export const READ_MS = 60_000;

/** What readers of identity cards and of chip cards have in common. */
export interface CardReading extends Device {
  read(options: {
    timeoutMs: number;
    onProgress?: (progress: 'waiting' | 'seen' | 'reading') => void;
  }): Promise<Completion<unknown>>;
}

/** `isCard`: does the value keep to the schema of its class? */
export function readOnce<D extends CardReading>(isCard: (value: unknown) => boolean): Check<D> {
  return {
    id: 'card.read',
    requirement: 'A card given while reading waits is read once, with effect none, and its progress told in order.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      const told: string[] = [];
      const running = device.read({ timeoutMs: READ_MS, onProgress: (progress) => told.push(progress) });
      await subject.clock.delay(100);
      await staged(subject, 'lay-card');
      const card = await within(subject, EFFECT_LIMIT_MS, 'the reading', running);
      demand(card.ok, card.ok ? '' : `ended with ${card.error.code}/${card.error.errorCode}`);
      demand(isCard(card.value), 'the card breaks its schema');
      demand(card.effect === 'none', `reading had the effect ${card.effect}`);
      demand(told[0] === 'waiting', 'the waiting was not told');
      demand(told.includes('seen') && told.at(-1) === 'reading', `told: ${told.join(' ')}`);
      return told.join(' ');
    },
  };
}

/** `gone`: waits until the driver knows that the card was taken away, where it learns that by itself. */
export function neverTheLastOne<D extends CardReading>(
  gone: (subject: Subject<D>, device: D) => Promise<void> = async () => undefined,
): Check<D> {
  return {
    id: 'card.never-the-last-one',
    requirement: 'A new reading without a card never returns the card of the person before.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await staged(subject, 'lay-card');
      const card = await within(subject, EFFECT_LIMIT_MS, 'the reading', device.read({ timeoutMs: READ_MS }));
      demand(card.ok, 'the card was not read');
      await staged(subject, 'lift-card');
      await gone(subject, device);
      const next = refused(await within(subject, OPEN_LIMIT_MS, 'the next reading', device.read({ timeoutMs: 1_500 })));
      demand(next.code === 'timeOut', `a reading without a card ended with ${next.code}`);
      return next.errorCode;
    },
  };
}
