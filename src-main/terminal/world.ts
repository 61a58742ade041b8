import type { DeviceStatus, Health } from '../../drivers/contract/status.ts';
import { chinaDate } from '../contract/china-time.ts';
import type { Logger } from '../logging/logger.ts';
import type { DeviceSide } from './device-side.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { PlatformSide } from './platform-side.ts';
import type { World } from './session/world.ts';
import type { SessionSide } from './session-side.ts';
import { stateOf, ToldChanges } from './told-changes.ts';

/** Health ages and dates change without an event: the world is looked at this often. */
const LOOK_EVERY_MS = 1000;

interface Parts {
  readonly ledger: Ledger;
  readonly platform: PlatformSide;
  readonly devices: DeviceSide;
}

/** What the terminal can do right now. */
export function worldNow({ ledger, platform, devices }: Parts): World {
  return {
    catalogue: platform.catalogue(),
    devices: devices.client.view(),
    cameras: devices.cameras.healths(),
    platform: platform.state(),
    ledgerReady: ledger.canAccept().ok,
    powerLow: devices.cabinet.powerLow,
    documentRefused: devices.documentRefused(),
    specialPaperRefused: devices.specialPaperRefused(),
    guestPaper: devices.guestPaper(),
    today: chinaDate(new Date()),
  };
}

/** Tells the session of every change of the world, and writes down those of devices. */
export function createWorldWatch(parts: Parts & { readonly session: SessionSide; readonly log: Logger['log'] }) {
  const { ledger, platform, devices, session, log } = parts;
  const told = new ToldChanges();
  let lastDigest = '';
  let timer: NodeJS.Timeout | undefined;

  function look(): void {
    if (session.state().status !== 'active') return;
    const world = worldNow(parts);
    session.lookForProofs(answers(world.devices.documentPrinter?.status ?? null));
    devices.lookForLeftPaper(session.state());
    // Not only when something changed: what was held back an hour ago may be written now.
    for (const { health, status } of Object.values(world.devices)) {
      if (status === null) continue;
      const now = performance.now();
      devices.history.seen(status.deviceClass, health, stateOf(status), now);
      devices.fraud.see(status);
      if (told.take(status, health, now)) report(status, health);
    }
    const digest = digestOf(world);
    if (digest === lastDigest) return;
    lastDigest = digest;
    session.send({ type: 'world', world });
    devices.cabinet.look();
  }

  function report(status: DeviceStatus, health: Health): void {
    const { deviceClass, device, faults } = status;
    log('device.changed', { device: deviceClass, state: device, health, fault: faults[0] ?? 'none' });
    const noted = ledger.recordDeviceStatus(status);
    if (noted.ok) platform.recorded('B');
  }

  return {
    /** Something may have changed. */
    look,
    start(): void {
      timer = setInterval(look, LOOK_EVERY_MS);
    },
    stop: (): void => clearInterval(timer),
  };
}

/** Two worlds with the same digest are the same to the session. */
const digestOf = (world: World): string =>
  JSON.stringify([
    world.catalogue?.revision,
    world.platform,
    world.ledgerReady,
    world.powerLow,
    world.documentRefused,
    world.specialPaperRefused,
    world.guestPaper,
    world.today,
    world.cameras,
    Object.entries(world.devices).map(([deviceClass, { health, status }]) => [
      deviceClass,
      health,
      status === null ? null : stateOf(status),
    ]),
    // What hangs in a slot is no change of the device's state, and somebody's all the same.
    world.devices.receiptPrinter?.status?.media,
    world.devices.documentPrinter?.status?.media,
  ]);

/** A printer that is there, whatever keeps it from printing, can be asked about its jobs. */
const answers = (status: DeviceStatus | null): boolean =>
  status !== null && !['offline', 'noDevice', 'powerOff', 'starting', 'unknown'].includes(status.device);
