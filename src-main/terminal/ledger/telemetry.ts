import type { DeviceStatus } from '../../../drivers/contract/status.ts';
import type { Connection } from './connection.ts';
import { appendRecords, plainRecord, readMeta } from './outbox.ts';
import { codeSchema, recordBodySchemas } from './record-bodies.ts';

/** Records of lane B kept while the platform is away; older ones are dropped and counted. */
export const TELEMETRY_RING = 500;
/** Lane B joins the outbox only while fewer records than this wait there. */
const PROMOTE_BELOW = 50;

const ringBodySchema = recordBodySchemas['device.status'].omit({ dropped: true });

/**
 * Lane B waits in a ring of its own and gets a sequence number only when it is about to be sent: a dropped record
 * therefore never leaves a hole in the chain of the outbox.
 */
export function recordDeviceStatus(connection: Connection, status: DeviceStatus, at: string): void {
  const { deviceClass, device, media, paper, action, model, lifecycle, attachment } = status;
  const faults = status.faults.filter((fault) => codeSchema.safeParse(fault).success).slice(0, 20);
  const body = ringBodySchema.parse({
    ...{ deviceClass, device, media, paper, action, faults, model: model.slice(0, 80) },
    ...(lifecycle && { lifecycle }),
    ...(attachment && { attachment }),
  });
  connection.run('INSERT INTO telemetry (recorded_at, body) VALUES (?, ?)', at, JSON.stringify(body));
  const dropped = connection.run(
    'DELETE FROM telemetry WHERE id <= (SELECT max(id) FROM telemetry) - ?',
    TELEMETRY_RING,
  );
  if (dropped > 0) connection.run('UPDATE meta SET telemetry_dropped = telemetry_dropped + ?', dropped);
}

export const telemetryWaiting = (connection: Connection): boolean => {
  const { last_seq, acked_seq } = readMeta(connection);
  return last_seq - acked_seq < PROMOTE_BELOW && connection.one('SELECT id FROM telemetry LIMIT 1') !== undefined;
};

/** Moves the oldest waiting records of lane B into the outbox, within the caller's transaction. */
export function promoteTelemetry(connection: Connection): void {
  const { last_seq, acked_seq } = readMeta(connection);
  const room = PROMOTE_BELOW - (last_seq - acked_seq);
  if (room <= 0) return;
  const dropped = connection.one<{ n: number }>('SELECT telemetry_dropped AS n FROM meta')?.n ?? 0;
  const rows = connection.all<{ id: number; recorded_at: string; body: string }>(
    'SELECT id, recorded_at, body FROM telemetry ORDER BY id LIMIT ?',
    room,
  );
  const newest = rows.at(-1);
  if (newest === undefined) return;
  const records = rows.map(({ body, recorded_at }) =>
    plainRecord('device.status', { ...JSON.parse(body), dropped }, recorded_at),
  );
  appendRecords(connection, records);
  connection.run('DELETE FROM telemetry WHERE id <= ?', newest.id);
}
