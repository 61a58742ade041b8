import { parseArgs } from 'node:util';
import { auxiliariesCommands, isAuxiliariesAction, runAuxiliaries } from '../drivers/auxiliaries/index.ts';
import { runScanner, SCANNER_FAMILIES } from '../drivers/barcode-reader/index.ts';
import { cameraActions, listCameras, NO_CAMERA_WITHOUT_PAGE } from '../drivers/camera/index.ts';
import { isSmartCardAction, PcscCardService, runSmartCard, smartCardCommands } from '../drivers/card-reader/index.ts';
import { EXIT_DEVICE_ERROR, whyNotWritable, whyNotWritten } from '../drivers/command-line/index.ts';
import { isBenchName, runConformance } from '../drivers/conformance/index.ts';
import { documentActions, isDocumentAction, runDocument } from '../drivers/document-printer/index.ts';
import { idCardCommands, isIdCardAction, runIdCard } from '../drivers/id-card-reader/index.ts';
import { isReceiptAction, receiptActions, runReceipt } from '../drivers/receipt-printer/index.ts';
import {
  type ClassMask,
  type Medium,
  maskAuxiliaries,
  type RecordedClass,
  type Recording,
  runReplay,
  startRecording,
} from '../drivers/replay/index.ts';
import { isHidPort } from '../drivers/transports/index.ts';
import { isXfsAction, runXfs, xfsActions } from '../drivers/xfs4iot/index.ts';
import { plugHid } from './plug-hid.ts';

const EXIT_USAGE = 64;
const USAGE = `npm run device -- <class> <action> --port <port> [--json] [--timeout <seconds>]

  id-card  ${Object.keys(idCardCommands).join(' | ')}   [--baud <rate>] [--wrapper <name | file.json>]
  scanner  read                      [--family ${SCANNER_FAMILIES.join('|')}] [--suffix CR|LF|CRLF|TAB|ETX|idle] [--aim] [--baud <rate>]
  receipt  ${receiptActions.join(' | ')}   [--family epson|snbc|masung|custom|cashino] [--width 576|384] [--text <text> | --file <receipt.json>]
  document ${documentActions.join(' | ')}   --port <ipp://host:631/ipp/print> [--file <pdf>] [--copies <n>] [--job <n>] [--fingerprint <sha-256 of an ipps certificate>]
  smart-card  ${Object.keys(smartCardCommands).join(' | ')}   [--reader <name or part of it>]   (needs no --port)
  auxiliaries  ${Object.keys(auxiliariesCommands).join(' | ')} <position> <rate> [color]   --profile <name | file.json> [--baud <rate>]
  camera   ${cameraActions.join(' | ')}                      [--data <the kiosk's terminal.dataDirectory>]   (needs no --port)

A port is a serial path or tcp://host:port; for scanners in HID-POS mode and HID card readers also hid://vid:pid[/serial],
for USB card readers usb://0400:c35a[/serial].
  xfs      ${xfsActions.join(' | ')}   --port <ws://host:port/xfs4iot/v1.0/Service or xfs://host/serial, for discover host[:port]> [--secret <file>] [--authority <pem file>]

  id-card, scanner, receipt, document, smart-card, auxiliaries  conformance   [--yes] [--key <Ed25519 PEM file>] [--out <report.json>] [--cycles <n>]
                             the suite every driver must pass; also of the same class behind a service: --port <ws://…> [--lights <name,name>] [--native <what it calls PDF>]
                             --yes: nobody is there to lay cards and pull plugs, what needs a person is skipped, which is no pass
  <class>  <action> --record <file>                 also writes what passed over the port, personal data masked
  replay   <file>                    [--speed <n>, 0 without pauses] [--strict] [--link <path of the pty, or tcp; port of vpcd's reader>]   (needs no --port)

Exit code 0 done, 2 the device could not (one line says why), 64 wrong words.
`;

const flags = {
  port: { type: 'string' },
  json: { type: 'boolean', default: false },
  timeout: { type: 'string', default: '30' },
  baud: { type: 'string' },
  family: { type: 'string' },
  suffix: { type: 'string' },
  /** The scanner was set up to send AIM identifiers before its codes. */
  aim: { type: 'boolean', default: false },
  wrapper: { type: 'string' },
  width: { type: 'string' },
  text: { type: 'string' },
  file: { type: 'string' },
  copies: { type: 'string' },
  job: { type: 'string' },
  fingerprint: { type: 'string' },
  reader: { type: 'string' },
  profile: { type: 'string' },
  secret: { type: 'string' },
  authority: { type: 'string' },
  lights: { type: 'string' },
  native: { type: 'string' },
  yes: { type: 'boolean', default: false },
  key: { type: 'string' },
  out: { type: 'string' },
  cycles: { type: 'string' },
  record: { type: 'string' },
  speed: { type: 'string', default: '1' },
  strict: { type: 'boolean', default: false },
  link: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const RECORDED: Readonly<Record<string, RecordedClass>> = {
  'id-card': 'idCardReader',
  scanner: 'barcodeReader',
  receipt: 'receiptPrinter',
  document: 'documentPrinter',
  'smart-card': 'cardReader',
  auxiliaries: 'auxiliaries',
};
/** A service is recorded as the class that is asked of it. */
const RECORDED_XFS: Readonly<Partial<Record<string, RecordedClass>>> = {
  'read-id': 'idCardReader',
  'read-chip': 'cardReader',
  'read-code': 'barcodeReader',
  'print-test': 'receiptPrinter',
  status: 'auxiliaries',
};

/** What passes over a port of this kind. A HID card reader is recorded as the byte stream its reports carry. */
function mediumOf(deviceClass: string, port: string): Medium {
  if (deviceClass === 'xfs') return 'xfs';
  if (deviceClass === 'document') return 'ipp';
  if (deviceClass === 'smart-card') return 'apdu';
  return deviceClass !== 'id-card' && isHidPort(port) ? 'hid' : 'stream';
}
/** Classes that need a port, and what each can do. */
const KNOWN: ReadonlyMap<string, (action: string) => boolean> = new Map<string, (action: string) => boolean>([
  ['id-card', isIdCardAction],
  ['scanner', (action) => action === 'read'],
  ['receipt', isReceiptAction],
  ['document', isDocumentAction],
  ['auxiliaries', isAuxiliariesAction],
  ['xfs', isXfsAction],
]);

/** Runs when the device is closed again, whatever became of it. */
let afterwards: () => Promise<void> = async () => undefined;

function usage(why: string): number {
  process.stderr.write(`${why}\n\n${USAGE}`);
  return EXIT_USAGE;
}

function words() {
  try {
    return parseArgs({ options: flags, allowPositionals: true });
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'unreadable arguments';
  }
}

/** Drives one real device without Electron. */
async function run(): Promise<number> {
  const parsed = words();
  if (typeof parsed === 'string') return usage(parsed);
  const { values, positionals } = parsed;
  const [deviceClass = '', action = ''] = positionals;
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const timeoutMs = Number(values.timeout) * 1000;
  if (!(timeoutMs > 0)) return usage('--timeout takes a number of seconds');
  const { stdout, stderr } = process;
  const unwritable = values.record === undefined ? null : await whyNotWritable(values.record);
  if (unwritable !== null) return usage(`--record: ${unwritable}`);
  if (deviceClass === 'smart-card' && action !== 'conformance') {
    if (!isSmartCardAction(action)) return usage(`smart-card knows no action "${action}"`);
    const { reader, json, record } = values;
    const recording =
      record === undefined ? null : startRecording(record, { deviceClass: 'cardReader', medium: 'apdu' });
    if (recording) afterwards = recording.save;
    const service = recording ? { service: recording.cards(new PcscCardService()) } : {};
    const named = reader === undefined ? {} : { reader };
    return runSmartCard(action, { json, timeoutMs, stdout, stderr, ...named, ...service });
  }
  if (deviceClass === 'camera') {
    const { json, data } = values;
    if (action === 'list')
      return listCameras({ json, stdout, stderr, ...(data === undefined ? {} : { dataDirectory: data }) });
    stderr.write(`camera ${action}: ${NO_CAMERA_WITHOUT_PAGE}\n`);
    return EXIT_DEVICE_ERROR;
  }
  if (deviceClass === 'replay') {
    const speed = Number(values.speed);
    if (action === '' || !(speed >= 0)) return usage('replay takes a transcript and --speed a number');
    const stopped = new AbortController();
    process.once('SIGINT', () => stopped.abort());
    const { strict, link } = values;
    const { signal } = stopped;
    return runReplay(action, { speed, strict, signal, stdout, stderr, plugHid, ...(link ? { link } : {}) });
  }
  const isConformance = action === 'conformance' && isBenchName(deviceClass);
  const isKnown = KNOWN.get(deviceClass);
  if (!isConformance && isKnown === undefined)
    return usage(deviceClass === '' ? 'say which device class' : `"${deviceClass}" is no device class`);
  if (!isConformance && isKnown?.(action) !== true) return usage(`${deviceClass} knows no action "${action}"`);
  // A card reader has a name in its service and no place.
  const ofService = values.port !== undefined && /^(wss?|xfss?):/.test(values.port);
  const port = deviceClass === 'smart-card' && !ofService ? `pcsc:${values.reader ?? ''}` : values.port;
  if (port === undefined) return usage('--port is missing: say where the device is');
  const baudRate = values.baud === undefined ? undefined : Number(values.baud);
  if (baudRate !== undefined && !Number.isInteger(baudRate)) return usage('--baud takes a whole number');
  const common = {
    port,
    json: values.json,
    timeoutMs,
    stdout,
    stderr,
    ...(baudRate === undefined ? {} : { baudRate }),
  };
  const { family, suffix, text, file, wrapper } = values;
  if (action === 'conformance' && isBenchName(deviceClass)) {
    const { yes, key, out } = values;
    if (values.cycles !== undefined && !/^[1-9]\d{0,6}$/.test(values.cycles))
      return usage('--cycles takes a whole number, 1 or more');
    return runConformance(deviceClass, {
      ...common,
      yes,
      ...(key === undefined ? {} : { key }),
      ...(out === undefined ? {} : { out }),
      ...(values.cycles === undefined ? {} : { cycles: Number(values.cycles) }),
      ...(family === undefined ? {} : { family }),
      ...(suffix === undefined ? {} : { suffix }),
      aimPrefix: values.aim,
      ...(wrapper === undefined ? {} : { wrapperName: wrapper }),
      ...(values.fingerprint === undefined ? {} : { fingerprint256: values.fingerprint }),
      ...(values.width === undefined ? {} : { widthDots: Number(values.width) }),
      ...(values.profile === undefined ? {} : { profileName: values.profile }),
      ...(values.secret === undefined ? {} : { secretFile: values.secret }),
      ...(values.authority === undefined ? {} : { authorityFile: values.authority }),
      ...(values.lights === undefined ? {} : { lights: values.lights.split(',') }),
      ...(values.native === undefined ? {} : { osPrinter: values.native }),
    });
  }
  const recorded = deviceClass === 'xfs' ? RECORDED_XFS[action] : RECORDED[deviceClass];
  const { record } = values;
  if (record !== undefined && !recorded) return usage(`${deviceClass} ${action} cannot be recorded: it has no mask`);
  const begin = (mask?: ClassMask): Recording | null => {
    if (record === undefined || !recorded) return null;
    const variant = family ?? '';
    const medium = mediumOf(deviceClass, port);
    const begun = startRecording(record, { deviceClass: recorded, medium, variant, ...(mask ? { mask } : {}) });
    afterwards = begun.save;
    return begun;
  };
  const recording = deviceClass === 'auxiliaries' ? null : begin();
  const tapped = recording ? { tap: recording.tap, tapHid: recording.tapHid } : {};
  switch (deviceClass) {
    case 'id-card':
      return isIdCardAction(action)
        ? runIdCard(action, { ...common, ...tapped, ...(wrapper === undefined ? {} : { wrapper }) })
        : usage(`id-card knows no action "${action}"`);
    case 'scanner':
      return action === 'read'
        ? runScanner(action, {
            ...common,
            ...tapped,
            ...(family === undefined ? {} : { family }),
            ...(suffix === undefined ? {} : { suffix }),
            aimPrefix: values.aim,
          })
        : usage(`scanner knows no action "${action}"`);
    case 'auxiliaries': {
      if (!isAuxiliariesAction(action)) return usage(`auxiliaries knows no action "${action}"`);
      const { profile } = values;
      if (profile === undefined) return usage('--profile is missing: say which board it is');
      return runAuxiliaries(action, {
        ...common,
        profile,
        words: positionals.slice(2),
        taps: (board) => {
          const following = begin(maskAuxiliaries(board));
          return following ? { tap: following.tap, tapHid: following.tapHid } : {};
        },
      });
    }
    case 'receipt':
      return isReceiptAction(action)
        ? runReceipt(action, {
            ...common,
            ...tapped,
            ...(family === undefined ? {} : { family }),
            ...(values.width === undefined ? {} : { widthDots: Number(values.width) }),
            ...(text === undefined ? {} : { text }),
            ...(file === undefined ? {} : { file }),
          })
        : usage(`receipt knows no action "${action}"`);
    case 'document':
      return isDocumentAction(action)
        ? runDocument(action, {
            ...common,
            ...(recording ? { tap: recording.ipp } : {}),
            ...(file === undefined ? {} : { file }),
            ...(values.copies === undefined ? {} : { copies: Number(values.copies) }),
            ...(values.job === undefined ? {} : { job: Number(values.job) }),
            ...(values.fingerprint === undefined ? {} : { fingerprint256: values.fingerprint }),
          })
        : usage(`document knows no action "${action}"`);
    case 'xfs':
      return isXfsAction(action)
        ? runXfs(action, {
            ...common,
            ...(recording ? { tap: recording.xfs } : {}),
            ...(values.secret === undefined ? {} : { secretFile: values.secret }),
            ...(values.authority === undefined ? {} : { authorityFile: values.authority }),
          })
        : usage(`xfs knows no action "${action}"`);
    default:
      return usage(deviceClass === '' ? 'say which device class' : `"${deviceClass}" is no device class`);
  }
}

process.exitCode = await run();
await afterwards().catch((error: unknown) => {
  process.stderr.write(`--record: ${whyNotWritten(error)}\n`);
  process.exitCode = EXIT_DEVICE_ERROR;
});
// A card service's watching thread can outlive its client and would keep this process alive (drivers/card-reader/README.md).
setTimeout(() => process.exit(), 500).unref();
