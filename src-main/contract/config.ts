import { z } from 'zod';
import { canonicalPort } from '../../drivers/contract/canonical-port.ts';
import { bearerKeySchema } from './bearer-key.ts';
import { devicesConfigSchema } from './config-devices.ts';
import { faceConfigSchema } from './config-face.ts';
import { northboundSchema } from './config-northbound.ts';
import { staffHoursSchema } from './config-staff.ts';
import { languageSchema, localizedTextSchema } from './text.ts';

/**
 * Two devices on one line would take each other's bytes, however its place is spelt (links are followed when it is opened:
 * `device-host/physical-device.ts`). An XFS4IoT service may stand for more than one.
 */
function onePortEach(devices: z.infer<typeof devicesConfigSchema>, context: z.RefinementCtx): void {
  const taken = new Map<string, string>();
  for (const [name, device] of Object.entries(devices)) {
    if (device === undefined || !('port' in device) || typeof device.port !== 'string') continue;
    const { port } = device;
    if (!/^(\/|COM|tcp:|usb:|hid:|usblp:)/.test(port)) continue;
    const place = canonicalPort(port);
    const other = taken.get(place);
    if (other !== undefined)
      context.addIssue({ code: 'custom', path: [name, 'port'], message: `must differ from devices.${other}.port` });
    taken.set(place, name);
  }
}

/** Nothing in it that a request would silently leave out. */
const isPlainAddress = (url: string): boolean => {
  const { username, password, search, hash } = new URL(url);
  return username + password + search + hash === '' && !/[?#]/.test(url);
};

/**
 * The terminal's configuration file (JSON). Unknown keys are errors. A device left out does not exist here:
 * its items are then shown as not available at this machine.
 */
export const configSchema = z.strictObject({
  terminal: z.strictObject({
    id: z.string().regex(/^[A-Z0-9-]{4,32}$/, 'must be 4 to 32 capital letters, digits and hyphens'),
    /** Folder for the ledger, spool and logs; relative to the file's folder. */
    dataDirectory: z.string().min(1),
  }),
  site: z.strictObject({
    name: localizedTextSchema,
    profile: z.enum(['hall', 'bank-branch', 'village']),
    helpPhone: z.string().regex(/^[0-9-]{3,20}$/, 'must be a telephone number: 3 to 20 digits and hyphens'),
    /** When staff can be called to the machine; left out, by the profile (`terminal/help/staff-hours.ts`); empty: never. */
    staffHours: z.array(staffHoursSchema).max(21).optional(),
  }),
  languages: z
    .array(languageSchema)
    .min(1)
    .refine((all) => new Set(all).size === all.length, 'must name each language once')
    .default(['zh-CN', 'en']),
  platform: z.strictObject({
    url: z
      .url({ protocol: /^https?$/, abort: true })
      .refine((url) => url.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url), {
        message: 'must be https:// (plain http:// only to this machine itself)',
      })
      .refine(isPlainAddress, { message: 'must be only https://host[:port][/path], without user, password, ? and #' }),
    /** What the codes on papers begin with (the platform's `--public-url`), where that is not `url`. */
    publicUrl: z
      .url({ protocol: /^https?$/, abort: true })
      .refine(isPlainAddress, { message: 'must be without user, password, ? and #' })
      .optional(),
    /** As the platform enrols it. */
    terminalKey: bearerKeySchema,
    /** PEM file of the certificate authority to trust besides the system's. */
    certificateAuthorityFile: z.string().optional(),
    /** JWK set file of the platform (GET /v1/keys); pins its signing and sealing keys. */
    keysFile: z.string().min(1),
  }),
  devices: devicesConfigSchema.superRefine(onePortEach),
  northbound: northboundSchema,
  face: faceConfigSchema.optional(),
  /**
   * Proof that the drivers were tried with real devices (`drivers/conformance`). In production a device whose driver has
   * none stays off; without this part all do.
   */
  conformance: z
    .strictObject({
      /** Folder of signed reports, `*.json`. */
      reportsDirectory: z.string().min(1),
      /** Public keys of those whose reports are believed. */
      trustedKeysFile: z.string().min(1),
    })
    .optional(),
  /** Who may open the service side; without it nobody can. A JSON file of staff numbers, roles and code secrets. */
  service: z
    .strictObject({
      staffFile: z.string().min(1),
      /** Where a technician's USB stick is mounted; without it the first mount below /media or /run/media counts. */
      usbDirectory: z.string().min(1).optional(),
      /** Program and arguments that restart the machine; without it nobody can from the screen. */
      restartMachine: z.array(z.string().min(1)).min(1).max(8).optional(),
    })
    .optional(),
  timing: z
    .strictObject({
      /** Seconds without touch until the warning, and the countdown after it. Elder mode doubles both. */
      idleSeconds: z.number().int().min(10).max(600).default(60),
      warningSeconds: z.number().int().min(10).max(120).default(30),
    })
    .default({ idleSeconds: 60, warningSeconds: 30 }),
});
export type Config = z.infer<typeof configSchema>;
