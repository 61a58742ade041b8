import type { AuxiliariesSnapshot } from '../../../drivers/contract/auxiliaries.ts';
import type { DeviceClass, DeviceEvent } from '../../../drivers/contract/index.ts';
import type { Config } from '../../contract/config.ts';
import type { Logger } from '../../logging/logger.ts';
import type { BoardWatch } from '../devices/cabinet.ts';
import type { Cameras } from '../devices/cameras.ts';
import type { CodeScanner } from '../devices/code-scanner.ts';
import type { DeviceClient } from '../devices/device-client.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PlatformClient } from '../platform-client/client.ts';
import type { PlatformTrouble } from '../platform-trouble.ts';
import type { SyncStatus } from '../sync/engine.ts';
import type { SendingState } from '../sync/watched-ingest.ts';
import type { Restartable } from './restart.ts';

/** What happened to a device lately, newest first. */
export interface RecentEvents {
  of(deviceClass: DeviceClass): readonly DeviceEvent[];
}

/** How many items citizens can use now, and which a device takes away. */
export interface ItemsAtStake {
  served(): number;
  total(): number;
  /** Items that cannot be used because this device does not serve. */
  awayFor(deviceClass: DeviceClass): number;
}

/** Everything the pages may use. Times: `now` is monotonic milliseconds, `wallMs` milliseconds since 1970. */
export interface DiagnosticsServices {
  readonly config: Config;
  readonly version: string;
  readonly devices: Pick<DeviceClient, 'request' | 'view' | 'watchTraffic' | 'paperMoves'>;
  /** What the cabinet's board tells; null where there is none, or it does not speak. */
  readonly cabinet: () => AuxiliariesSnapshot | null;
  /** Hears each word of the board until the returned function is called; keys go nowhere else meanwhile. */
  readonly board: {
    watch(hear: BoardWatch): () => void;
    /** The sound stays where a test turns it until the returned function is called; then it goes where the socket says. */
    holdSound(): () => void;
  };
  readonly scanner: Pick<CodeScanner, 'fitted' | 'read'>;
  readonly cameras: Pick<Cameras, 'open' | 'places'>;
  readonly events: RecentEvents;
  /** Since when a device is as it is (monotonic milliseconds); null before anything was heard. */
  readonly since: (deviceClass: DeviceClass) => number | null;
  readonly items: ItemsAtStake;
  readonly ledger: Ledger;
  readonly platformState: () => 'online' | 'offline' | 'unknown';
  readonly platformTrouble: () => PlatformTrouble;
  /** How sending to the platform goes; `trouble` is the last answer that was not an acknowledgement. */
  readonly sync: () => SendingState & {
    readonly trouble: string | null;
    /** The one record that it refuses, also alone. */
    readonly refuses?: SyncStatus['refuses'];
  };
  readonly sendNow: () => void;
  /** One attempt to bring packed logs to the platform. */
  readonly sendLogs: PlatformClient['logs'];
  /** Something stands in the ledger that the platform is to get. */
  readonly recorded: () => void;
  readonly logDirectory: string;
  readonly log: Logger['log'];
  readonly now: () => number;
  readonly wallMs: () => number;
  /** The removable volume that is plugged in now; null for none. */
  readonly removable: () => string | null;
  /** The configuration file this program was started with; null in tests that have none. */
  readonly configFile: string | null;
  /** SHA-256 of that file when the program started. */
  readonly configAtStart: string;
  readonly restartable: readonly Restartable[];
  /** Ends this process, the device host's, or asks the system to start the machine anew; `onRefused`: the system would not. */
  readonly restart: (what: Restartable, onRefused: () => void) => void;
}
