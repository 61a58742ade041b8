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

const milliseconds = z.number().int().min(0).max(600_000);
const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/);
/** One number a board tells or takes. What names there are depends on the link. */
const signal = z.string().min(1).max(40);
/** What each value of a signal means; any other value is `unknown`. */
const states = <T extends z.ZodType>(word: T) => z.record(z.string().regex(/^\d{1,5}$/), word);

const modbusSchema = z.strictObject({
  kind: z.literal('modbus'),
  baudRate: z.number().int().positive(),
  unit: z.number().int().min(1).max(247),
  /** What is asked for at each poll: function 1 gives signals `coil:<address>`, function 2 `discrete:<address>`. */
  polls: z
    .array(
      z.strictObject({
        function: z.union([z.literal(1), z.literal(2)]),
        start: z.number().int().min(0).max(0xffff),
        count: z.number().int().min(1).max(2000),
      }),
    )
    .min(1),
  pollMs: milliseconds.min(20),
  answerMs: milliseconds.min(10),
});

const linesSchema = z.strictObject({
  kind: z.literal('lines'),
  baudRate: z.number().int().positive(),
  /** Asked at opening and every `pollMs`; a board that pushes everything needs no polls (null). */
  query: z.string().regex(/^[A-Z?]{1,8}$/),
  pollMs: milliseconds.min(50).nullable(),
  answerMs: milliseconds.min(10),
  /** A board that pushes says something at least this often; null when it does not promise to. */
  heartbeatMs: milliseconds.min(50).nullable(),
});

const bits = z.strictObject({
  report: z.number().int().min(0).max(255),
  /** Counted behind the report id, from 0. */
  byte: z.number().int().min(0).max(1023),
  /** Lowest bit first; fields run on into the following bytes. */
  bit: z.number().int().min(0).max(7).default(0),
  width: z.number().int().min(1).max(16).default(1),
});
export type BitField = z.infer<typeof bits>;

const hidSchema = z.strictObject({
  kind: z.literal('hid'),
  /** Of the interface, where the device has several. */
  usagePage: z.number().int().min(1).max(0xffff).optional(),
  inputs: z.record(signal, bits),
  outputs: z.record(signal, bits),
  /** Bytes of each output report without its id. */
  outputLengths: z.record(z.string().regex(/^\d{1,3}$/), z.number().int().min(1).max(1024)),
  heartbeatMs: milliseconds.min(50).nullable(),
});

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

/** One board as data: how its bytes name signals, and what signals mean. */
export const profileSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9-]{1,40}$/),
    /** How the board is called wherever it is shown. */
    model: z.string().min(1).max(60),
    /** Where the facts come from. */
    source: z.string().min(1),
    link: z.discriminatedUnion('kind', [modbusSchema, linesSchema, hidSchema]),
    inputs: z.array(inputSchema),
    lights: z.record(name, lightRowSchema),
    volume: volumeRowSchema.nullable(),
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
    const read = profile.inputs.map((row) => row.signal);
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
export type ModbusSettings = z.infer<typeof modbusSchema>;
export type LineSettings = z.infer<typeof linesSchema>;
export type HidSettings = z.infer<typeof hidSchema>;

function knows(link: ModbusSettings | LineSettings | HidSettings, one: string, which: 'told' | 'taken'): boolean {
  switch (link.kind) {
    case 'modbus': {
      const match = /^(coil|discrete):(\d{1,5})$/.exec(one);
      const address = Number(match?.[2]);
      if (which === 'taken') return match?.[1] === 'coil' && address <= 0xffff;
      return link.polls.some(
        ({ function: code, start, count }) =>
          match?.[1] === (code === 1 ? 'coil' : 'discrete') && address >= start && address < start + count,
      );
    }
    case 'lines':
      return SIGNAL_OF_LINE.test(one);
    case 'hid': {
      if (which === 'told') return link.inputs[one] !== undefined;
      const field = link.outputs[one];
      const length = link.outputLengths[String(field?.report)] ?? 0;
      return field !== undefined && field.byte * 8 + field.bit + field.width <= length * 8;
    }
  }
}

/** What the link can carry is below this. */
function limitOf(link: ModbusSettings | LineSettings | HidSettings, one: string): number {
  return link.kind === 'hid' ? 2 ** (link.outputs[one]?.width ?? 16) : 0x1_0000;
}

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

export const SIGNAL_OF_LINE = /^[A-Z][A-Z0-9]{0,7}$/;

/** Reads a profile; an error names the field. */
export function parseProfile(value: unknown): Result<Profile, string> {
  const profile = profileSchema.safeParse(value);
  if (profile.success) return ok(profile.data);
  return fail(profile.error.issues.map(({ path, message }) => `${path.join('.') || 'profile'}: ${message}`).join('; '));
}
