import type { OutboxRecord } from '../../src-main/contract/platform-api.ts';
import type { AlertKind } from '../database/tables.ts';
import { raiseAlert } from './alerts.ts';
import type { EffectContext } from './effect-context.ts';

/** The parts of a `service.act` that are acted on here; `act` and `detail` are machine words of the terminal's audit. */
export type StaffAct = { readonly act: string; readonly detail: string };

/** What an act of the audit is an alarm of; undefined for everything staff do on an ordinary day. */
export function alarmOf({ act, detail }: StaffAct): AlertKind | undefined {
  if (act === 'door' && detail === 'locked') return 'door-locked';
  if (act !== 'alarm') return undefined;
  return /^tamper\.|\.tampered$/.test(detail) ? 'cabinet-tampered' : 'cabinet-opened';
}

/** Alarms go before a person; a call for staff stands open until somebody of staff acknowledged it at the machine. */
export async function takeStaffAct(context: EffectContext, record: OutboxRecord, said: StaffAct): Promise<void> {
  const { trx, terminal, epoch, now } = context;
  const kind = alarmOf(said);
  if (kind !== undefined) {
    // The number tells two alarms of one kind apart; the words are the terminal's own, which fit a line.
    const detail = `record ${record.seq}, ${said.detail}, ${record.recordedAt}`;
    await raiseAlert(trx, { terminal, epoch, kind, detail, now });
  }
  if (said.act !== 'help') return;
  const [what, screen = ''] = said.detail.split('.');
  if (what === 'asked')
    await trx
      .insertInto('help_requests')
      .values({ terminal, epoch, seq: record.seq, screen, asked_at: record.recordedAt, acknowledged_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  if (what === 'acknowledged')
    await trx
      .updateTable('help_requests')
      .set({ acknowledged_at: record.recordedAt })
      .where('terminal', '=', terminal)
      .where('acknowledged_at', 'is', null)
      .execute();
}
