import { parseArgs } from 'node:util';
import { isAuxiliariesAction, runAuxiliaries } from '../drivers/auxiliaries/index.ts';
import { runScanner } from '../drivers/barcode-reader/index.ts';
import { listCameras, NO_CAMERA_WITHOUT_PAGE } from '../drivers/camera/index.ts';
import { isSmartCardAction, PcscCardService, runSmartCard } from '../drivers/card-reader/index.ts';
import { EXIT_DEVICE_ERROR, whyNotWritable, whyNotWritten } from '../drivers/command-line/index.ts';
import { isBenchName, runConformance } from '../drivers/conformance/index.ts';
import { isDocumentAction, runDocument } from '../drivers/document-printer/index.ts';
import { isIdCardAction, runIdCard } from '../drivers/id-card-reader/index.ts';
import { isReceiptAction, runReceipt } from '../drivers/receipt-printer/index.ts';
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
import { isXfsAction, runXfs } from '../drivers/xfs4iot/index.ts';
import { flags, usageOf, whyNot, wrongNumber } from './device-words.ts';
import { plugHid } from './plug-hid.ts';

const EXIT_USAGE = 64;

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
/** Runs when the device is closed again, whatever became of it. */
let afterwards: () => Promise<void> = async () => undefined;

/** Ends with the first Ctrl+C what waits for a person, so that the port is closed and a recording is kept; the second kills. */
function untilStopped(): AbortSignal {
  const stopped = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped.abort());
  return stopped.signal;
}

function usage(why: string, deviceClass?: string): number {
  process.stderr.write(`${why}\n\n${usageOf(deviceClass)}`);
  return EXIT_USAGE;
}

function words() {
  try {
    return parseArgs({ options: flags, allowPositionals: true, tokens: true });
  } catch (thrown) {
    // Node goes on to explain how a word that begins with a hyphen could be meant.
    return thrown instanceof Error ? (thrown.message.split(/\. |\n/)[0] ?? '') : 'unreadable arguments';
  }
}

/** Drives one real device without Electron. */
async function run(): Promise<number> {
  const parsed = words();
  if (typeof parsed === 'string') return usage(parsed, process.argv[2]);
  const { values, positionals, tokens } = parsed;
  const [deviceClass = '', action = ''] = positionals;
  if (values.help || deviceClass === 'help') {
    process.stdout.write(usageOf(deviceClass === 'help' ? action : deviceClass));
    return 0;
  }
  const isOfAPage = deviceClass === 'camera' && action !== '' && action !== 'list';
  if (isOfAPage) {
    process.stderr.write(`camera ${action}: ${NO_CAMERA_WITHOUT_PAGE}\n`);
    return EXIT_DEVICE_ERROR;
  }
  const given = tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
  const wrong = whyNot(positionals, given) ?? wrongNumber(values);
  if (wrong !== null) return usage(wrong, deviceClass);
  const timeoutMs = Number(values.timeout) * 1000;
  const { stdout, stderr } = process;
  const unwritable = values.record === undefined ? null : await whyNotWritable(values.record);
  if (unwritable !== null) return usage(`--record: ${unwritable}`, deviceClass);
  if (deviceClass === 'smart-card' && action !== 'conformance') {
    if (!isSmartCardAction(action)) return usage(`smart-card knows no action "${action}"`, deviceClass);
    const { reader, json, record } = values;
    const recording =
      record === undefined ? null : startRecording(record, { deviceClass: 'cardReader', medium: 'apdu' });
    if (recording) afterwards = recording.save;
    const service = recording ? { service: recording.cards(new PcscCardService()) } : {};
    const named = reader === undefined ? {} : { reader };
    const signal = action === 'read' ? { signal: untilStopped() } : {};
    return runSmartCard(action, { json, timeoutMs, stdout, stderr, ...signal, ...named, ...service });
  }
  if (deviceClass === 'camera') {
    const { json, data } = values;
    return listCameras({ json, stdout, stderr, ...(data === undefined ? {} : { dataDirectory: data }) });
  }
  if (deviceClass === 'replay') {
    const speed = Number(values.speed);
    const { strict, link } = values;
    return runReplay(action, {
      speed,
      strict,
      signal: untilStopped(),
      stdout,
      stderr,
      plugHid,
      ...(link ? { link } : {}),
    });
  }
  // A card reader has a name in its service and no place.
  const ofService = values.port !== undefined && /^(wss?|xfss?):/.test(values.port);
  if (deviceClass === 'smart-card' && values.port !== undefined && !ofService)
    return usage(
      'a reader of this machine has no port: name it with --reader; --port is a service (ws://…)',
      deviceClass,
    );
  if (values.text !== undefined && values.file !== undefined)
    return usage('what shall be printed: --text or --file, not both', deviceClass);
  const port = deviceClass === 'smart-card' && !ofService ? `pcsc:${values.reader ?? ''}` : values.port;
  if (port === undefined || port.trim() === '') return usage('--port is missing: say where the device is', deviceClass);
  const baudRate = values.baud === undefined ? undefined : Number(values.baud);
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
  if (record !== undefined && !recorded)
    return usage(`${deviceClass} ${action} cannot be recorded: it has no mask`, deviceClass);
  const begin = (mask?: ClassMask): Recording | null => {
    if (record === undefined || !recorded) return null;
    const variant = family ?? '';
    const medium = mediumOf(deviceClass, port);
    const begun = startRecording(record, { deviceClass: recorded, medium, variant, ...(mask ? { mask } : {}) });
    afterwards = begun.save;
    return begun;
  };
  const recording = deviceClass === 'auxiliaries' ? null : begin();
  const waits = action === 'read' || action === 'watch' ? { signal: untilStopped() } : {};
  const tapped = recording ? { tap: recording.tap, tapHid: recording.tapHid } : {};
  switch (deviceClass) {
    case 'id-card':
      return isIdCardAction(action)
        ? runIdCard(action, { ...common, ...waits, ...tapped, ...(wrapper === undefined ? {} : { wrapper }) })
        : usage(`id-card knows no action "${action}"`);
    case 'scanner':
      return action === 'read'
        ? runScanner(action, {
            ...common,
            ...waits,
            ...tapped,
            ...(family === undefined ? {} : { family }),
            ...(suffix === undefined ? {} : { suffix }),
            aimPrefix: values.aim,
          })
        : usage(`scanner knows no action "${action}"`);
    case 'auxiliaries': {
      if (!isAuxiliariesAction(action)) return usage(`auxiliaries knows no action "${action}"`);
      const { profile } = values;
      if (profile === undefined) return usage('--profile is missing: say which board it is', deviceClass);
      return runAuxiliaries(action, {
        ...common,
        ...waits,
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
