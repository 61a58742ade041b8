import { type CommandName, commandRow } from './commands.ts';
import { encodeFrame } from './frame.ts';

/**
 * What the driver does about an answer: `proceed`; `absent` this item is not on the card; `noCard` go on polling;
 * `findAgain` back to finding, no reading was tried; `layAgain` the reading failed, back to finding; `cardTypeUnknown`;
 * `refuseCard`; `resend` the frame, then reopen; `unsupported` by this reader, stop using the command; `deviceFault`.
 */
export type AnswerAction =
  | 'proceed'
  | 'absent'
  | 'noCard'
  | 'findAgain'
  | 'layAgain'
  | 'cardTypeUnknown'
  | 'refuseCard'
  | 'resend'
  | 'unsupported'
  | 'deviceFault';

export interface AnswerMeaning {
  readonly action: AnswerAction;
  readonly meaning: string;
}

/** Every SW3 seen on the wire (wire facts and their certainty: README). */
export const statusWords: ReadonlyMap<number, AnswerMeaning> = new Map([
  [0x90, { action: 'proceed', meaning: 'done' }],
  [0x9f, { action: 'proceed', meaning: 'card found' }],
  [0x91, { action: 'absent', meaning: 'the card does not hold this item' }],
  [0x80, { action: 'noCard', meaning: 'no card' }],
  [0x81, { action: 'findAgain', meaning: 'the card could not be selected' }],
  [0x41, { action: 'layAgain', meaning: 'reading failed' }],
  [0x31, { action: 'layAgain', meaning: 'the card could not authenticate the SAM' }],
  [0x32, { action: 'layAgain', meaning: 'the SAM could not authenticate the card' }],
  [0x47, { action: 'layAgain', meaning: 'the card gave no random number' }],
  [0x40, { action: 'cardTypeUnknown', meaning: 'card type not recognised' }],
  [0x33, { action: 'refuseCard', meaning: 'the information on the card failed verification' }],
  [0x37, { action: 'refuseCard', meaning: 'the fingerprint on the card failed verification' }],
  [0x3f, { action: 'refuseCard', meaning: 'the information on the card has a wrong length' }],
  [0x10, { action: 'resend', meaning: 'the reader saw a wrong check' }],
  [0x11, { action: 'resend', meaning: 'the reader saw a wrong length' }],
  [0x24, { action: 'resend', meaning: 'unknown error' }],
  [0x21, { action: 'unsupported', meaning: 'the reader does not know the command' }],
  [0x23, { action: 'unsupported', meaning: 'no privilege for the command' }],
  [0x60, { action: 'deviceFault', meaning: 'the SAM failed its self-test' }],
  [0x66, { action: 'deviceFault', meaning: 'the SAM is not authorised' }],
]);

/** One answer. `data` is what follows SW3 and may be personal: zero it when done. */
export interface Answer {
  readonly sw1: number;
  readonly sw2: number;
  readonly sw3: number;
  readonly data: Uint8Array;
}

const unlisted: AnswerMeaning = { action: 'resend', meaning: 'an answer in no document' };

/** Takes an answer's body apart; null when it cannot be an answer to `command` (e.g. a wrong inner length). */
export function decodeAnswer(command: CommandName, body: Uint8Array): (Answer & AnswerMeaning) | null {
  const [sw1, sw2, sw3] = body;
  if (sw1 === undefined || sw2 === undefined || sw3 === undefined) return null;
  const meaning = statusWords.get(sw3) ?? unlisted;
  const data = body.subarray(3);
  if (meaning.action !== 'proceed') return { sw1, sw2, sw3, data, ...meaning };
  if (!commandRow(command).dataLengths.includes(data.length)) return null;
  // 9F is the word for "found" and answers nothing else.
  if ((sw3 === 0x9f) !== (command === 'findCard')) return null;
  return { sw1, sw2, sw3, data, ...meaning };
}

/** The whole answer frame, as a reader sends it. */
export function encodeAnswer(sw3: number, data: Uint8Array = new Uint8Array(0), sw1 = 0, sw2 = 0): Uint8Array {
  const body = new Uint8Array(3 + data.length);
  body.set([sw1, sw2, sw3]);
  body.set(data, 3);
  return encodeFrame(body);
}

/** The three blocks of a card reading; views into the answer, not copies. */
export interface CardBlocks {
  readonly text: Uint8Array;
  readonly photo: Uint8Array;
  readonly fingerprint: Uint8Array;
}

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Splits the data of `30 01` or `30 10`; null when the inner lengths lie. */
export function decodeCardBlocks(command: 'readBase' | 'readBaseFingerprint', data: Uint8Array): CardBlocks | null {
  const head = command === 'readBase' ? 4 : 6;
  if (data.length < head) return null;
  const fingerprintLength = command === 'readBase' ? 0 : u16(data, 4);
  if (u16(data, 0) !== 256 || u16(data, 2) !== 1024 || ![0, 512, 1024].includes(fingerprintLength)) return null;
  const photoAt = head + 256;
  const fingerprintAt = photoAt + 1024;
  if (data.length !== fingerprintAt + fingerprintLength) return null;
  return {
    text: data.subarray(head, photoAt),
    photo: data.subarray(photoAt, fingerprintAt),
    fingerprint: data.subarray(fingerprintAt),
  };
}

/** The data of `30 01` or `30 10`. */
export function encodeCardBlocks(command: 'readBase' | 'readBaseFingerprint', blocks: CardBlocks): Uint8Array {
  const lengths = [blocks.text.length, blocks.photo.length, blocks.fingerprint.length];
  const head = (command === 'readBase' ? lengths.slice(0, 2) : lengths).flatMap((length) => [
    length >> 8,
    length & 0xff,
  ]);
  const fingerprint = command === 'readBase' ? [] : [...blocks.fingerprint];
  return Uint8Array.from([...head, ...blocks.text, ...blocks.photo, ...fingerprint]);
}
