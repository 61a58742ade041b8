import { z } from 'zod';

/**
 * One command of the standard as this product uses it: which majors of its command and of its completion we understand
 * (a completion's major may differ from its command's), and the shape of both payloads. What a lost answer means for the
 * world is the driver's to say.
 */
export interface CommandSpec<P, R> {
  readonly name: string;
  readonly commandMajors: readonly number[];
  readonly completionMajors: readonly number[];
  readonly command: z.ZodType<P>;
  readonly completion: z.ZodType<R>;
}

/** One event, solicited or not; `unsolicited` says how it may come. */
export interface EventSpec<P> {
  readonly name: string;
  readonly majors: readonly number[];
  readonly comes: 'solicited' | 'unsolicited' | 'either';
  readonly payload: z.ZodType<P>;
}

export const commandSpec = <P, R>(spec: CommandSpec<P, R>): CommandSpec<P, R> => spec;
export const eventSpec = <P>(spec: EventSpec<P>): EventSpec<P> => spec;

/** No property we read. Whatever stands there is passed over. */
export const nothing = z.object({});

/** Most items of a list, most entries of a map: a service that sends more is not believed. */
export const MAX_ITEMS = 256;

/** A vendor's text that is shown to technicians: model names, serial numbers. Control characters become spaces. */
export const labelSchema = z
  .string()
  .max(512)
  .transform((text) => text.replaceAll(/\p{C}/gu, ' ').trim().slice(0, 80));

/**
 * One of the words of a status. A word nobody knows becomes `unknown`, never a refusal: a newer service must not
 * become unreadable. Generation 1's `notSupported` is generation 2's null.
 */
export function wordSchema<const W extends string>(words: readonly W[]): z.ZodType<W | 'unknown' | null> {
  return z
    .string()
    .max(64)
    .transform((word): W | 'unknown' | null =>
      word === 'notSupported' ? null : (words.find((known) => known === word) ?? 'unknown'),
    );
}

/** `errorCode` of a completion: kept when it has the form of one; mapped by `outcome.ts`. */
export const errorCodeSchema = z
  .string()
  .regex(/^[A-Za-z][0-9A-Za-z]{0,59}$/)
  .nullish();
