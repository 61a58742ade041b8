import { z } from 'zod';

/**
 * What a service may expect of a client, written down a second time from the published facts and on purpose without the
 * product's own schemas: strict, so that a misspelt property of ours is a violation here.
 */
const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
const paperSource = z
  .string()
  .regex(/^[a-zA-Z][a-zA-Z0-9]*$/)
  .optional();
const empty = z.strictObject({});
const paperControl = z.strictObject({
  move: z.enum(['eject', 'retract', 'park', 'expel', 'ejectToTransport', 'stack']).optional(),
  cut: z.boolean().optional(),
  partialCut: z.boolean().optional(),
  flush: z.boolean().optional(),
});
const oldPaperControl = z.strictObject({
  eject: z.boolean().optional(),
  cut: z.boolean().optional(),
  partialCut: z.boolean().optional(),
  flush: z.boolean().optional(),
});
const majors = z
  .record(z.string(), z.number().int().min(1))
  .refine((map) => Object.keys(map).length > 0, { message: 'an empty map' });

const payloads: Readonly<Record<string, { readonly 1: z.ZodType; readonly 2: z.ZodType }>> = {
  'ServicePublisher.GetServices': { 1: empty, 2: empty },
  'Common.Status': { 1: empty, 2: empty },
  'Common.Capabilities': { 1: empty, 2: empty },
  'Common.SetVersions': both(z.strictObject({ commands: majors.optional(), events: majors.optional() })),
  'Common.Cancel': both(z.strictObject({ requestIds: z.array(z.number().int().min(1)).optional() })),
  'CardReader.ReadRawData': both(z.strictObject({ chip: z.boolean().optional(), track2: z.boolean().optional() })),
  'CardReader.ChipIO': both(z.strictObject({ chipProtocol: z.string(), chipData: base64 })),
  'CardReader.ChipPower': both(z.strictObject({ chipPower: z.enum(['cold', 'warm', 'off']) })),
  'CardReader.Move': both(z.strictObject({ from: z.string(), to: z.string() })),
  'CardReader.Reset': both(z.strictObject({ to: z.string().optional() })),
  'Printer.PrintRaw': both(z.strictObject({ inputData: z.enum(['no', 'yes']), data: base64 })),
  'Printer.PrintNative': {
    1: z.strictObject({ data: base64, mediaControl: oldPaperControl.optional(), paperSource }),
    2: z.strictObject({ data: base64, mediaControl: paperControl.optional(), paperSource }),
  },
  'Printer.ControlMedia': {
    1: z.strictObject({ mediaControl: oldPaperControl }),
    2: z.strictObject({ mediaControl: paperControl }),
  },
  'Printer.Reset': both(z.strictObject({ mediaControl: z.string().optional() })),
  'Printer.RetractMedia': {
    1: z.strictObject({ binNumber: z.number().int().min(1).optional() }),
    2: z.strictObject({
      mediaControl: z
        .string()
        .regex(/^transport$|^unit[0-9A-Za-z]+$/)
        .optional(),
    }),
  },
  'Storage.GetStorage': { 1: empty, 2: empty },
  'VendorMode.Register': both(z.strictObject({ appName: z.string().optional() })),
  'VendorMode.EnterModeRequest': { 1: empty, 2: empty },
  'VendorMode.EnterModeAcknowledge': { 1: empty, 2: empty },
  'VendorMode.ExitModeRequest': { 1: empty, 2: empty },
  'VendorMode.ExitModeAcknowledge': { 1: empty, 2: empty },
  'BarcodeReader.Read': both(z.strictObject({ symbologies: z.record(z.string(), z.boolean()).optional() })),
  'BarcodeReader.Reset': { 1: empty, 2: empty },
  'Auxiliaries.Register': both(z.record(z.string(), z.enum(['register', 'deregister']))),
  'Auxiliaries.SetAuxiliaries': both(z.record(z.string(), z.unknown())),
  'Lights.SetLight': both(z.record(z.string(), z.record(z.string(), z.unknown()))),
};

function both(schema: z.ZodType) {
  return { 1: schema, 2: schema } as const;
}

const id = z.number().int().min(1);
const version = z.string().regex(/^[1-9][0-9]*\.([1-9][0-9]*|0)$/);
const timeout = z.number().int().min(0);
const commandSchemas = {
  1: z.strictObject({
    header: z.strictObject({ type: z.literal('command'), name: z.string(), requestId: id, version }),
    payload: z.looseObject({ timeout }),
  }),
  2: z.strictObject({
    header: z.strictObject({ type: z.literal('command'), name: z.string(), requestId: id, version, timeout }),
    payload: z.looseObject({}).optional(),
  }),
} as const;

export interface PeerCommand {
  readonly name: string;
  readonly requestId: number;
  readonly version: string;
  readonly timeout: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The command in a text frame, or a sentence that says how it breaks the standard of this generation. */
export function readCommand(text: string, generation: 1 | 2): PeerCommand | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'not JSON';
  }
  const parsed = commandSchemas[generation].safeParse(json);
  if (!parsed.success) return `envelope: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`;
  const { header } = parsed.data;
  const { timeout: inPayload, ...rest } = parsed.data.payload ?? {};
  const payload = generation === 1 ? rest : (parsed.data.payload ?? {});
  const schema = payloads[header.name];
  if (!schema) return `unknown command ${header.name}`;
  const body = schema[generation].safeParse(payload);
  if (!body.success) return `${header.name}: ${body.error.issues[0]?.path.join('.')} ${body.error.issues[0]?.message}`;
  const limit = 'timeout' in header ? header.timeout : inPayload;
  return { ...header, timeout: typeof limit === 'number' ? limit : 0, payload };
}
