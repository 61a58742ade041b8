import { z } from 'zod';
import { keypadKeySchema } from '../../drivers/contract/index.ts';
import { faultModeSchema, faultsSchema } from '../../platform/faults/faults.ts';
import { baseNames } from '../../platform/shared-data/base-schema.ts';
import { boardStateSchema } from './board-panel.ts';
import { cameraScenes } from './camera-scenes.ts';
import { facePeople } from './faces.ts';
import { deviceNames } from './machine.ts';
import { printerActions, printerStateSchema } from './printer-panel.ts';

/** The dock's HTTP contract; GET /api/openapi.json is made of these. */

export const problemSchema = z.object({ error: z.string(), message: z.string() });

export const personSchema = z.object({
  id: z.string(),
  note: z.string().describe('What this person is good for'),
  cardType: z.enum(['resident', 'J', 'I', 'Y']),
  name: z.string().nullable(),
  englishName: z.string().nullable(),
  sex: z.string().nullable(),
  birth: z.string().nullable(),
  number: z.string(),
});

export const receiptSchema = z.object({
  n: z.number().int().describe('1 is the first paper since the start; also the name of its PNG'),
  widthDots: z.number().int(),
  heightDots: z.number().int(),
  codes: z.array(z.string()).describe('Payloads of the QR codes on the paper, read from the picture'),
});

const pluggedSchema = z.object({ plugged: z.boolean(), port: z.string() });
export const stateSchema = z.object({
  kiosk: z.object({
    running: z.boolean(),
    screen: z.string().nullable().describe('Name of the screen on stage'),
  }),
  reader: pluggedSchema.extend({ card: z.string().nullable().describe('Whose card lies there') }),
  chipReader: z
    .object({ plugged: z.boolean(), card: z.string().nullable().describe('Whose card is inside') })
    .nullable()
    .describe('The slot for social security cards; null where no card service of our own can run'),
  scanner: pluggedSchema.extend({ reading: z.boolean().describe('Its light is on') }),
  printer: pluggedSchema.extend(printerStateSchema.shape),
  board: pluggedSchema.extend(boardStateSchema.shape).describe('The board of the cabinet: keypad, doors, lights'),
  camera: z
    .object({ plugged: z.boolean(), scene: z.enum([...cameraScenes, 'picture']) })
    .describe('What every camera of the kiosk sees'),
  platform: z.object({
    running: z.boolean(),
    url: z.string(),
    mode: faultModeSchema,
    basesUnavailable: z.array(z.string()),
  }),
  receipts: z.array(receiptSchema).describe('Oldest first, decoded from the bytes that reached the printer'),
  documents: z
    .array(z.object({ name: z.string(), bytes: z.number(), at: z.iso.datetime() }))
    .describe('PDFs of the file printer, newest first'),
});
export type DockState = z.infer<typeof stateSchema>;

export const cardBodySchema = z.strictObject({ person: z.string().min(1).max(64).nullable() });
export const chipBodySchema = z.union(
  [cardBodySchema, z.strictObject({ plugged: z.boolean() })],
  'must be {"person": "wang-yan" | null} or {"plugged": true | false}',
);
export const codeBodySchema = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(2000)
    .refine((text) => !/\p{Surrogate}/u.test(text), 'must be well-formed Unicode'),
});
export const printerBodySchema = z.strictObject({ action: z.enum(printerActions) });
export const boardBodySchema = z.union(
  [
    z.strictObject({ key: keypadKeySchema }),
    z.strictObject({ input: z.string().min(1).max(40), state: z.string().min(1).max(40) }),
  ],
  'must be {"key": "enter"} or {"input": "cabinet door", "state": "open"}; /api/state lists both',
);
export const cameraBodySchema = z.union(
  [
    z.strictObject({ scene: z.enum(cameraScenes) }),
    // A symbol of more could not be read in a picture of this size.
    z.strictObject({ code: z.string().min(1).max(300) }),
    z.strictObject({ face: z.enum(facePeople) }),
    z.strictObject({ plugged: z.boolean() }),
  ],
  'must be {"scene": "page"}, {"code": "text"}, {"face": "lin-yu"} or {"plugged": true | false}; /api/state names the scene',
);
export const deviceParamsSchema = z.object({ name: z.enum(deviceNames) });
export const deviceBodySchema = z.strictObject({ plugged: z.boolean() });
/** The platform forgives a base's name it does not know; a person who mistyped one should hear it. */
const faultSchema = faultsSchema.extend({ basesUnavailable: z.array(z.enum(baseNames)).default([]) });
export const platformBodySchema = z.union(
  [z.strictObject({ running: z.boolean() }), z.strictObject({ fault: faultSchema })],
  'must be {"running": true | false} or {"fault": {mode, times, path, basesUnavailable}}',
);

const pointSchema = z.number().min(0).max(10_000);
export const touchBodySchema = z.union(
  [
    z.strictObject({ button: z.string().min(1).max(200) }),
    z.strictObject({
      events: z
        .array(z.strictObject({ type: z.enum(['down', 'move', 'up']), x: pointSchema, y: pointSchema }))
        .min(1)
        .max(500),
    }),
  ],
  'must be {"button": "its name"} or {"events": [{type: "down" | "move" | "up", x, y}]}',
);
