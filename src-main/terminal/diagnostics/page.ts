import type { DiagnosticsPage, ServiceAct } from '../../contract/diagnostics.ts';

/**
 * One page of the diagnostics: made when it is opened, asked for its view whenever anything changed, closed when another
 * opens or the technician leaves. What runs on it must end with `close`.
 */
export interface OpenPage {
  view(): DiagnosticsPage;
  /** Takes an act meant for this page; false when it is none of its. The role was checked before. */
  act?(act: ServiceAct): boolean;
  /** Called every second. */
  tick?(): void;
  close?(): void;
}
