import { randomInt } from 'node:crypto';
import path from 'node:path';
import type { JWK } from 'jose';
import type { DeviceClass } from '../../../drivers/contract/status.ts';
import type { Config } from '../../contract/config.ts';
import type { Logger } from '../../logging/logger.ts';
import type { Cameras } from '../devices/cameras.ts';
import type { CodeScanner } from '../devices/code-scanner.ts';
import type { DeviceClient } from '../devices/device-client.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { unavailable } from '../session/availability.ts';
import type { World } from '../session/world.ts';
import { Access } from './access.ts';
import type { DeviceHistory } from './device-history.ts';
import { Diagnostics } from './diagnostics.ts';
import type { Guests } from './guests.ts';
import { fingerprint } from './pages/configuration.ts';
import { removableVolume } from './removable-volume.ts';
import { restartableIn } from './restart.ts';
import type { DiagnosticsServices, ItemsAtStake } from './services.ts';
import { loadStaff, type StaffMember } from './staff.ts';

export interface OpenDiagnosticsOptions {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly devices: DeviceClient;
  readonly scanner: CodeScanner;
  readonly cameras: Cameras;
  readonly cabinet: DiagnosticsServices['cabinet'];
  readonly board: DiagnosticsServices['board'];
  readonly history: DeviceHistory;
  readonly world: () => World;
  readonly badgeKey: JWK;
  readonly platformState: DiagnosticsServices['platformState'];
  readonly platformTrouble: DiagnosticsServices['platformTrouble'];
  readonly sync: DiagnosticsServices['sync'];
  readonly sendNow: () => void;
  readonly sendLogs: DiagnosticsServices['sendLogs'];
  readonly recorded: () => void;
  /** The lamp or contact of the cabinet, if its board has one. */
  readonly alarm: { readonly on: () => void; readonly off: () => void };
  readonly log: Logger['log'];
  readonly changed: () => void;
  readonly guests: Guests;
  readonly onLeave: () => void;
  readonly configFile: string | undefined;
  readonly restart: DiagnosticsServices['restart'] | undefined;
}

/** Puts the service side together. */
export function openDiagnostics(options: OpenDiagnosticsOptions): Diagnostics {
  const { config, ledger, devices, history, log } = options;
  const services: DiagnosticsServices = {
    config,
    version: process.env.npm_package_version ?? '0.1.0',
    devices,
    scanner: options.scanner,
    cameras: options.cameras,
    cabinet: options.cabinet,
    board: options.board,
    events: history,
    since: (deviceClass) => history.since(deviceClass),
    items: itemsAtStake(options.world),
    ledger,
    platformState: options.platformState,
    platformTrouble: options.platformTrouble,
    sync: options.sync,
    sendNow: options.sendNow,
    sendLogs: options.sendLogs,
    recorded: options.recorded,
    logDirectory: path.join(config.terminal.dataDirectory, 'logs'),
    log,
    now: () => performance.now(),
    wallMs: () => Date.now(),
    removable: () => removableVolume(config.service?.usbDirectory),
    configFile: options.configFile ?? null,
    configAtStart: options.configFile === undefined ? '' : fingerprint(options.configFile),
    restartable: restartableIn(config, options.restart !== undefined),
    restart: options.restart ?? (() => undefined),
  };
  const access = new Access({
    staff: staffOf(config, log),
    terminal: config.terminal.id,
    badgeKey: options.scanner.fitted ? options.badgeKey : null,
    ledger,
    wallMs: services.wallMs,
    now: services.now,
    newChallenge: () => String(randomInt(1_000_000)).padStart(6, '0'),
    onAlarm: () => {
      log('service.alarm', {});
      options.recorded();
      options.alarm.on();
    },
  });
  // A restart is not the end of an alarm: whoever breaks in must not get rid of it by pulling the plug.
  const alarmed = ledger.service.alarmed();
  if (access.locked() || (alarmed.ok && alarmed.value)) options.alarm.on();
  return new Diagnostics({
    access,
    services,
    guests: options.guests,
    onLeave: options.onLeave,
    onEntered: options.alarm.off,
    changed: options.changed,
  });
}

function staffOf({ service }: Config, log: Logger['log']): readonly StaffMember[] {
  if (service === undefined) return [];
  const loaded = loadStaff(service.staffFile);
  if (loaded.ok) return loaded.value;
  log('service.staffRefused', {});
  return [];
}

function itemsAtStake(world: () => World): ItemsAtStake {
  const items = () => world().catalogue?.items ?? [];
  const served = (now: World) => items().filter((item) => unavailable(item, now) === null).length;
  return {
    served: () => served(world()),
    total: () => items().length,
    awayFor(deviceClass: DeviceClass) {
      const now = world();
      const device = now.devices[deviceClass];
      if (device === undefined) return 0;
      const mended: World = { ...now, devices: { ...now.devices, [deviceClass]: { ...device, health: 'ok' } } };
      return served(mended) - served(now);
    },
  };
}
