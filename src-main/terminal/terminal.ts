import path from 'node:path';
import type { ActorOptions } from 'xstate';
import { fail, ok, type Result } from '../../drivers/contract/result.ts';
import type { Channel } from '../channel/channel.ts';
import type { Config } from '../contract/config.ts';
import type { Logger } from '../logging/logger.ts';
import { createDeviceSide } from './device-side.ts';
import type { CabinetNews } from './devices/cabinet.ts';
import { movingUse } from './diagnostics/consumption.ts';
import { HelpDesk } from './help/help-desk.ts';
import { openLedger } from './ledger/ledger.ts';
import { createPageSide } from './page-side.ts';
import type { ClientTimeouts } from './platform-client/client.ts';
import { loadPlatformTrust } from './platform-client/trust.ts';
import { createPlatformSide } from './platform-side.ts';
import { createServiceSide } from './service-side.ts';
import type { SessionMachine } from './session/machine.ts';
import { createSessionSide } from './session-side.ts';
import type { SyncTimes } from './sync/times.ts';
import { startUpkeep } from './upkeep.ts';
import { createWorldWatch, worldNow } from './world.ts';

export interface Terminal {
  connectRenderer(channel: Channel): void;
  connectDevices(channel: Channel): void;
  /** What a keyboard-wedge scanner typed; forgotten where none is declared or nobody waits. */
  wedgeCode(text: string): void;
  stop(): Promise<void>;
}

export interface TerminalOptions {
  readonly config: Config;
  readonly log: Logger['log'];
  readonly onSessionEnded: () => void;
  /** The page on stage may have a camera from now on, or no longer. */
  readonly onCamera?: (open: boolean) => void;
  /** A code is wanted from the keyboard-wedge scanner, or no longer. */
  readonly onWedge?: (wanted: boolean) => void;
  /** Where the configuration came from, for the engineer's page. */
  readonly configFile?: string;
  /** A technician asks for it; whoever started this process does it. */
  readonly onRestart?: (what: 'app' | 'deviceHost' | 'machine', onRefused: () => void) => void;
  /** Shorter in tests only. */
  readonly decideWithinMs?: number;
  /** Other waits, and a clock for the session; in tests only. */
  readonly waits?: {
    readonly client?: Partial<ClientTimeouts>;
    readonly sync?: SyncTimes;
    readonly session?: ActorOptions<SessionMachine>['clock'];
    readonly leftMs?: number;
    readonly validateMs?: number;
    readonly pollMs?: number;
  };
}

/**
 * Puts the terminal together: the sides towards platform, devices, staff and page around the session in the middle. Each
 * side hears of another only through what is wired here. Fails with one sentence when it must not start: a ledger it does
 * not understand, keys it cannot trust.
 */
export async function startTerminal(options: TerminalOptions): Promise<Result<Terminal, { message: string }>> {
  const { config, log, waits = {} } = options;
  const trust = await loadPlatformTrust(config.platform);
  if (!trust.ok) return trust;
  const { keys } = trust.value;
  const file = path.join(config.terminal.dataDirectory, 'ledger.db');
  const opened = openLedger({ file, terminal: config.terminal.id });
  if (!opened.ok) return fail({ message: opened.error.message });
  const ledger = opened.value;
  const recovered = ledger.recover((row) => movingUse(row, Date.now()));
  if (!recovered.ok) return fail({ message: recovered.error.message });
  if (recovered.value.crashedSession !== null) {
    const { submittedCase, paperUnknown } = recovered.value;
    log('session.recovered', { submitted: submittedCase !== null, paperUnknown });
  }

  const platform = createPlatformSide({
    config,
    trust: trust.value,
    ledger,
    log,
    waits,
    onChange: () => watch.look(),
  });
  const devices = createDeviceSide({
    config,
    ledger,
    log,
    recorded: () => platform.recorded('A'),
    onChange: () => watch.look(),
    onVisibleChange: () => {
      watch.look();
      page.publish();
    },
    onCabinetNews: (news) => heard(news),
    onGuestWish: (wish) => service.guestWishes(wish),
    onChipPulled: () => session.send({ type: 'chip.pulled' }),
    onKey: (key) => {
      page.key(key);
      devices.cabinet.touched();
      service.touched();
      // While the countdown asks, a key that only moves is no answer yet.
      if (session.state().context.visit.idleSecondsLeft === null) session.send({ type: 'touched' });
    },
    staffInside: () => service.staffInside(),
    onCamera: (open) => options.onCamera?.(open),
    onWedge: (wanted) => options.onWedge?.(wanted),
    leftMs: waits.leftMs,
    validateMs: waits.validateMs,
  });
  const world = () => worldNow({ ledger, platform, devices });
  const session = createSessionSide({
    config,
    ledger,
    log,
    platform,
    devices,
    sealKey: keys.seal,
    recovered: recovered.value,
    world: world(),
    onSessionEnded: () => options.onSessionEnded(),
    decideWithinMs: options.decideWithinMs,
    clock: waits.session,
  });
  const watch = createWorldWatch({ ledger, platform, devices, session, log });
  const service = createServiceSide({
    config,
    configFile: options.configFile,
    ledger,
    log,
    platform,
    devices,
    session,
    world,
    badgeKey: keys.sign,
    changed: () => page.publish(),
    restart: options.onRestart,
  });
  const help = new HelpDesk({
    site: config.site,
    ledger,
    wallMs: () => Date.now(),
    recorded: () => platform.recorded('A'),
  });
  const page = createPageSide({ config, log, devices, session, service, help });

  function heard(news: CabinetNews): void {
    session.send({ type: news });
    if (news === 'operator.called') service.switchTurned();
    if (news === 'operator.gone') service.switchBack();
  }
  session.subscribe((state) => {
    devices.follow(state, service.screen());
    service.follow();
    page.publish();
  });

  session.start();
  await platform.start();
  watch.start();
  const endUpkeep = startUpkeep(ledger, session, { config, log, wallMs: () => Date.now() });

  return ok({
    connectRenderer: (channel) => page.connect(channel),
    connectDevices: (channel) => devices.connect(channel),
    wedgeCode: (text) => devices.wedgeCode(text),
    async stop() {
      watch.stop();
      endUpkeep();
      session.stop();
      devices.stop();
      service.stop();
      page.stop();
      await platform.stop();
      ledger.close();
    },
  });
}
