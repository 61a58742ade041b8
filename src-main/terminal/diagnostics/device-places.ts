import { lookup } from 'node:dns/promises';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { unreachable } from '../../../drivers/contract/result.ts';
import type { DeviceClass } from '../../../drivers/contract/status.ts';
import type { Config } from '../../contract/config.ts';
import { shownPlace } from '../../contract/shown-place.ts';
import { connectTo } from './connect-to.ts';
import { codeOf, failed, passed, type StepResult, skipped } from './steps.ts';

/** Where a device would be looked for, as people may see it: a path, an address, or something only its driver can find. */
export function placeOf(config: Config, device: DeviceClass): string | null {
  const place = configuredPlace(config, device);
  return place === null ? null : shownPlace(place);
}

function configuredPlace({ devices }: Config, device: DeviceClass): string | null {
  switch (device) {
    case 'idCardReader':
    case 'barcodeReader':
    case 'receiptPrinter':
    case 'auxiliaries':
      return devices[device]?.port ?? null;
    case 'documentPrinter': {
      const printer = devices.documentPrinter;
      if (printer === undefined) return null;
      return printer.kind === 'file'
        ? `file:${printer.directory}`
        : printer.kind === 'ipp'
          ? printer.uri
          : printer.port;
    }
    case 'cardReader':
      if (devices.cardReader === undefined) return null;
      return devices.cardReader.port ?? `pcsc:${devices.cardReader.reader ?? '*'}`;
    case 'camera':
      return devices.camera === undefined ? null : `camera:${Object.keys(devices.camera).join(',')}`;
    default:
      return unreachable(device);
  }
}

/** Whether it is there, as far as that can be seen without opening it. `withinMs`: for a service to take a connection. */
export async function lookFor(
  config: Config,
  device: DeviceClass,
  { signal, withinMs }: { readonly signal: AbortSignal; readonly withinMs: number },
): Promise<StepResult> {
  const place = placeOf(config, device) ?? '';
  if (place.startsWith('/')) return lookAt(place);
  if (place.startsWith('file:')) return lookAt(place.slice('file:'.length));
  const socket = /^tcp:\/\/(\[[^\]]+\]|[^/:]+)/.exec(place)?.[1];
  if (socket !== undefined) return lookUp(socket.replace(/^\[|\]$/g, ''));
  const address = /^(ipps?|wss?):\/\/(\[[^\]]+\]|[^/:]+)(?::(\d+))?/.exec(place);
  if (address === null) return skipped('only its driver can find it');
  const [, scheme = '', host = '', port] = address;
  const usual = scheme.startsWith('ipp') ? 631 : scheme === 'wss' ? 443 : 80;
  const target = { host: host.replace(/^\[|\]$/g, ''), port: Number(port ?? usual) };
  return connectTo(target, { now: () => performance.now(), signal, withinMs });
}

async function lookAt(file: string): Promise<StepResult> {
  try {
    await access(file, constants.R_OK | constants.W_OK);
    return passed('there, may be read and written');
  } catch (thrown) {
    return failed(codeOf(thrown));
  }
}

/** A converter may serve one at a time, and the device host holds it: its name is looked up, and it is left alone. */
async function lookUp(host: string): Promise<StepResult> {
  try {
    await lookup(host);
    return skipped('the address is known; the port is not opened, the device host may hold it');
  } catch (thrown) {
    return failed(`${host}: ${codeOf(thrown)}`);
  }
}
