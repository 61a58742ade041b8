import { sql } from 'kysely';
import { personKey } from '../cases/person.ts';
import { whyHeld } from '../cases/why-held.ts';
import type { RecordState } from '../database/tables.ts';
import { unreachable } from '../result.ts';
import { raiseAlert } from './alerts.ts';
import type { AppliedRecord, EffectContext } from './effect-context.ts';
import { caseNumberSchema, readPlainBody } from './plain-bodies.ts';
import { openSubmission } from './seal.ts';
import { takeStaffAct } from './staff-acts.ts';

export type Verdict = { readonly state: RecordState; readonly reason: string | null };

const STORED: Verdict = { state: 'stored', reason: null };

/** A reason may name a field the sender chose: whatever it is, it fits a text column and one log line. */
const parked = (reason: string): Verdict => ({
  state: 'parked',
  reason: reason.slice(0, 300).replace(/[\p{Cc}\p{Cs}]/gu, ' '),
});

/** Does what one new record means, inside the ingest transaction, and says how the record is to be kept. */
export async function applyRecord(context: EffectContext, record: AppliedRecord): Promise<Verdict> {
  if (record.kind === 'case.submitted') return acceptCase(context, record);
  const body = readPlainBody(record.kind, record.body);
  if (!body.ok) return parked(body.error);
  switch (body.value.kind) {
    case 'case.withdrawn':
      return withdrawCase(context, body.value.caseNumber);
    case 'case.rated':
      return rateCase(context, record, body.value);
    case 'service.act':
      await takeStaffAct(context, record, body.value);
      return STORED;
    case 'device.status':
    case 'kept':
      return STORED;
    default:
      return unreachable(body.value);
  }
}

async function acceptCase(
  { trx, terminal, epoch, now, keys, catalogue }: EffectContext,
  record: AppliedRecord,
): Promise<Verdict> {
  const opened = await openSubmission(record.body, keys.seal);
  if (!opened.ok) return parked(opened.error);
  const submission = opened.value;
  if (!caseNumberSchema.safeParse(submission.caseNumber).success)
    return parked('the opened submission has no usable case number');
  const reason = whyHeld(submission, catalogue);
  const person = personKey(submission.card, keys.personIndex);
  const inserted = await trx
    .insertInto('cases')
    .values({
      case_number: submission.caseNumber,
      terminal,
      person_key: person,
      item: storable(submission.item),
      item_version: submission.itemVersion,
      state: reason === null ? 'received' : 'held',
      held_reason: reason,
      submission: JSON.stringify(submission),
      submitted_at: submission.submittedAt,
      received_at: now,
      decided_at: null,
      withdrawn_at: null,
      result: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('case_number')
    .executeTakeFirst();
  if (inserted !== undefined) return reason === null ? STORED : parked(reason);
  const earlier = await trx
    .selectFrom('cases')
    .select(['terminal', 'submission'])
    .where('case_number', '=', submission.caseNumber)
    .executeTakeFirstOrThrow();
  if (earlier.terminal === terminal && earlier.submission === JSON.stringify(submission)) {
    return { state: 'duplicate', reason: 'the same submission was stored before' };
  }
  await raiseAlert(trx, { terminal, epoch, kind: 'case-collision', detail: `record ${record.seq}`, now });
  return parked('the case number already belongs to another submission');
}

async function withdrawCase({ trx, terminal, now }: EffectContext, caseNumber: string): Promise<Verdict> {
  const { numUpdatedRows } = await trx
    .updateTable('cases')
    .set({ withdrawn_at: sql`coalesce(withdrawn_at, ${now})`, state: 'withdrawn' })
    .where('case_number', '=', caseNumber)
    .where('terminal', '=', terminal)
    .executeTakeFirst();
  return numUpdatedRows === 0n ? parked('this terminal submitted no case with that number') : STORED;
}

async function rateCase(
  { trx, terminal }: EffectContext,
  record: AppliedRecord,
  rating: { caseNumber: string; level: number },
): Promise<Verdict> {
  const own = await trx
    .selectFrom('cases')
    .select('case_number')
    .where('case_number', '=', rating.caseNumber)
    .where('terminal', '=', terminal)
    .executeTakeFirst();
  if (own === undefined) return parked('this terminal submitted no case with that number');
  const inserted = await trx
    .insertInto('ratings')
    .values({ case_number: rating.caseNumber, terminal, level: rating.level, rated_at: record.recordedAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('case_number')
    .executeTakeFirst();
  return inserted === undefined ? parked('the case was rated before; the first rating stands') : STORED;
}

/** PostgreSQL text holds neither NUL nor unpaired surrogates; an item code with one is unknown anyway. */
const storable = (text: string): string => text.slice(0, 200).replace(/[\0\p{Cs}]/gu, '\u{FFFD}');
