import {
  type CommandLine,
  complainer,
  EXIT_DEVICE_ERROR,
  namedFile,
  oneOf,
  withDevice,
} from '../command-line/index.ts';
import { type Completion, type Device, fail, ok, type Result, unreachable } from '../contract/index.ts';
import { axesOf, evidenceOf, type XfsInterface } from './axes.ts';
import { XfsBarcodeReader } from './barcode-reader.ts';
import type { XfsTap } from './connection-options.ts';
import { discover } from './discovery.ts';
import { XfsIdCardReader } from './id-card-reader.ts';
import { addressOf } from './locating.ts';
import { storage } from './messages.ts';
import { RECEIPT_FORMAT } from './native-formats.ts';
import { failureOf } from './outcome.ts';
import type { XfsDeviceOptions } from './reaching.ts';
import { XfsReceiptPrinter } from './receipt-printer.ts';
import { XfsService } from './service.ts';
import { XfsSocialSecurityCardReader } from './social-security-card-reader.ts';

/** What `npm run device -- xfs <action>` knows. */
export const xfsActions = [
  ...(['discover', 'capabilities', 'status', 'storage'] as const),
  ...(['read-id', 'read-chip', 'read-code', 'print-test', 'retract'] as const),
] as const;
export type XfsAction = (typeof xfsActions)[number];

export const isXfsAction = oneOf(xfsActions);

export interface XfsCliOptions extends CommandLine {
  /** A service's place (`ws://`, `xfs://`, …); for `discover` a host, or `host:port` to look at one port only. */
  readonly port: string;
  readonly timeoutMs: number;
  /** File with the secret of a facade of ours. */
  readonly secretFile?: string;
  /** PEM file of the only authority to trust. */
  readonly authorityFile?: string;
  readonly tap?: XfsTap;
}

const CLASSES: readonly XfsInterface[] = ['Printer', 'BarcodeReader', 'CardReader', 'Auxiliaries'];

/** Runs one action. Resolves to 0, or to 2 with one line of reason on stderr. A person's data goes to stdout only. */
export async function runXfs(action: XfsAction, options: XfsCliOptions): Promise<number> {
  const { stdout, stderr, json } = options;
  const complain = (why: string): number => {
    stderr.write(`xfs ${action}: ${why}\n`);
    return EXIT_DEVICE_ERROR;
  };
  const failed = complainer(`xfs ${action}`, options);
  const bearer = await contentOf(options.secretFile);
  const certificateAuthority = await contentOf(options.authorityFile);
  if (!bearer.ok) return complain(`--secret: ${bearer.error}`);
  if (!certificateAuthority.ok) return complain(`--authority: ${certificateAuthority.error}`);
  const link = {
    ...(bearer.value === undefined ? {} : { bearer: bearer.value.trim() }),
    ...(certificateAuthority.value === undefined ? {} : { certificateAuthority: certificateAuthority.value }),
    ...(options.tap ? { tap: options.tap } : {}),
  };
  const device: XfsDeviceOptions = { ...link, address: options.port };
  const open = async () => {
    const uri = await addressOf(options.port, null, link);
    if (!uri.ok) return uri;
    const opened = await XfsService.open({ ...link, uri: uri.value });
    return opened.ok ? opened : fail(opened.error.message);
  };
  const say = (value: unknown, text: string) => stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`);
  switch (action) {
    case 'discover': {
      const [host = '', port] = options.port.split(':');
      const only = port === undefined ? { webPort: true } : { ports: [Number(port)] };
      const schemes = certificateAuthority.value === undefined ? (['ws', 'wss'] as const) : (['wss'] as const);
      const looks = await Promise.all(schemes.map((scheme) => discover({ ...link, ...only, host, scheme })));
      const found = {
        services: looks.flatMap(({ services }) => services),
        skipped: looks.flatMap(({ skipped }) => skipped),
      };
      if (json) stdout.write(`${JSON.stringify(found)}\n`);
      for (const { identity, uri, device: state } of json ? [] : found.services) {
        const { model, serialNumber, interfaces } = identity;
        stdout.write(`${uri}  ${model}  ${serialNumber ?? 'no serial number'}  ${interfaces.join(' ')}  ${state}\n`);
      }
      for (const { uri, why } of json ? [] : found.skipped) stderr.write(`${uri}: ${why}\n`);
      return found.services.length > 0 ? 0 : complain('no service was found');
    }
    case 'capabilities':
    case 'status': {
      const opened = await open();
      if (!opened.ok) return complain(opened.error);
      const service = opened.value;
      const of = CLASSES.find((name) => service.identity.interfaces.includes(name)) ?? 'Auxiliaries';
      if (action === 'capabilities') stdout.write(`${JSON.stringify(service.capabilities, null, json ? 0 : 2)}\n`);
      else {
        const axes = axesOf(service.status, of);
        say({ ...axes, evidence: evidenceOf(service.status), quirks: service.quirks }, evidenceOf(service.status));
      }
      await service.close();
      return 0;
    }
    case 'storage': {
      const opened = await open();
      if (!opened.ok) return complain(opened.error);
      const answer = await opened.value.run(storage.getStorage, {}, { timeoutMs: options.timeoutMs });
      await opened.value.close();
      if (answer.kind !== 'success') return failed(failureOf(storage.getStorage.name, answer, 'none').error);
      stdout.write(`${JSON.stringify(answer.value.storage ?? {}, null, json ? 0 : 2)}\n`);
      return 0;
    }
    case 'read-id': {
      const read = await using(new XfsIdCardReader(device), (reader) => reader.read({ timeoutMs: options.timeoutMs }));
      if (!read.ok) return failed(read.error);
      say(read.value, linesOf(read.value));
      return 0;
    }
    case 'read-chip': {
      const reader = new XfsSocialSecurityCardReader(device);
      const read = await using(reader, (open) => open.read({ timeoutMs: options.timeoutMs }));
      if (!read.ok) return failed(read.error);
      say(read.value, linesOf(read.value));
      return 0;
    }
    case 'read-code': {
      const read = await using(new XfsBarcodeReader(device), (reader) => reader.read({ timeoutMs: options.timeoutMs }));
      if (!read.ok) return failed(read.error);
      say(read.value, read.value.text);
      return 0;
    }
    case 'print-test': {
      const opened = await open();
      if (!opened.ok) return complain(opened.error);
      const native = opened.value.capabilities.printer?.osPrinter === RECEIPT_FORMAT;
      await opened.value.close();
      const printer = new XfsReceiptPrinter({ ...device, method: native ? 'native' : 'raw' });
      const printed = await using(printer, (open) => open.selfTest());
      if (!printed.ok) {
        const { message, errorCode, effect } = printed.error;
        return complain(`${message} [${errorCode}]; effect on the paper: ${effect}`);
      }
      say(printed.value, `printed (${printed.value.fence})`);
      return 0;
    }
    case 'retract': {
      const drawn = await using(new XfsReceiptPrinter({ ...device, method: 'raw' }), (printer) => printer.retract());
      if (!drawn.ok) return failed(drawn.error);
      say(drawn.value, drawn.value === 'nothing' ? 'nothing hung there' : 'drawn back');
      return 0;
    }
    default:
      return unreachable(action);
  }
}

const linesOf = (card: object): string =>
  Object.entries(card)
    .flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]))
    .join('\n');

const using = <D extends Device, T>(made: D, act: (device: D) => Promise<Completion<T>>): Promise<Completion<T>> =>
  withDevice(made, async (device, opened) => (opened.ok ? act(device) : opened));

/** Undefined when no file was named. */
async function contentOf(file: string | undefined): Promise<Result<string | undefined, string>> {
  if (file === undefined) return ok(undefined);
  const content = await namedFile(file);
  return content.ok ? ok(content.value.toString('utf8')) : content;
}
