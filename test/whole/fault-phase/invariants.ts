import { expect } from 'vitest';
import { carries } from '../../../drivers/receipt-printer/rig.ts';
import type { OutboxRecord } from '../../../src-main/contract/platform-api.ts';
import type { Snapshot } from '../../../src-main/contract/snapshot.ts';
import type { LocalizedText } from '../../../src-main/contract/text.ts';
import { recordHash, ZERO_HASH } from '../../../src-main/terminal/ledger/chain.ts';
import { eventually } from './eventually.ts';
import type { FaultMachine } from './fault-machine.ts';

/** Everything is told again within this, with the waits this machine has. */
const MENDED_WITHIN_MS = 30_000;
const PAPER_STOPS_WITHIN_MS = 20_000;

const HAN = /\p{Script=Han}/u;
/** Places in a snapshot where the terminal explains something. */
const EXPLAINS = new Set([
  'unavailable',
  'explanation',
  'title',
  'text',
  'reason',
  'canDo',
  'missingSources',
  'reasons',
]);

function explanations(value: unknown, under = ''): LocalizedText[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('zh-CN' in value && 'en' in value) return EXPLAINS.has(under) ? [value as LocalizedText] : [];
  return Object.entries(value).flatMap(([key, part]) => explanations(part, Array.isArray(value) ? under : key));
}

/** What a person reads has words in both languages, and a dead end names the way on. */
export function explained(snapshot: Snapshot): void {
  const { screen, notices } = snapshot;
  for (const text of explanations({ screen, notices })) {
    expect(text['zh-CN'], JSON.stringify(text)).toMatch(HAN);
    expect(text.en, JSON.stringify(text)).toMatch(/[A-Za-z]{2}/);
    expect(text.en).not.toMatch(HAN);
  }
  if (screen.name === 'problem') expect(screen.text.en).toMatch(/try|again|counter|ask|staff|phone|case number|touch/i);
  if (screen.name === 'result' && !screen.busy)
    for (const { state, explanation, mayRetry } of screen.papers) {
      expect(SETTLED).toContain(state);
      if (TROUBLED.includes(state)) expect(explanation).not.toBeNull();
      if (state === 'notFetched') expect(mayRetry).toBe(true);
      if (state === 'printed' || state === 'saved') expect(mayRetry).toBe(false);
    }
  // Nobody is named while nobody is there.
  if (screen.name === 'attract') expect(snapshot.session).toBeNull();
}

/** Where a paper can be when nothing moves. */
const TROUBLED: readonly string[] = ['retracted', 'failed', 'unknown', 'canceled', 'notFetched'];
const SETTLED: readonly string[] = ['printed', 'saved', 'presented', 'notOffered', ...TROUBLED];

const FATES = ['printed', 'saved', 'failed', 'unknown'];
const stateIn = (body: string): string => /"state":"(\w+)"/.exec(body)?.[1] ?? '';

interface OutboxRow {
  readonly seq: number;
  readonly lane: 'A' | 'B';
  readonly kind: OutboxRecord['kind'];
  readonly body: string;
  readonly hash: string;
  readonly recordedAt: string;
}
interface PrintRow {
  readonly id: number;
  readonly jobId: string;
  readonly kind: 'receipt' | 'document';
  readonly state: string;
}

/** What was there when a person came, so that afterwards only what happened to them is judged. */
export class Accounts {
  readonly #machine: FaultMachine;
  readonly #sheets: number;
  readonly #receipts: number;
  readonly #documents: number;
  readonly #prints: number;
  readonly #last: { seq: number; hash: string };

  constructor(machine: FaultMachine) {
    this.#machine = machine;
    this.#sheets = machine.devices.receipts.papers().length;
    this.#receipts = machine.whole.receipts.length;
    this.#documents = machine.documents().length;
    this.#prints =
      machine.whole.ledgerRows<{ id: number }>('SELECT coalesce(max(rowid), 0) AS id FROM print_journal')[0]?.id ?? 0;
    this.#last = machine.whole.ledgerRows<{ seq: number; hash: string }>(
      'SELECT seq, hash FROM outbox ORDER BY seq DESC LIMIT 1',
    )[0] ?? { seq: 0, hash: ZERO_HASH };
  }

  /** Once everything is mended: nothing lost, nothing open, nothing on paper twice. */
  async close(): Promise<void> {
    await this.#arrived();
    this.#chained();
    await this.#paperStands();
    const jobs = this.#journal();
    this.#receiptsOnce(jobs.filter(({ kind }) => kind === 'receipt'));
    this.#documentsOnce(jobs.filter(({ kind }) => kind === 'document'));
    expect(this.#machine.devices.bank?.violations.join() ?? '', 'what services do not take').toBe('');
  }

  /** Everything the terminal recorded is at the platform, in the platform's own table, and it proved it by its hash. */
  async #arrived(): Promise<void> {
    const { whole } = this.#machine;
    await eventually(
      () => {
        const [marks] = whole.ledgerRows<{ acked: number; last: number }>(
          'SELECT acked_seq AS acked, last_seq AS last FROM meta',
        );
        expect(marks?.acked, 'acknowledged').toBe(marks?.last);
      },
      { withinMs: MENDED_WITHIN_MS, everyMs: 25 },
    );
    const cases = whole.ledgerRows<{ number: string }>(
      `SELECT case_number AS number FROM cases WHERE submitted_seq > ${this.#last.seq}`,
    );
    for (const { number } of cases) {
      await eventually(
        async () => {
          const found = await whole.platform.db
            .selectFrom('cases')
            .select('state')
            .where('case_number', '=', number)
            .execute();
          expect(found, number).toHaveLength(1);
          expect(['decided', 'withdrawn']).toContain(found[0]?.state);
        },
        { withinMs: MENDED_WITHIN_MS, everyMs: 25 },
      );
    }
  }

  /** The chain of hashes from the record before to the newest has no hole. */
  #chained(): void {
    const { whole } = this.#machine;
    const epoch = whole.ledgerRows<{ epoch: string }>('SELECT epoch FROM meta')[0]?.epoch;
    let { seq, hash } = this.#last;
    const rows = whole.ledgerRows<OutboxRow>(
      `SELECT seq, lane, kind, body, hash, recorded_at AS recordedAt FROM outbox WHERE seq > ${seq} ORDER BY seq`,
    );
    for (const row of rows) {
      expect(row.seq).toBe(seq + 1);
      hash = recordHash(hash, { ...row, idempotencyKey: `${epoch}-${row.seq}` });
      expect(row.hash).toBe(hash);
      seq = row.seq;
    }
    expect(whole.ledgerRows('SELECT id FROM sessions WHERE ended_at IS NULL'), 'sessions that never ended').toEqual([]);
  }

  /** Every attempt has one fate, and the platform was told it once. */
  #journal(): readonly PrintRow[] {
    const { whole } = this.#machine;
    const rows = whole.ledgerRows<PrintRow>(
      `SELECT rowid AS id, job_id AS jobId, kind, state FROM print_journal WHERE rowid > ${this.#prints} ORDER BY rowid`,
    );
    const told = whole.ledgerRows<{ body: string }>(
      `SELECT body FROM outbox WHERE kind = 'paper.state' AND seq > ${this.#last.seq}`,
    );
    for (const { jobId, state } of rows) {
      expect(FATES, 'a paper without a fate').toContain(state);
      const fates = told.flatMap(({ body }) => (body.includes(jobId) ? [stateIn(body)] : []));
      // What nobody knew at first may be proved later, once.
      const proved = fates[0] === 'unknown' && state !== 'unknown';
      expect(fates, 'what was told of one paper').toEqual(proved ? ['unknown', state] : [state]);
    }
    return rows;
  }

  /** A printer that was stopped in the middle may go on when it is mended. */
  async #paperStands(): Promise<void> {
    const { receipts } = this.#machine.devices;
    await eventually(() => expect(receipts.stands).toBe(true), { withinMs: PAPER_STOPS_WITHIN_MS, everyMs: 20 });
  }

  #receiptsOnce(jobs: readonly PrintRow[]): void {
    const { whole } = this.#machine;
    const sheets = this.#machine.devices.receipts.papers().slice(this.#sheets);
    const asked = whole.receipts.slice(this.#receipts);
    for (const { jobId, receipt } of asked) {
      const carrying = sheets.filter((sheet) => carries(sheet, receipt)).length;
      expect(carrying, `sheets of one receipt (${jobs.find((job) => job.jobId === jobId)?.state})`).toBeLessThanOrEqual(
        1,
      );
      if (jobs.find((job) => job.jobId === jobId)?.state === 'printed')
        expect(carrying, 'sheets of a printed receipt').toBe(1);
    }
    const strange = sheets.filter(
      (sheet) => sheet.data.some((byte) => byte !== 0) && !asked.some(({ receipt }) => carries(sheet, receipt)),
    );
    // A strip may hang in the printer until the next receipt cuts it off.
    this.#machine.strips += jobs.filter(({ state }) => state === 'failed' || state === 'unknown').length;
    expect(strange.length, 'sheets that carry no whole receipt').toBeLessThanOrEqual(this.#machine.strips);
    this.#machine.strips -= strange.length;
  }

  #documentsOnce(jobs: readonly PrintRow[]): void {
    const out = this.#machine.documents().slice(this.#documents);
    for (const [index, document] of out.entries())
      expect(
        out.findIndex((other) => other.equals(document)),
        'a document came out twice',
      ).toBe(index);
    const printed = jobs.filter(({ state }) => state === 'printed' || state === 'saved').length;
    const doubtful = jobs.filter(({ state }) => state === 'unknown').length;
    expect(out.length).toBeGreaterThanOrEqual(printed);
    expect(out.length, 'documents nobody knows of').toBeLessThanOrEqual(printed + doubtful);
  }
}
