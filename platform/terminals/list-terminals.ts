import { sql } from 'kysely';
import { z } from 'zod';
import type { OperationsTerminals } from '../../src-main/contract/operations-api.ts';
import type { Database } from '../database/tables.ts';

type Row = {
  terminal: string;
  enrolled_at: Date;
  heard_at: Date | null;
  alerts: number;
  parked: number;
  withheld: number;
  logs: number;
  asked: number;
  open: number;
  open_since: string | null;
  open_at: string | null;
};

/** What a record of a status says to operators; terminals may say more and, of older programs, less. */
const statusSchema = z.looseObject({
  device: z.string().catch('unknown'),
  paper: z.string().nullable().catch(null),
  faults: z.array(z.string()).catch([]),
});

type Devices = OperationsTerminals['terminals'][number]['devices'];

async function devicesByTerminal(db: Database): Promise<ReadonlyMap<string, Devices>> {
  const rows = await db.selectFrom('device_status').selectAll().orderBy('terminal').orderBy('device_class').execute();
  const found = new Map<string, Devices>();
  for (const { terminal, device_class, recorded_at, body_json } of rows) {
    const { device, paper, faults } = statusSchema.parse(JSON.parse(z.string().parse(JSON.parse(body_json))));
    const devices = found.get(terminal) ?? [];
    devices.push({ deviceClass: device_class, device, paper, faults, recordedAt: recorded_at });
    found.set(terminal, devices);
  }
  return found;
}

/** Every enrolled terminal, counted from what its records did. */
export async function listTerminals(db: Database): Promise<OperationsTerminals['terminals']> {
  const { rows } = await sql<Row>`
    select t.id as terminal, t.enrolled_at,
      (select max(moved_at) from high_water h where h.terminal = t.id) as heard_at,
      (select count(*)::int from alerts a where a.terminal = t.id) as alerts,
      (select count(*)::int from records r where r.terminal = t.id and r.state = 'parked' and r.kind <> 'withheld') as parked,
      (select count(*)::int from records r where r.terminal = t.id and r.kind = 'withheld') as withheld,
      (select count(*)::int from log_files l where l.terminal = t.id) as logs,
      (select count(*)::int from help_requests p where p.terminal = t.id) as asked,
      (select count(*)::int from help_requests p where p.terminal = t.id and p.acknowledged_at is null) as open,
      o.asked_at as open_since, o.screen as open_at
    from terminals t left join lateral (
      select asked_at, screen from help_requests p
      where p.terminal = t.id and p.acknowledged_at is null order by seq limit 1) o on true
    order by t.id`.execute(db);
  const devices = await devicesByTerminal(db);
  return rows.map((row) => ({
    terminal: row.terminal,
    enrolledAt: row.enrolled_at.toISOString(),
    heardAt: row.heard_at?.toISOString() ?? null,
    alerts: row.alerts,
    parked: row.parked,
    withheld: row.withheld,
    logs: row.logs,
    help: { asked: row.asked, open: row.open, openSince: row.open_since, openAt: row.open_at },
    devices: devices.get(row.terminal) ?? [],
  }));
}
