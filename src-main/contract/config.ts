import { z } from 'zod';
import { languageSchema, localizedTextSchema } from './text.ts';

const portSchema = z
  .string()
  .regex(
    /^(\/[^\0]+|tcp:\/\/[^/\s:]+:\d{1,5}|COM\d+)$/,
    'must be a serial path such as /dev/ttyUSB0, or tcp://host:port',
  );

/**
 * What the unit must call itself (SAM number, serial number). Null takes any; another unit than the named one still
 * works, and is said to the technician until it is accepted here.
 */
const identitySchema = z.string().min(1).max(80).nullable().default(null);

const baudRateSchema = z.union([9600, 19200, 38400, 57600, 115200].map((rate) => z.literal(rate)));

/**
 * The terminal's configuration file (JSON). Unknown keys are errors. A device left out does not exist here:
 * its items are then shown as not available at this machine.
 */
export const configSchema = z.strictObject({
  terminal: z.strictObject({
    id: z.string().regex(/^[A-Z0-9-]{4,32}$/),
    /** Folder for the ledger, spool and logs; relative to the file's folder. */
    dataDirectory: z.string().min(1),
  }),
  site: z.strictObject({
    name: localizedTextSchema,
    profile: z.enum(['hall', 'bank-branch', 'village']),
    helpPhone: z.string().regex(/^[0-9-]{3,20}$/),
  }),
  languages: z.array(languageSchema).min(1).default(['zh-CN', 'en']),
  platform: z.strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((url) => url.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url), {
        message: 'must be https:// (plain http:// only to this machine itself)',
      }),
    terminalKey: z.string().min(16),
    /** PEM file of the certificate authority to trust besides the system's. */
    certificateAuthorityFile: z.string().optional(),
    /** JWK set file of the platform (GET /v1/keys); pins its signing and sealing keys. */
    keysFile: z.string().min(1),
  }),
  devices: z.strictObject({
    idCardReader: z
      .strictObject({ port: portSchema, baudRate: baudRateSchema.default(115200), identity: identitySchema })
      .optional(),
    barcodeReader: z
      .strictObject({
        port: portSchema,
        baudRate: baudRateSchema.default(9600),
        family: z.enum(['plain', 'honeywell', 'newland']),
        suffix: z.enum(['CR', 'LF', 'CRLF', 'TAB', 'ETX', 'idle']).default('CR'),
        identity: identitySchema,
      })
      .optional(),
    receiptPrinter: z
      .strictObject({
        port: portSchema,
        baudRate: baudRateSchema.default(115200),
        family: z.enum(['epson', 'snbc', 'masung', 'custom', 'cashino']),
        widthDots: z.union([z.literal(576), z.literal(384)]).default(576),
        identity: identitySchema,
      })
      .optional(),
    /** The file printer: writes each document into a folder. Paper comes with IPP. */
    documentPrinter: z
      .strictObject({ kind: z.literal('file'), directory: z.string().min(1), keep: z.boolean().default(false) })
      .optional(),
  }),
  /** Who may open the service side; without it nobody can. A JSON file of staff numbers, roles and code secrets. */
  service: z.strictObject({ staffFile: z.string().min(1) }).optional(),
  timing: z
    .strictObject({
      /** Seconds without touch until the warning, and the countdown after it. Elder mode doubles both. */
      idleSeconds: z.number().int().min(10).max(600).default(60),
      warningSeconds: z.number().int().min(10).max(120).default(30),
    })
    .default({ idleSeconds: 60, warningSeconds: 30 }),
});
export type Config = z.infer<typeof configSchema>;
