import type { AlertKind } from '../database/tables.ts';
import { raiseAlert } from './alerts.ts';
import type { AppliedRecord, EffectContext } from './effect-context.ts';
import { readPlainBody } from './plain-bodies.ts';

/** The parts of a `service.act` that are acted on here; `act` and `detail` are machine words of the terminal's audit. */
type StaffAct = { readonly act: string; readonly detail: string };

/** What an act of the audit is an alarm of; undefined for everything staff do on an ordinary day. */
function alarmOf({ act, detail }: StaffAct): AlertKind | undefined {
  if (act === 'door' && detail === 'locked') return 'door-locked';
  if (act === 'door' && detail === 'many-wrong-tries') return 'door-guessed';
  if (act !== 'alarm') return undefined;
  return /^tamper\.|\.tampered$/.test(detail) ? 'cabinet-tampered' : 'cabinet-opened';
}

/** Alarms go before a person; a call for staff stands open until somebody of staff acknowledged it at the machine. */
export async function takeStaffAct(context: EffectContext, record: AppliedRecord, said: StaffAct): Promise<void> {
  const { trx, terminal, epoch, now } = context;
  const kind = alarmOf(said);
  if (kind !== undefined) {
    // The number tells two alarms of one kind apart; the words are the terminal's own, which fit a line.
    const detail = `record ${record.seq}, ${said.detail}, ${record.recordedAt}`;
    await raiseAlert(trx, { terminal, epoch, kind, detail, now });
  }
  if (said.act !== 'help') return;
  const [what, screen = ''] = said.detail.split('.');
  if (what === 'asked') await openCall(context, record, screen);
  if (what === 'acknowledged') await closeCalls(context, record);
}

/** One whose record comes late may have been acknowledged long ago. */
async function openCall(context: EffectContext, record: AppliedRecord, screen: string): Promise<void> {
  const { trx, terminal, epoch, mark } = context;
  const acknowledged_at = record.seq <= mark ? await acknowledgedAfter(context, record.seq) : null;
  await trx
    .insertInto('help_requests')
    .values({ terminal, epoch, seq: record.seq, screen, asked_at: record.recordedAt, acknowledged_at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Those that were asked before it; of an earlier database all. */
async function closeCalls({ trx, terminal, epoch }: EffectContext, record: AppliedRecord): Promise<void> {
  await trx
    .updateTable('help_requests')
    .set({ acknowledged_at: record.recordedAt })
    .where('terminal', '=', terminal)
    .where('acknowledged_at', 'is', null)
    .where((where) => where.or([where('epoch', '<>', epoch), where('seq', '<', record.seq)]))
    .execute();
}

/** When the terminal told an acknowledgement after this number; null when it told none yet. */
async function acknowledgedAfter({ trx, terminal, epoch }: EffectContext, seq: number): Promise<string | null> {
  const told = await trx
    .selectFrom('records')
    .select(['recorded_at', 'body_json'])
    .where('terminal', '=', terminal)
    .where('epoch', '=', epoch)
    .where('seq', '>', seq)
    .where('kind', '=', 'service.act')
    .where('body_json', 'like', '%acknowledged%')
    .orderBy('seq')
    .execute();
  const first = told.find(({ body_json }) => {
    const read = readPlainBody('service.act', String(JSON.parse(body_json)));
    return (
      read.ok && read.value.kind === 'service.act' && read.value.act === 'help' && read.value.detail === 'acknowledged'
    );
  });
  return first?.recorded_at ?? null;
}
