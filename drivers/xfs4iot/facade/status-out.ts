import { asOf, type DeviceStatus, type Media } from '../../contract/index.ts';
import type { Payload } from '../generation-one.ts';
import type { Told } from './served.ts';

/** The standard has no word for "nobody knows" of a device: what was not seen lately, or never, is `offline`. */
function deviceWord(status: DeviceStatus): string {
  if (status.device === 'unknown') return 'offline';
  // Another has it: the terminal's own session. What a guest itself does is no reason (`guest-book.ts`).
  return status.device === 'online' && status.activity === 'busy' ? 'deviceBusy' : status.device;
}

const SUPPLIES = ['toner', 'ink'] as const;

/** Paper that is held out lies, in the standard's words, at the slot; `present` is paper inside. */
const PAPER_WORDS: Partial<Record<Media, string>> = { present: 'entering' };

const chipModuleOf = ({ device }: DeviceStatus) =>
  device === 'online' ? 'ok' : device === 'hardwareError' ? 'inoperable' : 'unknown';

/**
 * A device's status as the payload of `Common.Status`: what nobody saw lately is `unknown` in every part, and no device of
 * ours knows whether it stands where it belongs. Fault words and evidence stay inside.
 */
export function statusPayload(
  of: 'CardReader' | 'BarcodeReader' | 'Printer',
  told: DeviceStatus,
  now: number,
): Payload {
  const status = asOf(told, now);
  const common = { device: deviceWord(status), devicePosition: 'unknown' };
  const { media } = status;
  switch (of) {
    case 'CardReader':
      return { common, cardReader: { ...(media === null ? {} : { media }), chipModule: chipModuleOf(status) } };
    case 'BarcodeReader':
      return { common, barcodeReader: { scanner: status.device === 'online' ? 'on' : 'unknown' } };
    case 'Printer': {
      const paper = status.paper === null ? {} : { paper: { upper: status.paper } };
      const word = media === null ? {} : { media: PAPER_WORDS[media] ?? media };
      const named = SUPPLIES.flatMap((name) => {
        const supply = status.supplies?.find((one) => one.name === name);
        return supply && supply.level !== 'jammed' ? [[name, supply.level] as const] : [];
      });
      return { common, printer: { ...word, ...paper, ...Object.fromEntries(named) } };
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

const inside = (payload: unknown, key: string): unknown => (isObject(payload) ? payload[key] : undefined);
const THRESHOLDS: readonly unknown[] = ['full', 'low', 'out'];

/** Supplies that changed are told by name as well: clients that know only those events must not miss paper that runs out. */
export function thresholdsIn(delta: Payload): readonly Told[] {
  const paper = inside(inside(delta.printer, 'paper'), 'upper');
  const toner = inside(delta.printer, 'toner');
  return [
    ...(THRESHOLDS.includes(paper)
      ? [['Printer.PaperThresholdEvent', { paperSource: 'upper', threshold: paper }] as const]
      : []),
    ...(THRESHOLDS.includes(toner) ? [['Printer.TonerThresholdEvent', { state: toner }] as const] : []),
  ];
}

/** Units whose counts changed, and those that are fuller or emptier by a word. */
export function storageChanges(before: Payload, after: Payload): readonly Told[] {
  const delta = deltaOf(before, after);
  if (delta === null) return [];
  const crossed = Object.entries(delta).filter(
    ([, unit]) => inside(inside(inside(unit, 'printer'), 'status'), 'replenishmentStatus') !== undefined,
  );
  return [
    ['Storage.CountsChangedEvent', delta] as const,
    ...(crossed.length > 0 ? [['Storage.StorageThresholdEvent', Object.fromEntries(crossed)] as const] : []),
  ];
}
