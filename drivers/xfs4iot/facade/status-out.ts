import { type DeviceStatus, STALE_AFTER_MS } from '../../contract/index.ts';
import type { Payload } from '../generation-one.ts';
import type { ServedService } from './served.ts';

/** The standard has no word for "nobody knows": what was not seen lately, or never, is `offline`. */
function deviceWord(status: DeviceStatus, now: number): string {
  if (now - status.observedAt > STALE_AFTER_MS || status.device === 'unknown') return 'offline';
  return status.device;
}

const SUPPLIES = ['toner', 'ink'] as const;

/** A device's status as the payload of `Common.Status`. Fault words and evidence stay inside. */
export function statusPayload(service: ServedService, now: number): Payload {
  const status = service.status();
  const common = { device: deviceWord(status, now), devicePosition: 'inPosition' };
  const media = status.media === null ? {} : { media: status.media };
  switch (service.interfaceName) {
    case 'CardReader':
      return { common, cardReader: { ...media, chipModule: status.device === 'hardwareError' ? 'inoperable' : 'ok' } };
    case 'BarcodeReader':
      return { common, barcodeReader: { scanner: status.device === 'online' ? 'on' : 'unknown' } };
    case 'Printer': {
      const paper = status.paper === null ? {} : { paper: { upper: status.paper } };
      const named = SUPPLIES.flatMap((name) => {
        const supply = status.supplies?.find((one) => one.name === name);
        return supply && supply.level !== 'jammed' ? [[name, supply.level] as const] : [];
      });
      return { common, printer: { ...media, ...paper, ...Object.fromEntries(named) } };
    }
  }
}

const isObject = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What changed from one payload to the next, in the same shape; null when nothing did. */
export function deltaOf(before: Payload, after: Payload): Payload | null {
  const changed = Object.entries(after).flatMap(([key, value]): (readonly [string, unknown])[] => {
    const old = before[key];
    if (isObject(value) && isObject(old)) {
      const inner = deltaOf(old, value);
      return inner === null ? [] : [[key, inner]];
    }
    return value === old ? [] : [[key, value]];
  });
  return changed.length === 0 ? null : Object.fromEntries(changed);
}
