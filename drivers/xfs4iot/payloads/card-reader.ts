import { z } from 'zod';
import { base64Schema } from '../base64.ts';
import { commandSpec, errorCodeSchema, eventSpec, nothing, wordSchema } from '../spec.ts';

const MODULE_WORDS = ['ok', 'inoperable'] as const;

export const cardReaderStatusSchema = z.object({
  media: wordSchema(['present', 'notPresent', 'jammed', 'entering', 'latched']).nullish(),
  chipPower: wordSchema(['online', 'busy', 'poweredOff', 'noDevice', 'hardwareError', 'noCard']).nullish(),
  chipModule: wordSchema(MODULE_WORDS).nullish(),
  security: wordSchema(['notReady', 'open']).nullish(),
});

/** Generation 1 says `status: ok`, generation 2 leaves it out. */
const cardDataSchema = z.object({ status: z.string().max(60).nullish(), data: base64Schema.nullish() });

export const chipProtocols = [
  'chipT0',
  'chipT1',
  'chipProtocolNotRequired',
  'chipTypeAPart3',
  'chipTypeAPart4',
  'chipTypeB',
  'chipTypeNFC',
] as const;
export type ChipProtocol = (typeof chipProtocols)[number];

const wanted = z.boolean().nullish();

export const readRawData = commandSpec({
  name: 'CardReader.ReadRawData',
  commandMajors: [1, 2],
  completionMajors: [1, 2, 3],
  command: z.object({ track1: wanted, track2: wanted, track3: wanted, chip: wanted }),
  completion: z.object({
    errorCode: errorCodeSchema,
    track1: cardDataSchema.nullish(),
    track2: cardDataSchema.nullish(),
    track3: cardDataSchema.nullish(),
    chip: z.array(cardDataSchema).max(8).nullish(),
  }),
});

export const chipIo = commandSpec({
  name: 'CardReader.ChipIO',
  commandMajors: [1, 2, 3],
  completionMajors: [1, 2, 3],
  command: z.object({ chipProtocol: z.enum(chipProtocols).nullish(), chipData: base64Schema }),
  completion: z.object({ errorCode: errorCodeSchema, chipData: base64Schema.nullish() }),
});

export const chipPower = commandSpec({
  name: 'CardReader.ChipPower',
  commandMajors: [1, 2],
  completionMajors: [1, 2, 3],
  command: z.object({ chipPower: z.enum(['cold', 'warm', 'off']) }),
  completion: z.object({ errorCode: errorCodeSchema, chipData: base64Schema.nullish() }),
});

const placeSchema = z.string().regex(/^(exit|transport|unit[0-9A-Za-z]{1,40})$/);

export const move = commandSpec({
  name: 'CardReader.Move',
  commandMajors: [1, 2],
  completionMajors: [1, 2],
  command: z.object({ from: placeSchema.nullish(), to: placeSchema.nullish() }),
  completion: z.object({ errorCode: errorCodeSchema }),
});

export const reset = commandSpec({
  name: 'CardReader.Reset',
  commandMajors: [1, 2],
  completionMajors: [1, 2],
  command: z.object({ to: z.enum(['exit', 'retain', 'currentPosition', 'auto']).nullish() }),
  completion: z.object({ errorCode: errorCodeSchema }),
});

const during = (name: string) => eventSpec({ name, majors: [1, 2], comes: 'solicited', payload: nothing });

export const insertCardEvent = during('CardReader.InsertCardEvent');
export const mediaInsertedEvent = during('CardReader.MediaInsertedEvent');
export const invalidMediaEvent = during('CardReader.InvalidMediaEvent');
export const mediaRemovedEvent = eventSpec({
  name: 'CardReader.MediaRemovedEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: nothing,
});
export const mediaDetectedEvent = eventSpec({
  name: 'CardReader.MediaDetectedEvent',
  majors: [1, 2],
  comes: 'either',
  payload: nothing,
});
