import { z } from 'zod';

/**
 * What a client may expect of a service of release 2024-3, written down a second time from the published facts and
 * without the product's own schemas: strict, so that a misspelt property of our facade is a violation here.
 */
const id = z.number().int().min(1);
const version = z.string().regex(/^[1-9][0-9]*\.([1-9][0-9]*|0)$/);
const base64 = z.string().regex(/^([a-zA-Z0-9+/]{4})*([a-zA-Z0-9+/]{4}|[a-zA-Z0-9+/]{2}([a-zA-Z0-9+/]|=)=)$/);
const name = z.string().regex(/^[0-9A-Za-z]+\.[0-9A-Za-z]+$/);
const head = { name, version };

const acknowledge = z.strictObject({
  header: z.strictObject({
    ...head,
    type: z.literal('acknowledge'),
    requestId: id,
    status: z.enum(['invalidMessage', 'invalidRequestID', 'tooManyRequests']).optional(),
  }),
});
const event = z.strictObject({
  header: z.strictObject({ ...head, type: z.literal('event'), requestId: id }),
  payload: z.strictObject({ wadIndex: id.optional(), totalWads: z.number().int().min(0).optional() }).optional(),
});
const unsolicited = z.strictObject({
  header: z.strictObject({ ...head, type: z.literal('unsolicited') }),
  payload: z.record(z.string(), z.unknown()).optional(),
});
const versions = z.record(name, z.strictObject({ versions: z.array(version).min(1) }));
const onOff = z.boolean().optional();
const device = z.enum([
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
]);
const supply = z.enum(['unknown', 'full', 'low', 'out', 'jammed']);

const unitName = z.string().regex(/^unit[0-9A-Za-z]+$/);
const count = z.number().int().min(0);
const binStatus = z.strictObject({
  index: id,
  initial: count,
  in: count,
  replenishmentStatus: z.enum(['ok', 'full', 'high', 'unknown']),
});
const storageUnit = z.strictObject({
  positionName: z.string(),
  capacity: count,
  status: z.enum(['ok', 'inoperative', 'missing', 'notConfigured', 'manipulated']),
  printer: z.strictObject({ capabilities: z.strictObject({ maxRetracts: id }), status: binStatus }),
});
const storageDelta = z.record(unitName, z.strictObject({ printer: z.strictObject({ status: binStatus.partial() }) }));
const vendorModeStatus = z.strictObject({
  device: z.enum(['online', 'offline']),
  service: z.enum(['enterPending', 'active', 'exitPending', 'inactive']),
});

/** What may come unasked, by name; a delta of the status may hold anything of it. */
const unasked: Readonly<Record<string, z.ZodType>> = {
  'Common.StatusChangedEvent': z.record(z.string(), z.unknown()),
  'Printer.MediaTakenEvent': z.undefined(),
  'Printer.MediaAutoRetractedEvent': z.strictObject({
    result: z.string().regex(/^transport$|^jammed$|^unit[0-9A-Za-z]+$/),
  }),
  'Printer.RetractBinThresholdEvent': z.strictObject({ binNumber: id, state: z.enum(['ok', 'full', 'high']) }),
  'Printer.PaperThresholdEvent': z.strictObject({
    paperSource: z.literal('upper'),
    threshold: z.enum(['full', 'low', 'out']),
  }),
  'Printer.TonerThresholdEvent': z.strictObject({ state: z.enum(['full', 'low', 'out']) }),
  'Storage.CountsChangedEvent': storageDelta,
  'Storage.StorageThresholdEvent': storageDelta,
  'VendorMode.EnterModeRequestEvent': z.undefined(),
  'VendorMode.ModeEnteredEvent': z.undefined(),
  'VendorMode.ExitModeRequestEvent': z.undefined(),
  'VendorMode.ModeExitedEvent': z.strictObject({ connectedApplications: z.array(z.string()) }),
};

const payloads: Readonly<Record<string, z.ZodType>> = {
  'ServicePublisher.GetServices': z.strictObject({
    vendorName: z.string(),
    services: z.array(z.strictObject({ serviceURI: z.url({ protocol: /^wss?$/ }) })),
  }),
  'Common.Capabilities': z.strictObject({
    interfaces: z.array(
      z.strictObject({
        name: z.enum(['Common', 'CardReader', 'Printer', 'BarcodeReader', 'Storage', 'VendorMode']),
        commands: versions,
        events: versions.optional(),
        maximumRequests: z.number().int().min(0).optional(),
      }),
    ),
    common: z.strictObject({
      serviceVersion: z.string(),
      deviceInformation: z.array(
        z.strictObject({
          modelName: z.string(),
          modelDescription: z.string(),
          serialNumber: z.string().optional(),
          firmware: z
            .array(z.strictObject({ firmwareName: z.string(), firmwareVersion: z.string() }))
            .length(1)
            .optional(),
        }),
      ),
    }),
    cardReader: z
      .strictObject({ type: z.literal('contactless'), chipProtocols: z.strictObject({ chipTypeB: z.boolean() }) })
      .optional(),
    barcodeReader: z.strictObject({ canFilterSymbologies: z.boolean() }).optional(),
    printer: z
      .strictObject({
        type: z.strictObject({ receipt: onOff, document: onOff }),
        control: z.strictObject({ cut: onOff, eject: onOff, retract: onOff }),
        mediaTaken: onOff,
        mediaPresented: onOff,
        autoRetractPeriod: z.number().int().min(0).optional(),
        retractToTransport: onOff,
        osPrinter: z.string(),
      })
      .optional(),
  }),
  'Common.Status': z.strictObject({
    common: z.strictObject({ device, devicePosition: z.enum(['inPosition', 'notInPosition', 'unknown']) }),
    cardReader: z
      .strictObject({
        media: z.enum(['unknown', 'present', 'notPresent', 'jammed', 'entering', 'latched']).optional(),
        chipModule: z.enum(['ok', 'inoperable', 'unknown']),
      })
      .optional(),
    barcodeReader: z.strictObject({ scanner: z.enum(['on', 'off', 'inoperative', 'unknown']) }).optional(),
    printer: z
      .strictObject({
        media: z.enum(['unknown', 'present', 'notPresent', 'jammed', 'entering', 'retracted']).optional(),
        paper: z.strictObject({ upper: supply }).optional(),
        toner: z.enum(['unknown', 'full', 'low', 'out']).optional(),
        ink: z.enum(['unknown', 'full', 'low', 'out']).optional(),
      })
      .optional(),
    vendorMode: vendorModeStatus.optional(),
  }),
  'Printer.RetractMedia': z.strictObject({ result: z.string().regex(/^transport$|^nomedia$|^unit[0-9A-Za-z]+$/) }),
  'Storage.GetStorage': z.strictObject({ storage: z.record(unitName, storageUnit) }),
  'CardReader.ReadRawData': z.strictObject({ chip: z.array(z.strictObject({ data: base64 })) }),
  'BarcodeReader.Read': z.strictObject({
    readOutput: z.array(z.strictObject({ symbology: z.literal('symbologyUnknown'), barcodeData: base64 })),
  }),
};

const completion = z.strictObject({
  header: z.strictObject({
    ...head,
    type: z.literal('completion'),
    requestId: id,
    completionCode: z.string().regex(/^[a-z][A-Za-z]+$/),
    errorDescription: z.string().optional(),
  }),
  payload: z.record(z.string(), z.unknown()).optional(),
});

const failurePayload = z
  .strictObject({ errorCode: z.string().regex(/^[a-z][A-Za-z]+$/), result: z.literal('nomedia').optional() })
  .optional();
const anyMessage = z.union([acknowledge, event, unsolicited, completion]);

/** Null when a service may send this, else how it breaks the standard. */
export function violationIn(text: string): string | null {
  const message = anyMessage.safeParse(JSON.parse(text));
  if (!message.success) return `envelope: ${text.slice(0, 200)}`;
  const { header, payload } = { payload: undefined, ...message.data };
  if (header.type === 'unsolicited') {
    const told = unasked[header.name]?.safeParse(payload);
    return told?.success ? null : `${header.name}: not as published`;
  }
  if (header.type !== 'completion') return null;
  const succeeded = 'completionCode' in header && header.completionCode === 'success';
  const schema = succeeded ? (payloads[header.name] ?? z.undefined()) : failurePayload;
  const checked = schema.safeParse(payload);
  return checked.success
    ? null
    : `${header.name}: ${checked.error.issues[0]?.path.join('.')} ${checked.error.issues[0]?.message}`;
}
