import type { Database } from '../database/tables.ts';
import { raiseAlert } from '../ingest/alerts.ts';
import type { CaseBell } from './case-bell.ts';
import { type DecideOptions, decideCase } from './decide-case.ts';

export type Inbox = {
  /** Says that cases were committed: they are decided in the order they came. */
  wake(): void;
  /** Resolves when nothing that was waiting is left undecided. */
  drained(): Promise<void>;
  close(): Promise<void>;
};

export type InboxOptions = DecideOptions & {
  readonly bell: CaseBell;
  /** Named without personal data: an error's own message may quote what a person wrote. */
  readonly onFailure: (error: unknown) => void;
};

const SWEEP_EVERY_MS = 30_000;
const RETRY_HELD_EVERY_MS = 600_000;
const BATCH = 20;

/**
 * Decides every committed case exactly once. The table is the queue: a crash between commit and decision leaves the
 * case `received`, and the first wake after a start or the sweep (for replicas that died) takes it up.
 */
export async function openInbox(options: InboxOptions): Promise<Inbox> {
  const { db } = options;
  let closed = false;
  let again = false;
  let running: Promise<void> | undefined;

  const wake = () => {
    again = true;
    running ??= run().finally(() => {
      running = undefined;
      // A wake may have come between the last look at the table and here.
      if (again && !closed) wake();
    });
  };
  const run = async () => {
    while (again && !closed) {
      again = false;
      try {
        await decideAll(options, () => closed);
      } catch (error) {
        // The database is away; the cases stay in it and the sweep comes back.
        options.onFailure(error);
      }
    }
  };
  await retryHeld(db);
  const sweep = setInterval(wake, SWEEP_EVERY_MS).unref();
  const retry = setInterval(() => void retryHeld(db).then(wake, options.onFailure), RETRY_HELD_EVERY_MS).unref();
  return {
    wake,
    drained: async () => {
      while (running !== undefined) await running;
    },
    close: async () => {
      closed = true;
      clearInterval(sweep);
      clearInterval(retry);
      await running;
    },
  };
}

async function decideAll(options: InboxOptions, closed: () => boolean): Promise<void> {
  for (;;) {
    const waiting = await options.db
      .selectFrom('cases')
      .select(['case_number', 'terminal'])
      .where('state', '=', 'received')
      .orderBy('received_at')
      .limit(BATCH)
      .execute();
    if (waiting.length === 0) return;
    for (const row of waiting) {
      if (closed()) return;
      try {
        const held = await decideCase(options, row.case_number);
        if (held !== null) await hold(options, row, held);
      } catch (error) {
        options.onFailure(error);
        await hold(options, row, 'the decision failed; see the log of the platform');
      }
      options.bell.ring(row.case_number);
    }
  }
}

/** A case nobody could decide waits for a person; the others go on. */
async function hold(
  { db, now }: InboxOptions,
  row: { case_number: string; terminal: string },
  reason: string,
): Promise<void> {
  await db
    .updateTable('cases')
    .set({ state: 'held', held_reason: reason })
    .where('case_number', '=', row.case_number)
    .where('state', '=', 'received')
    .execute();
  await raiseAlert(db, { terminal: row.terminal, epoch: '', kind: 'case-held', detail: row.case_number, now: now() });
}

/** A start may follow a mended catalogue, and a base may have come back: what was held is worth another look. */
async function retryHeld(db: Database): Promise<void> {
  await db.updateTable('cases').set({ state: 'received' }).where('state', '=', 'held').execute();
}
