import { z } from 'zod';

export const milliseconds = z.number().int().min(0).max(600_000);
/** One number a board tells or takes. What names there are depends on the link. */
export const signal = z.string().min(1).max(40);

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
  /** The word of the line by which a board says that it began anew, where it says so. */
  banner: z
    .string()
    .regex(/^[A-Z]{1,7}$/)
    .refine((word) => !['ST', 'OK', 'NO', 'SET'].includes(word), { message: 'that word means something else' })
    .optional(),
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

/** How the bytes on a board's wire name signals. */
export const linkSchema = z.discriminatedUnion('kind', [modbusSchema, linesSchema, hidSchema]);
export type ModbusSettings = z.infer<typeof modbusSchema>;
export type LineSettings = z.infer<typeof linesSchema>;
export type HidSettings = z.infer<typeof hidSchema>;
export type LinkSettings = z.infer<typeof linkSchema>;

export const SIGNAL_OF_LINE = /^[A-Z][A-Z0-9]{0,7}$/;

/** Whether a link of these settings tells or takes a signal of this name. */
export function knows(link: LinkSettings, one: string, which: 'told' | 'taken'): boolean {
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
export function limitOf(link: LinkSettings, one: string): number {
  return link.kind === 'hid' ? 2 ** (link.outputs[one]?.width ?? 16) : 0x1_0000;
}
