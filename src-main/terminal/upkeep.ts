import { deleteOldReports, type Reports } from './diagnostics/reports.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { SessionSide } from './session-side.ts';

const MAINTAIN_EVERY_MS = 10 * 60_000;
/** A machine that takes nothing for want of room looks this often whether somebody made some. */
const LOOK_FOR_ROOM_EVERY_MS = 5_000;

/** Keeps the ledger and the reports small while nobody is served. Returns what ends it. */
export function startUpkeep(
  ledger: Pick<Ledger, 'maintain' | 'canAccept'>,
  session: Pick<SessionSide, 'free' | 'inService'>,
  reports: Reports,
): () => void {
  const upkeep = setInterval(() => {
    if (!session.free()) return;
    ledger.maintain();
    deleteOldReports(reports);
  }, MAINTAIN_EVERY_MS);
  const room = setInterval(() => {
    // Also while staff are there, who made it perhaps.
    if ((session.free() || session.inService()) && !ledger.canAccept().ok) ledger.maintain();
  }, LOOK_FOR_ROOM_EVERY_MS);
  return () => {
    clearInterval(upkeep);
    clearInterval(room);
  };
}
