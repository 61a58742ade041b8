import type { DeviceClass } from '../../../drivers/contract/status.ts';
import type { HealthCheckLevel } from '../../contract/device-messages.ts';
import type { Consumable, DiagnosticsPage, DiagnosticsPageName, ServiceAct } from '../../contract/diagnostics.ts';
import type { AuditAct } from '../ledger/audit-acts.ts';
import type { LedgerError } from '../ledger/errors.ts';
import type { Entrant } from './access.ts';
import type { DiagnosticsServices } from './services.ts';

/**
 * One page of the diagnostics: made when it is opened, asked for its view whenever anything changed, closed when another
 * opens or the technician leaves. What runs on it must end with `close`.
 */
export interface OpenPage {
  view(): DiagnosticsPage;
  /** Takes an act meant for this page; false when it is none of its. The role was checked before. */
  act?(act: ServiceAct): boolean;
  /** Something runs here that needs nobody near; how long nobody touches ends nothing meanwhile. */
  busy?(): boolean;
  /** A test is under way, and whoever makes it may be behind the machine: they have more time before it ends. */
  underWay?(): boolean;
  /** Called every second. */
  tick?(): void;
  close?(): void;
}

/** A page and what it is about. */
export interface PageWish {
  readonly page: DiagnosticsPageName;
  readonly device?: DeviceClass;
  readonly level?: HealthCheckLevel;
  readonly consumable?: Consumable['id'];
}

/** What an opened page gets: the machine, who stands there, and how to say what it did. */
export interface PageContext {
  readonly services: DiagnosticsServices;
  readonly who: Entrant;
  /** Draw anew. */
  readonly changed: () => void;
  /** Open another page instead. */
  readonly open: (wish: PageWish) => void;
  /** Machine words only; the ledger refuses others. */
  readonly audit: (act: AuditAct, detail: string) => void;
  /** The ledger refused to write something down, with its error code: counted on every page. */
  readonly unrecorded: (code: LedgerError['code']) => void;
}
