import type { RunningTest } from '../../contract/diagnostics.ts';

/** A self-test from beginning to record, whoever does it: the driver, hands at the cabinet, an ear. */
export interface RunningCheck {
  view(): RunningTest;
  /** The person's verdict; false where none is asked for. */
  judge(passed: boolean): boolean;
  /** Called off; false once it is over. */
  cancel(): boolean;
  /** Once a second. */
  tick(): void;
}
