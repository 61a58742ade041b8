import { z } from 'zod';
import { RETRACT_BIN_PAPERS } from '../../drivers/contract/receipt.ts';

const serial = String.raw`\/[^\0]+|COM\d+`;
const tcp = String.raw`tcp:\/\/[^/\s:]+:\d{1,5}`;
const usb = String.raw`usb:\/\/[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(\/[^/\s]+)?`;
const hid = String.raw`hid:\/\/[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(\/[^/\s]+)?`;
const usbPrinter = String.raw`usblp:\/\/[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(\/[^/\s]+)?`;
const xfs = String.raw`wss?:\/\/[^/\s:]+:\d{1,5}\/\S+`;

/** Where a device is, out of the kinds of place its class can be at. */
const portSchema = (kinds: readonly string[], words: string) =>
  z.string().regex(new RegExp(`^(${kinds.join('|')})$`), `must be ${words}`);
const serialOrTcp = 'a serial path such as /dev/ttyUSB0, or tcp://host:port';
const service = 'or an XFS4IoT service such as ws://127.0.0.1:5846/xfs4iot/v1.0/Name';

const baudRateSchema = z.union([9600, 19200, 38400, 57600, 115200].map((rate) => z.literal(rate)));

/**
 * What the unit must call itself (SAM number, serial number). Null takes any; another unit than the named one still
 * works, and is said to the technician until it is accepted here.
 */
const identitySchema = z.string().min(1).max(80).nullable().default(null);

const idCardReaderSchema = z.strictObject({
  port: portSchema([serial, tcp, usb, hid, xfs], `${serialOrTcp}, usb://vid:pid, hid://vid:pid, ${service}`),
  /** Serial paths only. */
  baudRate: baudRateSchema.default(115200),
  /** HID only: name of a wrapper profile, or an absolute path to one (drivers/id-card-reader/README.md). */
  wrapper: z.string().min(1).optional(),
  identity: identitySchema,
});

/** The port that declares a scanner that types like a keyboard. Never a default; the machine then takes no other keys. */
export const WEDGE_PORT = 'keyboard-wedge';

const barcodeReaderSchema = z
  .strictObject({
    port: portSchema(
      [serial, tcp, hid, xfs, WEDGE_PORT],
      `${serialOrTcp}, hid://vid:pid, ${service}; or ${WEDGE_PORT}`,
    ),
    /** Serial paths only. */
    baudRate: baudRateSchema.default(9600),
    /** Serial and TCP only; a HID-POS scanner and a service need none. */
    family: z.enum(['plain', 'honeywell', 'newland', 'gm65', 'ssi']).default('plain'),
    /** What ends a code; of a keyboard wedge the key that does: `CR` Enter, `TAB` Tab. */
    suffix: z.enum(['CR', 'LF', 'CRLF', 'TAB', 'ETX', 'idle']).default('CR'),
    identity: identitySchema,
  })
  .refine(({ port, suffix }) => port !== WEDGE_PORT || suffix === 'CR' || suffix === 'TAB', {
    path: ['suffix'],
    message: 'must be CR or TAB for a keyboard wedge',
  });

const receiptPrinterSchema = z.strictObject({
  port: portSchema([serial, tcp, usbPrinter, xfs], `${serialOrTcp}, /dev/usb/lp0, usblp://vid:pid, ${service}`),
  /** Serial paths only. */
  baudRate: baudRateSchema.default(115200),
  family: z.enum(['epson', 'snbc', 'masung', 'custom', 'cashino']),
  widthDots: z.union([z.literal(576), z.literal(384)]).default(576),
  /** False where the machine has no sensor at its mouth although the family could have one. */
  exitSensor: z.boolean().default(true),
  /** Where the mouth has a sensor: how long a receipt is held out to be taken. */
  heldOutSeconds: z.number().int().min(5).max(120).default(30),
  /** What the retract bin holds; no sensor tells, so it is counted. */
  retractBinPapers: z.number().int().min(1).max(500).default(RETRACT_BIN_PAPERS),
  identity: identitySchema,
});

const specialPaperSchema = z
  .strictObject({
    /** Names of both trays as the printer tells them (`media-source-supported`), or plain jobs would take any A4. */
    trays: z.strictObject({ plain: z.string().min(1).max(60), special: z.string().min(1).max(60) }),
    /** Sheets of a full tray. */
    capacity: z.number().int().min(1).max(2000).default(100),
    /** At or below so many sheets somebody should bring more. */
    lowAt: z.number().int().min(0).max(2000).default(10),
  })
  .refine(({ trays }) => trays.plain !== trays.special, {
    path: ['trays', 'special'],
    message: 'must be another tray than the plain one',
  })
  .refine(({ lowAt, capacity }) => lowAt < capacity, { path: ['lowAt'], message: 'must be less than capacity' });

const documentPrinterSchema = z.discriminatedUnion('kind', [
  /** The file printer: writes each document into a folder. No paper. */
  z.strictObject({ kind: z.literal('file'), directory: z.string().min(1), keep: z.boolean().default(false) }),
  z.strictObject({
    kind: z.literal('ipp'),
    uri: z.string().regex(/^ipps?:\/\/[^/\s]+\/\S*$/, 'must be ipp://host[:port]/path or ipps://…'),
    /** SHA-256 of the printer's own certificate for `ipps`, `AA:BB:…`. */
    fingerprint256: z
      .string()
      .regex(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
      .optional(),
    /** Set when other software stands between us and the paper. */
    spooler: z.boolean().optional(),
    /** Numbered or sealed stock in a tray of its own, counted because no sensor tells. Left out where there is none. */
    specialPaper: specialPaperSchema.optional(),
    identity: identitySchema,
  }),
  z.strictObject({
    kind: z.literal('xfs4iot'),
    port: portSchema([xfs], service.slice(3)),
    /** What the service must name as `osPrinter`. */
    osPrinter: z.string().min(1),
    identity: identitySchema,
  }),
]);

const cardReaderSchema = z.strictObject({
  /** Name of the PC/SC reader or a part of it; null where there is only one. */
  reader: z.string().min(1).nullable().default(null),
});

const auxiliariesSchema = z.strictObject({
  port: portSchema([serial, tcp, hid, xfs], `${serialOrTcp}, hid://vid:pid, ${service}`),
  /** Which board it is: a profile's name, or an absolute path to one (drivers/auxiliaries/README.md). A service needs none. */
  profile: z.string().min(1).optional(),
  /** Services only: XFS4IoT names of the lights that are fitted. */
  lights: z.array(z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/)).default([]),
  /** The light that draws people near: slow while the machine is free, steady while someone stands there. */
  presenceLight: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,31}$/)
    .optional(),
  /** The lamp or contact that is on from an alarm until somebody of staff comes in; a board without it has none. */
  alarmLight: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,31}$/)
    .default('alarm'),
});

const cameraPlaceSchema = z.strictObject({
  /**
   * A part of the camera's name as the system tells it, e.g. `Eloam` or `(0c45:6366)`; with none, any camera of the
   * machine is it. Names are the stable thing here: Chromium's own ids change with every page.
   */
  label: z.string().min(1).max(120).nullable().default(null),
});

const cameraSchema = z
  .strictObject({
    /** The one above the desk that looks at papers. */
    document: cameraPlaceSchema.optional(),
    /** The one that looks at the person. */
    face: cameraPlaceSchema.optional(),
  })
  .refine(({ document, face }) => document !== undefined || face !== undefined, 'must name document, face or both');

/** A device left out does not exist here: its items are then shown as not available at this machine. */
export const devicesConfigSchema = z.strictObject({
  idCardReader: idCardReaderSchema.optional(),
  barcodeReader: barcodeReaderSchema.optional(),
  receiptPrinter: receiptPrinterSchema.optional(),
  documentPrinter: documentPrinterSchema.optional(),
  /** Social security cards over PC/SC. */
  cardReader: cardReaderSchema.optional(),
  /** Doors, tamper switch, UPS, presence and lights of the cabinet. */
  auxiliaries: auxiliariesSchema.optional(),
  /** Cameras, read by the page (`src-renderer/camera/README.md`). */
  camera: cameraSchema.optional(),
});
export type DevicesConfig = z.infer<typeof devicesConfigSchema>;
