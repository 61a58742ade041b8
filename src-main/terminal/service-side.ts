import type { JWK } from 'jose';
import type { Config } from '../contract/config.ts';
import type { ServiceAct } from '../contract/diagnostics.ts';
import type { ServiceScreen } from '../contract/screens.ts';
import type { Logger } from '../logging/logger.ts';
import type { DeviceSide } from './device-side.ts';
import { openDiagnostics } from './diagnostics/open-diagnostics.ts';
import type { DiagnosticsServices } from './diagnostics/services.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { PlatformSide } from './platform-side.ts';
import type { World } from './session/world.ts';
import type { SessionSide } from './session-side.ts';

export interface ServiceSideOptions {
  readonly config: Config;
  readonly configFile: string | undefined;
  readonly ledger: Ledger;
  readonly log: Logger['log'];
  readonly platform: PlatformSide;
  readonly devices: DeviceSide;
  readonly session: SessionSide;
  readonly world: () => World;
  readonly badgeKey: JWK;
  /** What staff see changed. */
  readonly changed: () => void;
  readonly restart: DiagnosticsServices['restart'] | undefined;
}

export type ServiceSide = ReturnType<typeof createServiceSide>;

/** Staff at the machine: their door, their pages, and the switch in the cabinet that opens the door. */
export function createServiceSide(options: ServiceSideOptions) {
  const { config, ledger, platform, devices, session } = options;
  const diagnostics = openDiagnostics({
    config,
    ledger,
    devices: devices.client,
    scanner: devices.scanner,
    cameras: devices.cameras,
    cabinet: () => devices.cabinet.inputs,
    board: devices.cabinet,
    history: devices.history,
    world: options.world,
    badgeKey: options.badgeKey,
    platformState: platform.state,
    platformTrouble: platform.trouble,
    sync: platform.sending,
    sendNow: platform.sendNow,
    sendLogs: platform.sendLogs,
    recorded: () => platform.recorded('A'),
    alarm: { on: () => devices.cabinet.alarm(), off: () => devices.cabinet.staffCame() },
    log: options.log,
    changed: options.changed,
    guests: devices.guests,
    onLeave: () => session.send({ type: 'service.left' }),
    configFile: options.configFile,
    restart: options.restart,
  });
  /** The operator's switch was turned while somebody was served. */
  let called = false;
  /** Another program asked for staff's door, and nobody came yet. */
  let asked = false;
  devices.guests.onAway = () => diagnostics.guestsAway();

  /** The operator's switch: staff's door opens as soon as nobody is served, once for each turning. */
  function lookForCall(): void {
    called = devices.cabinet.operatorCalls;
    if (!called || !session.free()) return;
    called = false;
    if (session.take({ type: 'openService' })) diagnostics.enter();
  }

  function lookForGuest(): void {
    if (!asked || !session.free()) return;
    asked = false;
    if (session.take({ type: 'openService' })) diagnostics.enter();
  }

  return {
    /** What staff see; null while they do not have the screen. */
    screen: (): ServiceScreen | null => (session.inService() ? diagnostics.screen() : null),
    enter: (): void => diagnostics.enter(),
    /** A finger on the glass, or a key. */
    touched(): void {
      if (session.inService()) diagnostics.touched();
    },
    /** Somebody of staff is there who proved it. */
    staffInside: (): boolean => session.inService() && diagnostics.staffInside,
    /** False when staff do not have the screen, or may not do that there. */
    act: (act: ServiceAct): boolean => session.inService() && diagnostics.act(act),
    /** Whoever stands there now may be somebody else. */
    pageLost(): void {
      if (session.inService()) diagnostics.leave('restart');
    },
    switchTurned: lookForCall,
    /** A guest's `VendorMode.EnterModeRequest` opens the door like the switch; its `ExitModeRequest` is obeyed at once. */
    guestWishes(wish: 'enter' | 'exit'): void {
      asked = wish === 'enter';
      if (asked) lookForGuest();
      else if (session.inService()) diagnostics.leave('left');
    },
    /** Nobody came in while the switch was turned: the screen is the citizens' again. */
    switchBack: (): void => diagnostics.leaveDoor(),
    /** The session went on: perhaps nobody is served any more. */
    follow(): void {
      if (called && session.free()) lookForCall();
      lookForGuest();
    },
    stop: (): void => diagnostics.stop(),
  };
}
