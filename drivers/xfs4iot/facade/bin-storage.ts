import type { DeviceStatus } from '../../contract/index.ts';
import type { Payload } from '../generation-one.ts';
import { storage } from '../messages.ts';
import { done, type ServedCommand, served } from './served.ts';

/** The one storage unit a receipt printer of ours has: its retract bin. */
export const UNIT = 'unit1';

export const STORAGE_EVENTS = [
  ['Storage.CountsChangedEvent', '2.0'],
  ['Storage.StorageThresholdEvent', '2.1'],
] as const;

/** Null where nothing is drawn back. */
export const binOf = ({ supplies }: DeviceStatus) => supplies?.find(({ name }) => name === 'retractBin') ?? null;

const WORDS = { full: 'ok', low: 'high', out: 'full', jammed: 'unknown', unknown: 'unknown' } as const;

/**
 * The bin as the standard's storage tells it. Paper, toner and ribbon are no storage of the standard's and stand in the
 * status only. `holds` papers; the status tells the room left in percent, so that up to 100 papers are exact.
 */
export function binUnits(status: DeviceStatus, holds: number): Payload {
  const bin = binOf(status);
  if (bin === null) return {};
  const { level, percent } = bin;
  return {
    [UNIT]: {
      positionName: 'retractBin',
      capacity: holds,
      status: 'ok',
      printer: {
        capabilities: { maxRetracts: holds },
        status: {
          index: 1,
          initial: 0,
          ...(percent === null ? {} : { in: Math.round((1 - percent / 100) * holds) }),
          replenishmentStatus: WORDS[level],
        },
      },
    },
  };
}

/** A question, so it waits for nothing and needs no lease. */
export const storageCommand = (units: () => Payload): ServedCommand =>
  served(storage.getStorage, { version: '2.0', completionVersion: '2.1', queued: false }, async () =>
    done({ storage: units() }),
  );
