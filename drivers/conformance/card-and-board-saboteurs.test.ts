import { expect, it } from 'vitest';
import { sampleCard } from '../card-reader/index.ts';
import { type Auxiliaries, completed, failed, type SmartCardReader } from '../contract/index.ts';
import { simulatedBoard } from './auxiliaries-subjects.ts';
import { judged } from './saboteur.test-kit.ts';
import { simulatedSmartCardReader } from './smart-card-subject.ts';
import { suites } from './suites.ts';

const CYCLES = 20;
const CAUGHT = { honest: 'passed', wrong: 'failed' };

/** Each wrong driver, and the check that must catch it. */
const smartCardReaders: readonly [string, string, (device: SmartCardReader) => Partial<SmartCardReader>][] = [
  [
    'gives out what it had read of a pulled card',
    'card.pulled',
    (device) => ({
      read: async (options) => {
        const read = await device.read(options);
        return !read.ok && read.error.errorCode === 'cardRemoved' ? completed(sampleCard, 'none') : read;
      },
    }),
  ],
  [
    'hands out the card of the person before',
    'card.never-the-last-one',
    (device) => {
      let last: Awaited<ReturnType<SmartCardReader['read']>> | null = null;
      return {
        read: async (options) => {
          last ??= await device.read(options);
          return last;
        },
      };
    },
  ],
  [
    'tells one card twice',
    'card.present',
    (device) => ({
      onEvent: (listener) => {
        const stops = [device.onEvent?.(listener), device.onEvent?.((event) => listener(event))];
        return () => {
          for (const stop of stops) stop?.();
        };
      },
    }),
  ],
  [
    'says nothing of a card that is the wrong way round',
    'card.mute',
    (device) => ({ status: () => ({ ...device.status(), faults: [], action: 'none' }) }),
  ],
  [
    'quotes the holder in its evidence',
    'privacy.nothing-personal-said',
    (device) => ({
      onStatus: (listener) => device.onStatus((status) => listener({ ...status, evidence: `read ${sampleCard.name}` })),
    }),
  ],
  ['keeps the card service', 'cycles.open-close', (device) => ({ close: async () => void device })],
  ['keeps it when the reader is pulled', 'cycles.plug-unplug', (device) => ({ close: async () => void device })],
];

const boards: readonly [string, string, (device: Auxiliaries) => Partial<Auxiliaries>][] = [
  [
    'believes a board that is gone',
    'inputs.unknown-when-gone',
    (device) => {
      let last = device.snapshot();
      return {
        snapshot: () => {
          const now = device.snapshot();
          if (now.presence !== 'unknown') last = now;
          return last;
        },
      };
    },
  ],
  [
    'knows inputs it was never told',
    'inputs.known',
    (device) => ({ snapshot: () => ({ ...device.snapshot(), presence: 'notPresent' as const }) }),
  ],
  ['claims a light it did not set', 'lights.each', () => ({ setLight: async () => completed(undefined) })],
  [
    'lights another lamp',
    'lights.each',
    (device) => ({
      setLight: async (position, light) => {
        const set = await device.setLight(position, light);
        await device.setLight('cardReader', { flashRate: 'continuous', color: null });
        return set;
      },
    }),
  ],
  ['takes a light that is not there', 'lights.unknown', () => ({ setLight: async () => completed(undefined) })],
  ['keeps quiet about an open door', 'inputs.door', () => ({ onEvent: () => () => undefined })],
  ['keeps quiet about a person', 'inputs.presence', () => ({ onEvent: () => () => undefined })],
  [
    'tells a pressed key to everybody',
    'privacy.nothing-personal-said',
    (device) => ({
      onEvent: (listener) =>
        device.onKey(({ key }) =>
          listener({ deviceClass: 'auxiliaries', name: 'Auxiliaries.StatusChangedEvent', at: 0, detail: `key ${key}` }),
        ),
    }),
  ],
  [
    'tells a key only when it goes down',
    'privacy.nothing-personal-said',
    (device) => ({ onKey: (listener) => device.onKey((event) => event.action === 'down' && listener(event)) }),
  ],
  [
    'refuses a loudness and keeps it',
    'volume.honest',
    (device) => ({
      setVolume: async (volume) => {
        await device.setVolume(volume);
        return failed('unsupportedCommand', 'volumeUnsupported', 'no volume');
      },
    }),
  ],
  [
    'takes two orders at once',
    'command.one-at-a-time',
    (device) => ({
      setLight: async (position, light) => {
        const set = await device.setLight(position, light);
        return !set.ok && set.error.code === 'sequenceError' ? completed(undefined) : set;
      },
    }),
  ],
  ['keeps its port', 'cycles.open-close', (device) => ({ close: async () => void device })],
];

it.each(smartCardReaders)('a smart card reader that %s fails %s', async (_, id, change) => {
  expect(await judged(() => simulatedSmartCardReader(CYCLES), suites.cardReader, id, change)).toEqual(CAUGHT);
});

it.each(boards)('a board driver that %s fails %s', async (_, id, change) => {
  expect(await judged(() => simulatedBoard('line-board', CYCLES), suites.auxiliaries, id, change)).toEqual(CAUGHT);
});
