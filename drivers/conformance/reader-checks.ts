import { type BarcodeReader, health, type IdCardReader, idCardSchema } from '../contract/index.ts';
import { neverTheLastOne, READ_MS, readOnce } from './card-checks.ts';
import { type Check, demand, staged, within } from './check.ts';
import { SHORT_MS } from './demands.ts';
import { genericChecks } from './generic-checks.ts';
import { type ClassProbe, EFFECT_LIMIT_MS, OPEN_LIMIT_MS, opened } from './probe.ts';

const cardProbe: ClassProbe<IdCardReader> = {
  command: (device, options) => device.read(options),
  ready: 'lay-card',
  waits: true,
  canaries: [],
};

/** What every reader of identity cards must do. */
export const idCardReaderChecks: readonly Check<IdCardReader>[] = [
  ...genericChecks(cardProbe),
  readOnce((value) => idCardSchema.safeParse(value).success),
  {
    id: 'card.present',
    requirement: 'After reading, the driver knows whether the card still lies there.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await staged(subject, 'lay-card');
      const card = await within(subject, EFFECT_LIMIT_MS, 'the reading', device.read({ timeoutMs: READ_MS }));
      demand(card.ok, card.ok ? '' : `ended with ${card.error.code}/${card.error.errorCode}`);
      const lying = await within(subject, OPEN_LIMIT_MS, 'cardPresent', device.cardPresent());
      demand(lying.ok && lying.value === 'present', 'a card that lies there is not present');
      await staged(subject, 'lift-card');
      const lifted = await within(subject, OPEN_LIMIT_MS, 'cardPresent', device.cardPresent());
      demand(lifted.ok && lifted.value === 'notPresent', 'a lifted card is present');
      demand(device.status().media === 'notPresent', `media is ${device.status().media}`);
      return 'present, then notPresent';
    },
  },
  neverTheLastOne(),
  {
    id: 'sam.identity',
    requirement: 'The number of the security module is the identity of the status.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      const sam = await within(subject, OPEN_LIMIT_MS, 'readSamId', device.readSamId());
      demand(sam.ok, sam.ok ? '' : `${sam.error.code}/${sam.error.errorCode}`);
      demand(sam.value !== '' && sam.value === device.status().identity, 'the identity is not the module number');
      return 'the same';
    },
  },
];

const codeProbe: ClassProbe<BarcodeReader> = {
  command: (device, options) => device.read(options),
  ready: 'show-code',
  waits: true,
  canaries: [],
};

/** What every code reader must do. */
export const barcodeReaderChecks: readonly Check<BarcodeReader>[] = [
  ...genericChecks(codeProbe),
  {
    id: 'code.read',
    requirement: 'A code shown while reading waits is read as text, with effect none.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      const running = device.read({ timeoutMs: READ_MS });
      await subject.clock.delay(100);
      await staged(subject, 'show-code');
      const code = await within(subject, EFFECT_LIMIT_MS, 'the reading', running);
      demand(code.ok, code.ok ? '' : `ended with ${code.error.code}/${code.error.errorCode}`);
      demand(code.value.text !== '' && !/[\r\n]$/.test(code.value.text), 'the text is empty or keeps its suffix');
      demand(code.effect === 'none', `reading had the effect ${code.effect}`);
      return `${[...code.value.text].length} characters`;
    },
  },
  {
    id: 'code.sign-of-life',
    requirement: 'A scanner that cannot be asked is never green until a code came from it, nor after reads in vain.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      const green = () => health(device.status(), device.status().observedAt) === 'ok';
      const asked = await within(subject, EFFECT_LIMIT_MS, 'refresh', device.refresh());
      if (!asked.faults.includes('unverified')) return 'it answers questions';
      demand(!green(), 'green, and nothing was heard of it');
      const running = device.read({ timeoutMs: READ_MS });
      await subject.clock.delay(100);
      await staged(subject, 'show-code');
      demand((await within(subject, EFFECT_LIMIT_MS, 'the reading', running)).ok, 'the code was not read');
      await within(subject, EFFECT_LIMIT_MS, 'refresh', device.refresh());
      demand(green(), `a code came, and it is ${device.status().faults.join()}`);
      for (let turn = 0; turn < 3; turn += 1) {
        const vain = await within(subject, EFFECT_LIMIT_MS, 'the reading', device.read({ timeoutMs: SHORT_MS }));
        demand(!vain.ok, 'a code that nobody showed');
      }
      await within(subject, EFFECT_LIMIT_MS, 'refresh', device.refresh());
      demand(!green(), 'green after three reads in vain');
      return 'doubted, vouched for by a code, doubted again';
    },
  },
  {
    id: 'code.nothing-kept',
    requirement: 'A code shown while nobody reads is never handed to the next person.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await staged(subject, 'flash-code');
      await subject.clock.delay(500);
      const next = await within(subject, OPEN_LIMIT_MS, 'the reading', device.read({ timeoutMs: 1_500 }));
      demand(!next.ok && next.error.code === 'timeOut', 'a code of before was handed on');
      return next.error.errorCode;
    },
  },
  {
    id: 'code.one-each',
    requirement: 'Two codes need two readings, and each is read once.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      for (let round = 0; round < 2; round += 1) {
        const running = device.read({ timeoutMs: READ_MS });
        await subject.clock.delay(100);
        await staged(subject, 'show-code');
        demand((await within(subject, EFFECT_LIMIT_MS, 'the reading', running)).ok, `reading ${round + 1} failed`);
      }
      return 'twice';
    },
  },
];
