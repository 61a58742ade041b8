import { z } from 'zod';
import { commandSpec, errorCodeSchema, eventSpec, labelSchema, MAX_ITEMS, nothing, wordSchema } from '../spec.ts';
import { auxiliariesStatusSchema } from './auxiliaries.ts';
import { barcodeReaderStatusSchema } from './barcode-reader.ts';
import { cardReaderStatusSchema } from './card-reader.ts';
import { printerCapabilitiesSchema, printerStatusSchema } from './printer.ts';
import { vendorModeStatusSchema } from './vendor-mode.ts';

/** `Common.Status.common.device`. */
const DEVICE_WORDS = [
  'online',
  'offline',
  'powerOff',
  'noDevice',
  'hardwareError',
  'userError',
  'deviceBusy',
  'fraudAttempt',
  'potentialFraud',
  'starting',
] as const;

/** Every property may be absent or null: absent support, or no change in a `StatusChangedEvent`. */
export const statusSchema = z.object({
  common: z
    .object({
      device: wordSchema(DEVICE_WORDS).nullish(),
      devicePosition: wordSchema(['inPosition', 'notInPosition']).nullish(),
      antiFraudModule: wordSchema(['ok', 'inoperable', 'deviceDetected']).nullish(),
    })
    .nullish(),
  cardReader: cardReaderStatusSchema.nullish(),
  printer: printerStatusSchema.nullish(),
  barcodeReader: barcodeReaderStatusSchema.nullish(),
  auxiliaries: auxiliariesStatusSchema.nullish(),
  vendorMode: vendorModeStatusSchema.nullish(),
});
export type XfsStatus = z.infer<typeof statusSchema>;

const versionsSchema = z
  .record(
    z.string().max(121),
    z.object({ versions: z.array(z.string().regex(/^[1-9]\d{0,3}\.(0|[1-9]\d{0,3})$/)).max(32) }),
  )
  .refine((map) => Object.keys(map).length <= MAX_ITEMS, { message: 'too many messages' });

const namedSchema = z.array(z.unknown()).max(MAX_ITEMS).nullish();

/** `DeviceInformation.firmware`; generation 1 spells its fields in full, what is of neither kind is not read. */
const programSchema = z.object({
  firmwareName: labelSchema.nullish(),
  firmwareVersion: labelSchema.nullish(),
  hardwareRevision: labelSchema.nullish(),
});

export const capabilitiesSchema = z.object({
  interfaces: z
    .array(
      z.object({
        name: z.string().max(60),
        commands: versionsSchema.nullish(),
        events: versionsSchema.nullish(),
        maximumRequests: z.number().int().min(0).nullish(),
      }),
    )
    .max(64),
  common: z
    .object({
      serviceVersion: labelSchema.nullish(),
      deviceInformation: z
        .array(
          z.object({
            modelName: labelSchema.nullish(),
            serialNumber: labelSchema.nullish(),
            revisionNumber: labelSchema.nullish(),
            modelDescription: labelSchema.nullish(),
            firmware: z.array(programSchema).max(MAX_ITEMS).nullish().catch(null),
            software: namedSchema,
          }),
        )
        .max(MAX_ITEMS)
        .nullish(),
    })
    .nullish(),
  printer: printerCapabilitiesSchema.nullish(),
  cardReader: z.object({ type: z.string().max(60).nullish() }).nullish(),
});
export type XfsCapabilities = z.infer<typeof capabilitiesSchema>;

export const status = commandSpec({
  name: 'Common.Status',
  commandMajors: [1, 2],
  completionMajors: [1, 2, 3],
  command: nothing,
  completion: statusSchema,
});

export const capabilities = commandSpec({
  name: 'Common.Capabilities',
  commandMajors: [1, 2],
  completionMajors: [1, 2, 3],
  command: nothing,
  completion: capabilitiesSchema,
});

const majorsSchema = z.record(z.string().max(121), z.number().int().min(1).max(9999)).nullish();

export const setVersions = commandSpec({
  name: 'Common.SetVersions',
  commandMajors: [1, 2],
  completionMajors: [1, 2],
  command: z.object({ commands: majorsSchema, events: majorsSchema }),
  completion: nothing,
});

export const cancel = commandSpec({
  name: 'Common.Cancel',
  commandMajors: [1, 2],
  completionMajors: [1, 2],
  /** Null: every request of this connection. */
  command: z.object({ requestIds: z.array(z.number().int().min(1)).max(MAX_ITEMS).nullish() }),
  completion: z.object({ errorCode: errorCodeSchema }),
});

export const statusChangedEvent = eventSpec({
  name: 'Common.StatusChangedEvent',
  majors: [1, 2, 3],
  comes: 'unsolicited',
  payload: statusSchema,
});

/** `vendorDescription` is not read: nobody knows what stands in it. */
export const errorEvent = eventSpec({
  name: 'Common.ErrorEvent',
  majors: [1, 2],
  comes: 'unsolicited',
  payload: z.object({
    eventId: wordSchema(['hardware', 'software', 'user', 'fraudAttempt']).nullish(),
    action: wordSchema(['reset', 'softwareError', 'configuration', 'clear', 'maintenance', 'suspend']).nullish(),
  }),
});

const servicesSchema = z.object({
  vendorName: labelSchema.nullish(),
  services: z
    .array(z.object({ serviceURI: z.string().max(613) }))
    .max(64)
    .nullish(),
});

export const getServices = commandSpec({
  name: 'ServicePublisher.GetServices',
  commandMajors: [1, 2],
  completionMajors: [1, 2],
  command: nothing,
  completion: servicesSchema,
});

export const serviceDetailEvent = eventSpec({
  name: 'ServicePublisher.ServiceDetailEvent',
  majors: [1, 2],
  comes: 'either',
  payload: servicesSchema,
});
