import type { Clock, Device, DeviceClass, DeviceStatus } from '../../drivers/contract/index.ts';
import { departureOf } from './departure.ts';
import { hangingWord } from './host-words.ts';
import { inTime } from './in-time.ts';
import type { PhysicalDevice } from './physical-device.ts';
import type { StatusDesk } from './status-desk.ts';

/** An idle device is asked this often, well inside the age at which a status turns stale. */
export const REFRESH_EVERY_MS = 4000;
/** A receipt printer that names no pace tells an open cover only when asked. */
const RECEIPT_REFRESH_MS = 800;
/** Far beyond every limit of a driver's own: what has not answered by then hangs, and a person's command waits for it. */
const HANGS_MS = 120_000;
/** One that went in the middle of a command is looked at again this soon. */
const ENDING_MS = 50;

const askAgainIn = (device: Device, deviceClass: DeviceClass): number => {
  const own = deviceClass === 'receiptPrinter' ? RECEIPT_REFRESH_MS : REFRESH_EVERY_MS;
  return Math.min(device.askAgainInMs?.() ?? own, REFRESH_EVERY_MS);
};

const isGone = (status: DeviceStatus): boolean => departureOf(status) !== null;

/**
 * Asks an idle device how it is, over and over. Returns once it said that it is gone, or shall be opened anew (`restart`),
 * and no command is running on it; at once when everything stops, or when its driver hangs.
 */
export async function askUntilGone(
  device: Device,
  deviceClass: DeviceClass,
  by: { clock: Clock; physical: PhysicalDevice; desk: StatusDesk; stopped: AbortSignal; restart: AbortSignal },
): Promise<void> {
  const { clock, physical, desk, stopped, restart } = by;
  while (!stopped.aborted) {
    // It went within a command and is back: an A4 printer that nobody could reach for a while.
    if (!isGone(device.status()) && !restart.aborted) desk.become('there');
    const gone = new AbortController();
    const stopListening = device.onStatus((status) => {
      if (isGone(status)) gone.abort();
    });
    if (!isGone(device.status()))
      await clock.delay(askAgainIn(device, deviceClass), AbortSignal.any([stopped, gone.signal, restart]));
    stopListening();
    if (stopped.aborted) return;
    const over = isGone(device.status()) || restart.aborted;
    if (desk.commandRuns) {
      // Nobody asks meanwhile: what the driver itself sees in its command is told, and what it does not see grows old.
      if (over) {
        desk.become('ending');
        await clock.delay(ENDING_MS, stopped);
      }
      continue;
    }
    if (over) return;
    const free = physical.take({ who: deviceClass, why: 'status' });
    if (free === null) continue;
    try {
      const ask = () => inTime(device.glance?.() ?? device.refresh(), HANGS_MS, clock);
      if (!(await desk.whileAsked(ask))) {
        desk.takeWord('gone', hangingWord);
        return;
      }
    } finally {
      free();
    }
  }
}
