import { z } from 'zod';
import {
  audioRouteSchema,
  doorSchema,
  fail,
  flashRateSchema,
  headsetSchema,
  keypadKeySchema,
  lightColorSchema,
  ok,
  operatorSwitchSchema,
  proximitySchema,
  type Result,
  tamperSchema,
  upsStateSchema,
} from '../contract/index.ts';
import { knows, limitOf, linkSchema, milliseconds, signal } from './profile-links.ts';

const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/);
/** What each value of a signal means; any other value is `unknown`. */
const states = <T extends z.ZodType>(word: T) => z.record(z.string().regex(/^\d{1,5}$/), word);

const debounceMs = milliseconds.max(10_000);
const inputSchema = z.discriminatedUnion('input', [
  z.strictObject({ input: z.literal('presence'), signal, states: states(proximitySchema), debounceMs }),
  z.strictObject({ input: z.literal('door'), name, signal, states: states(doorSchema), debounceMs }),
  z.strictObject({ input: z.literal('tamper'), signal, states: states(tamperSchema), debounceMs }),
  z.strictObject({ input: z.literal('ups'), signal, states: states(upsStateSchema), debounceMs }),
  /** The signal is the percentage itself; more than 100 means not known. */
  z.strictObject({ input: z.literal('upsPercent'), signal, debounceMs }),
  z.strictObject({ input: z.literal('operatorSwitch'), signal, states: states(operatorSwitchSchema), debounceMs }),
  z.strictObject({ input: z.literal('headset'), signal, states: states(headsetSchema), debounceMs }),
  /** The value of the signal says which key is down; a value that is no key means none. */
  z.strictObject({
    input: z.literal('keypad'),
    signal,
    keys: states(keypadKeySchema),
    debounceMs,
    /** A key held this long is stuck. */
    stuckMs: milliseconds.min(1000),
  }),
]);
export type InputRow = z.infer<typeof inputSchema>;

const lightRowSchema = z.strictObject({
  /** One signal for each color the light can show; the first color is the one shown when none is named. */
  colors: z.array(z.strictObject({ color: lightColorSchema, signal })).min(1),
  /** What is written for each rate; a rate that is left out is not supported. */
  rates: z
    .partialRecord(flashRateSchema, z.number().int().min(0).max(0xffff))
    .refine((rates) => rates.off !== undefined, {
      message: 'a light must be able to go out',
    }),
});
export type LightRow = z.infer<typeof lightRowSchema>;

const volumeRowSchema = z.strictObject({
  signal,
  /** What is written for 100 percent. */
  full: z.number().int().min(1).max(0xffff),
  routeSignal: signal.optional(),
  routes: z.partialRecord(audioRouteSchema, z.number().int().min(0).max(0xffff)),
});

/**
 * By what a board shows that it began anew, and so forgot its outputs. `counter`: a signal that is another one after each start;
 * `uptime`: a signal that only grows while it runs; `outputs`: it tells its outputs back under the names they are written by.
 */
const restartSignSchema = z.discriminatedUnion('shows', [
  z.strictObject({ shows: z.literal('counter'), signal }),
  z.strictObject({ shows: z.literal('uptime'), signal }),
  z.strictObject({ shows: z.literal('outputs') }),
]);
export type RestartSign = z.infer<typeof restartSignSchema>;

/** One board as data: how its bytes name signals, and what signals mean. */
export const profileSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]{1,40}$/),
    /** How the board is called wherever it is shown. */
    model: z.string().min(1).max(60),
    /** Where the facts come from. */
    source: z.string().min(1),
    link: linkSchema,
    inputs: z.array(inputSchema),
    lights: z.record(name, lightRowSchema),
    volume: volumeRowSchema.nullable(),
    restart: z.array(restartSignSchema).default([]),
  })
  .superRefine((profile, context) => {
    const inputs = profile.inputs.map((row) => (row.input === 'door' ? `door.${row.name}` : row.input));
    for (const double of inputs.filter((one, at) => inputs.indexOf(one) !== at)) {
      context.addIssue({ code: 'custom', path: ['inputs'], message: `${double} is described twice` });
    }
    const written = [
      ...Object.values(profile.lights).flatMap(({ colors }) => colors.map((color) => color.signal)),
      ...(profile.volume ? [profile.volume.signal, profile.volume.routeSignal ?? profile.volume.signal] : []),
    ];
    for (const [one, value] of largestWritten(profile)) {
      if (value < limitOf(profile.link, one)) continue;
      context.addIssue({ code: 'custom', path: ['link'], message: `signal ${one} is too narrow for ${value}` });
    }
    const shown = profile.restart.flatMap((sign) => (sign.shows === 'outputs' ? written : [sign.signal]));
    const read = [...profile.inputs.map((row) => row.signal), ...shown];
    for (const [names, which] of [
      [read, 'told'],
      [written, 'taken'],
    ] as const) {
      for (const one of names) {
        if (!knows(profile.link, one, which)) {
          context.addIssue({ code: 'custom', path: ['link'], message: `signal ${one} is not ${which} by this link` });
        }
      }
    }
  });
export type Profile = z.infer<typeof profileSchema>;

function largestWritten(profile: {
  readonly lights: Readonly<Record<string, LightRow>>;
  readonly volume: z.infer<typeof volumeRowSchema> | null;
}): [string, number][] {
  const { lights, volume } = profile;
  const largest: [string, number][] = Object.values(lights).flatMap(({ colors, rates }) =>
    colors.map(({ signal: one }): [string, number] => [one, Math.max(0, ...Object.values(rates))]),
  );
  if (volume) {
    largest.push([volume.signal, volume.full]);
    if (volume.routeSignal !== undefined)
      largest.push([volume.routeSignal, Math.max(0, ...Object.values(volume.routes))]);
  }
  return largest;
}

/** Reads a profile; an error names the field. */
export function parseProfile(value: unknown): Result<Profile, string> {
  const profile = profileSchema.safeParse(value);
  if (profile.success) return ok(profile.data);
  return fail(profile.error.issues.map(({ path, message }) => `${path.join('.') || 'profile'}: ${message}`).join('; '));
}
