import { type Check, type ClassProbe, demand, genericChecks, staged, within } from '../conformance/index.ts';
import type { ChipCardReader } from './card-reader.ts';
import { CHIP } from './testing/card-and-board-subjects.ts';

const LIMIT_MS = 60_000;
const SELECT = Uint8Array.of(0, 0xa4, 4, 0);

const probe: ClassProbe<ChipCardReader> = {
  command: (device, options) => device.acceptCard(options),
  ready: 'lay-card',
  waits: true,
  canaries: [],
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

/** What the chip said must stand nowhere, in hexadecimal or base64. */
const privacy: Check<ChipCardReader> = {
  id: 'privacy.nothing-personal-said',
  requirement: 'What a chip answers stands in no status, event or error.',
  on: 'any',
  run: async (subject) => {
    const device = subject.create();
    const said: string[] = [];
    device.onStatus((status) => said.push(JSON.stringify(status)));
    device.onEvent?.((event) => said.push(JSON.stringify(event)));
    demand((await within(subject, LIMIT_MS, 'open', device.open())).ok, 'did not open');
    await staged(subject, 'lay-card');
    demand((await within(subject, LIMIT_MS, 'acceptCard', device.acceptCard({ timeoutMs: 5_000 }))).ok, 'no card');
    demand((await within(subject, LIMIT_MS, 'transmit', device.transmit(SELECT))).ok, 'no answer');
    await staged(subject, 'unplug');
    const lost = await within(subject, LIMIT_MS, 'transmit', device.transmit(SELECT));
    if (!lost.ok) said.push(JSON.stringify(lost.error));
    said.push(JSON.stringify(await device.refresh()));
    const everything = said.join('\n');
    for (const text of Object.values(CHIP)) {
      const base64 = Buffer.from(text, 'hex').toString('base64');
      demand(!everything.toUpperCase().includes(text) && !everything.includes(base64), 'the chip was quoted');
    }
    return `looked for in ${said.length} utterances`;
  },
};

/** A class of our own below the contract's: no suite of a report, but held to the same. */
export const chipCardReaderChecks: readonly Check<ChipCardReader>[] = [
  ...genericChecks(probe, privacy),
  {
    id: 'chip.exchange',
    requirement: 'A card is waited for, powered, spoken to and given back.',
    on: 'any',
    run: async (subject) => {
      const device = subject.create();
      demand((await within(subject, LIMIT_MS, 'open', device.open())).ok, 'did not open');
      const waiting = device.acceptCard({ timeoutMs: 30_000 });
      await subject.clock.delay(100);
      await staged(subject, 'lay-card');
      const card = await within(subject, LIMIT_MS, 'acceptCard', waiting);
      demand(card.ok && hex(card.value.atr) === CHIP.atr, 'the answer to reset is not the chip’s');
      const answer = await within(subject, LIMIT_MS, 'transmit', device.transmit(SELECT));
      demand(answer.ok && hex(answer.value) === CHIP.answer, 'the answer is not the chip’s');
      demand(answer.effect === 'done', `effect ${answer.effect}`);
      demand((await within(subject, LIMIT_MS, 'releaseCard', device.releaseCard())).ok, 'not given back');
      return 'powered, asked, given back';
    },
  },
  {
    id: 'chip.mute',
    requirement: 'A chip that does not answer is the person’s to mend: userError, effect none.',
    on: 'any',
    run: async (subject) => {
      const device = subject.create();
      demand((await within(subject, LIMIT_MS, 'open', device.open())).ok, 'did not open');
      await staged(subject, 'lay-mute-card');
      const card = await within(subject, LIMIT_MS, 'acceptCard', device.acceptCard({ timeoutMs: 5_000 }));
      demand(!card.ok && card.error.code === 'userError' && card.error.effect === 'none', 'a mute chip was accepted');
      return card.error.errorCode;
    },
  },
  {
    id: 'chip.plug-out',
    requirement: 'What an exchange did that the plug cut off is unknown.',
    on: 'any',
    run: async (subject) => {
      const device = subject.create();
      demand((await within(subject, LIMIT_MS, 'open', device.open())).ok, 'did not open');
      await staged(subject, 'lay-card');
      demand((await within(subject, LIMIT_MS, 'acceptCard', device.acceptCard({ timeoutMs: 5_000 }))).ok, 'no card');
      await staged(subject, 'unplug-soon');
      const lost = await within(subject, LIMIT_MS, 'transmit', device.transmit(SELECT));
      demand(!lost.ok && lost.error.effect === 'unknown', 'the effect of a cut-off exchange is not unknown');
      return lost.error.errorCode;
    },
  },
];
