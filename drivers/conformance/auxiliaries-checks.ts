import {
  type Auxiliaries,
  type AuxiliariesSnapshot,
  auxiliariesSnapshotSchema,
  type Light,
} from '../contract/index.ts';
import { type Check, type Direction, demand, type Subject, staged, Unstaged, within } from './check.ts';
import { demandGoodError, refused } from './demands.ts';
import { genericChecks } from './generic-checks.ts';
import { type ClassProbe, OPEN_LIMIT_MS, opened } from './probe.ts';

/** Boards debounce, some tell only every second or two. Milliseconds. */
const TOLD_MS = 5_000;
/** A pulled board that only pushes is known by its silence. */
const SILENT_MS = 20_000;
const ON: Light = { flashRate: 'continuous', color: null };
const OFF: Light = { flashRate: 'off', color: null };

const lightsOf = (device: Auxiliaries): readonly string[] => Object.keys(device.snapshot().lights);

const probe: ClassProbe<Auxiliaries> = {
  command: (device) => device.setLight(lightsOf(device)[0] ?? '', ON),
  ready: null,
  waits: false,
  canaries: [],
};

/** Fitted inputs nobody knows at this moment, by name. */
function unknownIn({ presence, tamper, operatorSwitch, headset, ups, doors }: AuxiliariesSnapshot): string[] {
  const inputs = { presence, tamper, operatorSwitch, headset, ups: ups?.state ?? null, ...doors };
  return Object.entries(inputs)
    .filter(([, word]) => word === 'unknown')
    .map(([name]) => name);
}

const fittedIn = ({ presence, tamper, operatorSwitch, headset, ups, doors }: AuxiliariesSnapshot): number =>
  [presence, tamper, operatorSwitch, headset, ups].filter((input) => input !== null).length + Object.keys(doors).length;

async function until(subject: Subject<Auxiliaries>, milliseconds: number, what: () => string | null): Promise<void> {
  const end = subject.clock.now() + milliseconds;
  for (let missing = what(); missing !== null; missing = what()) {
    demand(subject.clock.now() < end, `${milliseconds} ms later: ${missing}`);
    await subject.clock.delay(50);
  }
}

/** Opened, and every fitted input known. */
async function settled(subject: Subject<Auxiliaries>): Promise<Auxiliaries> {
  const device = await opened(subject);
  await until(subject, TOLD_MS, () => {
    const unknown = unknownIn(device.snapshot());
    return unknown.length > 0 ? `unknown ${unknown.join(' ')}` : null;
  });
  return device;
}

/** Lacking is no failing: a board without keys cannot tell any. */
const lacks = (subject: Subject<Auxiliaries>, direction: Direction): boolean =>
  subject.lacks?.includes(direction) === true;

const privacy: Check<Auxiliaries> = {
  id: 'privacy.nothing-personal-said',
  requirement: 'A pressed key is told down and up to who listens for keys, and stands in no status, event or snapshot.',
  on: 'any',
  run: async (subject) => {
    if (lacks(subject, 'press-enter')) return 'no keypad is fitted, and nothing else is personal';
    const device = await settled(subject);
    const said: string[] = [];
    const keys: string[] = [];
    device.onStatus((status) => said.push(JSON.stringify(status)));
    device.onEvent?.((event) => said.push(JSON.stringify(event)));
    device.onSnapshot((snapshot) => said.push(JSON.stringify(snapshot)));
    device.onKey(({ key, action }) => keys.push(`${key} ${action}`));
    await staged(subject, 'press-enter');
    await until(subject, TOLD_MS, () => (keys.length < 2 ? `told: ${keys.length} key events` : null));
    demand(keys.join(', ') === 'enter down, enter up', 'the key was not told down and up once');
    said.push(JSON.stringify(await device.refresh()), JSON.stringify(device.snapshot()));
    await device.close();
    said.push(JSON.stringify(device.status()), JSON.stringify(device.snapshot()));
    demand(!/enter/i.test(said.join('\n')), 'the pressed key was said');
    return `looked for in ${said.length} utterances`;
  },
};

/** What a person does to an input, what it is called then, and how it was before. */
function inputCheck(
  id: string,
  requirement: string,
  acts: readonly [there: Direction, back: Direction],
  words: readonly [there: string, back: string],
  read: (snapshot: AuxiliariesSnapshot) => readonly string[],
): Check<Auxiliaries> {
  return {
    id,
    requirement,
    on: 'any',
    run: async (subject) => {
      const device = await settled(subject);
      if (read(device.snapshot()).length === 0) return 'not fitted';
      const told: string[] = [];
      device.onEvent?.(({ detail }) => told.push(detail));
      for (const [index, act] of acts.entries()) {
        const word = words[index] ?? '';
        await staged(subject, act);
        await until(subject, TOLD_MS, () => (read(device.snapshot()).includes(word) ? null : `not ${word}`));
        if (device.onEvent)
          demand(
            told.some((detail) => detail.endsWith(` ${word}`)),
            `${word} was not told as an event`,
          );
      }
      return words.join(', then ');
    },
  };
}

/** What every board of doors, sensors and lights must do. */
export const auxiliariesChecks: readonly Check<Auxiliaries>[] = [
  ...genericChecks(probe, privacy),
  {
    id: 'inputs.known',
    requirement: 'Soon after opening every fitted input is known, and nothing was known before.',
    on: 'any',
    run: async (subject) => {
      const fresh = subject.create();
      demand(unknownIn(fresh.snapshot()).length === fittedIn(fresh.snapshot()), 'an input was known before opening');
      const device = await settled(subject);
      const snapshot = device.snapshot();
      demand(auxiliariesSnapshotSchema.safeParse(snapshot).success, 'the snapshot breaks its schema');
      demand(fittedIn(snapshot) > 0, 'no input is fitted');
      return `${fittedIn(snapshot)} inputs known`;
    },
  },
  {
    id: 'inputs.unknown-when-gone',
    requirement: 'When the board goes every input is unknown, and that is told.',
    on: 'any',
    run: async (subject) => {
      const device = await settled(subject);
      const fitted = fittedIn(device.snapshot());
      let told: AuxiliariesSnapshot | null = null;
      device.onSnapshot((snapshot) => {
        told = snapshot;
      });
      await staged(subject, 'unplug');
      await until(subject, SILENT_MS, () => {
        const left = fitted - unknownIn(device.snapshot()).length;
        return left > 0 ? `${left} inputs are still known` : null;
      });
      demand(told !== null && unknownIn(told).length === fitted, 'nobody was told');
      return `${fitted} inputs unknown`;
    },
  },
  inputCheck(
    'inputs.door',
    'A door that is opened and closed is told so, in the snapshot and as an event.',
    ['open-door', 'close-door'],
    ['open', 'closed'],
    ({ doors }) => Object.values(doors),
  ),
  inputCheck(
    'inputs.presence',
    'A person who steps up and away is told so, in the snapshot and as an event.',
    ['step-up', 'step-away'],
    ['present', 'notPresent'],
    ({ presence }) => (presence === null ? [] : [presence]),
  ),
  {
    id: 'lights.each',
    requirement: 'Every fitted light shines when told and goes out when told, and the snapshot says what was taken.',
    on: 'any',
    run: async (subject) => {
      const device = await settled(subject);
      const lights = lightsOf(device);
      demand(lights.length > 0, 'no light is fitted');
      for (const [light, shining] of [
        [OFF, 0],
        [ON, lights.length],
        [OFF, 0],
      ] as const) {
        for (const name of lights) {
          const set = await within(subject, OPEN_LIMIT_MS, 'setLight', device.setLight(name, light));
          demand(set.ok, set.ok ? '' : `${name}: ${set.error.code}/${set.error.errorCode}`);
          demand(set.effect === 'done', `setting a light had the effect ${set.effect}`);
          demand(device.snapshot().lights[name]?.flashRate === light.flashRate, `the snapshot does not say ${name}`);
        }
        const count = await subject.stage.countLights?.();
        if (count === null || count === undefined) throw new Unstaged('nobody counted the lights');
        demand(count === shining, `${count} of ${lights.length} lights shine where ${shining} should`);
      }
      return `${lights.length} lights`;
    },
  },
  {
    id: 'lights.unknown',
    requirement: 'A light that is not fitted is refused with effect none, and nothing is told of it.',
    on: 'any',
    run: async (subject) => {
      const device = await settled(subject);
      const before = JSON.stringify(device.snapshot().lights);
      const error = refused(await within(subject, OPEN_LIMIT_MS, 'setLight', device.setLight('no-such-light', ON)));
      demandGoodError(error);
      demand(error.code === 'unsupportedData' && error.effect === 'none', `${error.code}/${error.effect}`);
      demand(JSON.stringify(device.snapshot().lights) === before, 'the snapshot changed');
      return error.errorCode;
    },
  },
  {
    id: 'volume.honest',
    requirement: 'A loudness is taken and told, or refused as unsupported with effect none.',
    on: 'any',
    run: async (subject) => {
      const device = await settled(subject);
      const volume = { route: 'speaker', percent: 40 } as const;
      const set = await within(subject, OPEN_LIMIT_MS, 'setVolume', device.setVolume(volume));
      if (set.ok) {
        demand(device.snapshot().volume?.percent === 40, 'the snapshot does not say the loudness');
        return 'taken';
      }
      demandGoodError(set.error);
      demand(set.error.code === 'unsupportedCommand', `refused with ${set.error.code}`);
      demand(set.error.effect === 'none' && device.snapshot().volume === null, 'refused, and yet told');
      return set.error.errorCode;
    },
  },
];
