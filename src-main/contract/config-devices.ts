import { z } from 'zod';
import { RETRACT_BIN_PAPERS } from '../../drivers/contract/receipt.ts';
import { hasCredentials } from './shown-place.ts';

const serial = String.raw`\/[^\0]+|COM\d+`;
/** 1 to 65535. */
const number = String.raw`([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])`;
const tcp = String.raw`tcp:\/\/(\[[0-9A-Fa-f:.]+\]|[^/\s:]+):${number}`;
const usb = String.raw`usb:\/\/[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(\/[^/\s]+)?`;
const hid = String.raw`hid:\/\/[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(\/[^/\s]+)?`;
const usbPrinter = String.raw`usblp:\/\/[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(\/[^/\s]+)?`;
const host = String.raw`(\[[0-9A-Fa-f:.]+\]|[^/\s:]+)`;
/** A service by its address, or by its serial number: then it is looked up at each opening. */
const xfs = String.raw`(wss?:\/\/${host}:${number}\/\S+|xfss?:\/\/${host}\/([^/\s%]|%[0-7][0-9A-Fa-f]){1,80})`;

/** Pages, logs and backups show where a device is; so no secret may stand in it. */
const namesNoSecret = (place: string): boolean => !hasCredentials(place);
const noSecret = 'must hold no user name, password, query or fragment; the secret of a service goes into secretFile';

/** Where a device is, out of the kinds of place its class can be at. */
const portSchema = (kinds: readonly string[], words: string) =>
  z
    .string()
    .refine(namesNoSecret, { message: noSecret, abort: true })
    .regex(new RegExp(`^(${kinds.join('|')})$`), `must be ${words}`);
const serialOrTcp = 'a serial path such as /dev/ttyUSB0, or tcp://host:port';
const service =
  'or an XFS4IoT service such as ws://127.0.0.1:5846/xfs4iot/v1.0/Name, or xfs://127.0.0.1/<its serial number>';

const NAME_OF_LIGHT = /^[a-z][A-Za-z0-9]{0,31}$/;
const NO_NAME_OF_LIGHT = 'must be the name of a light: a small letter, then at most 31 letters and digits';
const lightNameSchema = z.string().regex(NAME_OF_LIGHT, NO_NAME_OF_LIGHT);

const baudRateSchema = z.union([9600, 19200, 38400, 57600, 115200].map((rate) => z.literal(rate)));

/**
 * What the unit must call itself (SAM number, serial number). Null takes any; another unit than the named one still
 * works, and is said to the technician until it is accepted here.
 */
const identitySchema = z.string().min(1).max(80).nullable().default(null);

/** Fields of a device behind a service that name a file. */
export const SERVICE_FILES = ['secretFile', 'authorityFile'] as const;
/** Services only. */
const serviceFields = {
  /** File with the secret the service asks for; sent as `Authorization: Bearer …`, and only where nobody can listen. */
  secretFile: z.string().min(1).optional(),
  /** PEM file of the only authority whose certificate a `wss://` or `xfss://` service may show; the system's are then not trusted. */
  authorityFile: z.string().min(1).optional(),
};

interface ServicePlace {
  readonly port?: string | undefined;
  readonly secretFile?: string | undefined;
  readonly authorityFile?: string | undefined;
}
/** `ws://` to another machine can be listened to, and over `xfs://` whoever has one of the ports could ask for it. */
const LISTENED_TO = /^(?!wss:|xfss:|ws:\/\/(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|localhost|\[::1\]):)/;

function checkServiceFiles({ port = '', secretFile, authorityFile }: ServicePlace, context: z.RefinementCtx): void {
  if (secretFile !== undefined && LISTENED_TO.test(port)) {
    const message =
      'is for wss:// and xfss:// services, and ws:// ones of this machine: nobody else may hear the secret';
    context.addIssue({ code: 'custom', path: ['secretFile'], message });
  }
  if (authorityFile !== undefined && !/^(wss|xfss):/.test(port))
    context.addIssue({ code: 'custom', path: ['authorityFile'], message: 'is for wss:// and xfss:// services only' });
}

const idCardReaderSchema = z
  .strictObject({
    port: portSchema([serial, tcp, usb, hid, xfs], `${serialOrTcp}, usb://vid:pid, hid://vid:pid, ${service}`),
    /** Serial paths only. */
    baudRate: baudRateSchema.default(115200),
    /** HID only: a wrapper profile's name, or a JSON file: a slash in it or `.json` at its end (drivers/id-card-reader/README.md). */
    wrapper: z.string().min(1).optional(),
    identity: identitySchema,
    ...serviceFields,
  })
  .superRefine(checkServiceFiles);

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
    /** Serial and TCP only, `ssi` excepted: it was set up to send `]Q1` and the like before each code. */
    aimPrefix: z.boolean().default(false),
    identity: identitySchema,
    ...serviceFields,
  })
  .superRefine(checkServiceFiles)
  .refine(
    ({ aimPrefix, port, family }) => !aimPrefix || (new RegExp(`^(${serial}|${tcp})$`).test(port) && family !== 'ssi'),
    {
      path: ['aimPrefix'],
      message: 'is for serial and TCP scanners only; the others tell the kind of code by themselves',
    },
  )
  .refine(({ port, suffix }) => port !== WEDGE_PORT || suffix === 'CR' || suffix === 'TAB', {
    path: ['suffix'],
    message: 'must be CR or TAB for a keyboard wedge',
  });

/** Which of a service's paper sources ours is (`upper`, `lower`, … or a vendor's name); left out, it takes paper where there is some. */
const paperSourceSchema = z.string().min(1).max(60).optional();

const receiptPrinterSchema = z
  .strictObject({
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
    /** Services only. */
    paperSource: paperSourceSchema,
    identity: identitySchema,
    ...serviceFields,
  })
  .superRefine(checkServiceFiles)
  .refine(({ paperSource, port }) => paperSource === undefined || new RegExp(`^${xfs}$`).test(port), {
    path: ['paperSource'],
    message: 'is for XFS4IoT services only',
  });

const specialPaperSchema = z
  .strictObject({
    /** Names of both trays as the printer tells them (IPP `media-source-supported`), or plain jobs would take any A4. */
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

const printerPlace = 'must be ipp://host[:port]/path or ipps://…';
const documentPrinterSchema = z.discriminatedUnion('kind', [
  /** The file printer: writes each document into a folder. No paper. */
  z.strictObject({ kind: z.literal('file'), directory: z.string().min(1), keep: z.boolean().default(false) }),
  z
    .strictObject({
      kind: z.literal('ipp'),
      uri: z
        .string()
        .refine(namesNoSecret, { message: noSecret, abort: true })
        .regex(/^ipps?:\/\/[^/\s]+\/\S*$/, { error: printerPlace, abort: true })
        .refine((uri) => URL.canParse(uri), { message: printerPlace }),
      /** SHA-256 of the printer's own certificate for `ipps`, `AA:BB:…`. */
      fingerprint256: z
        .string()
        .regex(
          /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/,
          'must be 32 pairs of capital hexadecimal digits with colons between them',
        )
        .optional(),
      /** Set when other software stands between us and the paper. */
      spooler: z.boolean().optional(),
      /** Numbered or sealed stock in a tray of its own, counted because no sensor tells. Left out where there is none. */
      specialPaper: specialPaperSchema.optional(),
      identity: identitySchema,
    })
    .refine(({ uri, fingerprint256 }) => fingerprint256 === undefined || uri.startsWith('ipps:'), {
      path: ['fingerprint256'],
      message: 'is for ipps:// printers only: over ipp:// nobody shows a certificate',
    }),
  z
    .strictObject({
      kind: z.literal('xfs4iot'),
      port: portSchema([xfs], service.slice(3)),
      /** What the service must name as `osPrinter`. */
      osPrinter: z.string().min(1),
      /** As of `ipp`; its trays are the service's paper sources (`upper`, `lower`, `aux`, … or the vendor's names). */
      specialPaper: specialPaperSchema.optional(),
      paperSource: paperSourceSchema,
      identity: identitySchema,
      ...serviceFields,
    })
    .superRefine(checkServiceFiles)
    .refine(({ paperSource, specialPaper }) => paperSource === undefined || specialPaper === undefined, {
      path: ['paperSource'],
      message: 'must be left out where specialPaper names both trays',
    }),
]);

const cardReaderSchema = z
  .strictObject({
    /** Left out, the reader is the PC/SC service's of this machine. */
    port: portSchema([xfs], service.slice(3)).optional(),
    /** PC/SC only: name of the reader or a part of it; null where there is only one. */
    reader: z.string().min(1).nullable().default(null),
    /** PC/SC: the reader's name as its status tells it, with the serial number where there is one; services: serial number. */
    identity: identitySchema,
    ...serviceFields,
  })
  .superRefine(checkServiceFiles)
  .refine(({ port, reader }) => port === undefined || reader === null, {
    path: ['reader'],
    message: 'is for PC/SC readers only; a service is named by its port',
  });

const auxiliariesSchema = z
  .strictObject({
    port: portSchema([serial, tcp, hid, xfs], `${serialOrTcp}, hid://vid:pid, ${service}`),
    /** Which board it is: a profile's name, or a JSON file as for `wrapper` (drivers/auxiliaries/README.md). A service needs none. */
    profile: z.string().min(1).optional(),
    /** Services only: XFS4IoT names of the lights that are fitted. */
    lights: z.array(lightNameSchema).default([]),
    /** The light that draws people near: slow while the machine is free, steady while someone stands there. */
    presenceLight: z.string().regex(NAME_OF_LIGHT, NO_NAME_OF_LIGHT).optional(),
    /** The lamp or contact that is on from an alarm until somebody of staff comes in; a board without it has none. */
    alarmLight: lightNameSchema.default('alarm'),
    /** USB boards: `vid:pid/serial` (hexadecimal, as in `hid://` ports); services: their serial number. */
    identity: identitySchema,
    ...serviceFields,
  })
  .superRefine(checkServiceFiles);

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
  /** Social security cards over PC/SC or an XFS4IoT service. */
  cardReader: cardReaderSchema.optional(),
  /** Doors, tamper switch, UPS, presence and lights of the cabinet. */
  auxiliaries: auxiliariesSchema.optional(),
  /** Cameras, read by the page (`src-renderer/camera/README.md`). */
  camera: cameraSchema.optional(),
});
export type DevicesConfig = z.infer<typeof devicesConfigSchema>;
