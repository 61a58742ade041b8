import { createHmac, timingSafeEqual } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** RFC 6238 with what code generators on phones can do: SHA-1, 6 digits, 30 s. */
const GENERATOR = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps of 30 s the two clocks may differ, each way. */
const WINDOW = 2;
const ANSWER_DIGITS = 8;

export interface UsedCode {
  /** The time step the code belongs to; each is good for one entry (RFC 6238 §5.2). */
  readonly step: number;
}

/** The code of `secret` at `now` (milliseconds since 1970): what the generator of a member of staff shows. */
export const codeAt = (secret: string, now: number): string =>
  new TOTP({ ...GENERATOR, secret: Secret.fromBase32(secret) }).generate({ timestamp: now });

/**
 * Checks a code of six digits against the clock. `usedStep` is the last step that opened the door for this person:
 * a code seen over a shoulder opens nothing.
 */
export function checkCode(secret: string, code: string, now: number, usedStep: number | null): UsedCode | null {
  const totp = new TOTP({ ...GENERATOR, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: now, window: WINDOW });
  if (delta === null) return null;
  const step = Math.floor(now / 1000 / GENERATOR.period) + delta;
  return usedStep !== null && step <= usedStep ? null : { step };
}

/**
 * The eight digits that answer a challenge, for a machine whose clock cannot be trusted: HMAC-SHA-256 of the secret
 * over the terminal's name and the challenge, cut as RFC 4226 §5.3 cuts.
 */
export function answerTo(secret: string, terminal: string, challenge: string): string {
  const key = Buffer.from(Secret.fromBase32(secret).bytes);
  const mac = createHmac('sha256', key).update(`budayang service\n${terminal}\n${challenge}`).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** ANSWER_DIGITS;
  return String(number).padStart(ANSWER_DIGITS, '0');
}

export function checkAnswer(secret: string, terminal: string, challenge: string, answer: string): boolean {
  const expected = Buffer.from(answerTo(secret, terminal, challenge));
  const given = Buffer.from(answer);
  return expected.length === given.length && timingSafeEqual(expected, given);
}
