import { type SmartCardReader, socialSecurityCardSchema } from '../contract/index.ts';
import { neverTheLastOne, READ_MS, readOnce } from './card-checks.ts';
import { type Check, demand, type Subject, staged, within } from './check.ts';
import { demandGoodError, refused } from './demands.ts';
import { genericChecks } from './generic-checks.ts';
import { type ClassProbe, EFFECT_LIMIT_MS, OPEN_LIMIT_MS, opened } from './probe.ts';

/** Readers look for cards by themselves only so often. */
const NOTICED_MS = 3_000;

const probe: ClassProbe<SmartCardReader> = {
  command: (device, options) => device.read(options),
  ready: 'lay-card',
  waits: true,
  canaries: [],
};

/** Waits until the driver says so by itself: nothing is asked of a card. */
async function untilMedia(subject: Subject<SmartCardReader>, device: SmartCardReader, wanted: string): Promise<void> {
  const until = subject.clock.now() + NOTICED_MS;
  while (device.status().media !== wanted) {
    demand(subject.clock.now() < until, `${NOTICED_MS} ms later the media is ${device.status().media}`);
    await subject.clock.delay(50);
  }
}

/** What every reader of social security cards must do. */
export const smartCardReaderChecks: readonly Check<SmartCardReader>[] = [
  ...genericChecks(probe),
  readOnce((value) => socialSecurityCardSchema.safeParse(value).success),
  {
    id: 'card.present',
    requirement: 'The driver knows without touching the card whether one is in, and tells once when it comes and goes.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      const told: string[] = [];
      device.onEvent?.(({ name }) => told.push(name));
      await staged(subject, 'lay-card');
      await untilMedia(subject, device, 'present');
      const lying = await within(subject, OPEN_LIMIT_MS, 'cardPresent', device.cardPresent());
      demand(lying.ok && lying.value === 'present', 'a card that is in is not present');
      await staged(subject, 'lift-card');
      await untilMedia(subject, device, 'notPresent');
      const lifted = await within(subject, OPEN_LIMIT_MS, 'cardPresent', device.cardPresent());
      demand(lifted.ok && lifted.value === 'notPresent', 'a card taken out is present');
      const wanted = 'CardReader.MediaInsertedEvent CardReader.MediaRemovedEvent';
      demand(told.join(' ') === wanted, `told: ${told.join(' ')}`);
      return 'present, then notPresent, each told once';
    },
  },
  neverTheLastOne((subject, device) => untilMedia(subject, device, 'notPresent')),
  {
    id: 'card.pulled',
    requirement:
      'A card pulled while it is read gives nothing at all: cardRemoved, effect none, and the next one is read.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await staged(subject, 'pull-soon');
      const reading = device.read({ timeoutMs: READ_MS });
      await staged(subject, 'lay-card');
      const error = refused(await within(subject, EFFECT_LIMIT_MS, 'the reading', reading));
      demandGoodError(error);
      demand(error.code === 'userError' && error.errorCode === 'cardRemoved', `${error.code}/${error.errorCode}`);
      demand(error.effect === 'none', `effect ${error.effect}`);
      await untilMedia(subject, device, 'notPresent');
      const next = device.read({ timeoutMs: READ_MS });
      await staged(subject, 'lay-card');
      demand((await within(subject, EFFECT_LIMIT_MS, 'the next reading', next)).ok, 'the next card was not read');
      return `${error.errorCode}, then read`;
    },
  },
  {
    id: 'card.mute',
    requirement: 'A card that gives no answer is named to the person and in the faults until it is taken out.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await staged(subject, 'lay-mute-card');
      const error = refused(await within(subject, EFFECT_LIMIT_MS, 'the reading', device.read({ timeoutMs: READ_MS })));
      demandGoodError(error);
      demand(error.code === 'userError' && error.errorCode === 'cardMute', `${error.code}/${error.errorCode}`);
      const { faults, action } = device.status();
      demand(faults.length > 0 && action !== 'none', 'the status names neither fault nor remedy');
      await staged(subject, 'lift-card');
      await untilMedia(subject, device, 'notPresent');
      demand(device.status().faults.length === 0, `taken out it is ${device.status().faults.join(' ')}`);
      return faults.join(' ');
    },
  },
];
