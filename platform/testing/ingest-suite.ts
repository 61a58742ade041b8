import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestResponseSchema } from '../../src-main/contract/platform-api.ts';
import { CHAIN_START, recordHash } from '../ingest/chain.ts';
import type { Platform } from '../server.ts';
import type { SampleServices } from './sample-services.ts';
import { post, SampleLedger, sampleCard, sampleSubmission, seal } from './sample-terminal.ts';

type Opened = Platform & { services: SampleServices };

const number = () => `C-${randomUUID()}`;

/** What ingest promises, asked of one database. `runs` is the number of random histories. */
export function ingestSuite(name: string, open: () => Promise<Opened>, runs: number): void {
  describe(`ingest on ${name}`, () => {
    let platform: Opened;
    beforeAll(async () => {
      platform = await open();
    });
    afterAll(() => platform.close());

    const stored = (ledger: SampleLedger) =>
      platform.db
        .selectFrom('records')
        .selectAll()
        .where('terminal', '=', ledger.terminal)
        .where('epoch', '=', ledger.epoch)
        .orderBy('seq')
        .execute();
    const alerts = (ledger: SampleLedger) =>
      platform.db
        .selectFrom('alerts')
        .select(['kind', 'detail'])
        .where('terminal', '=', ledger.terminal)
        .where('epoch', '=', ledger.epoch)
        .execute();
    const plain = (count: number, ledger = new SampleLedger('terminal-a')) => {
      for (let index = 0; index < count; index++)
        ledger.add({ kind: 'session.ended', body: JSON.stringify({ index }) });
      return ledger;
    };

    it('stores a batch and acknowledges its last hash', async () => {
      const ledger = plain(3);
      const answer = await post(platform.app, 'terminal-a', ledger.batch());
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toEqual({
        ackedSeq: 3,
        hashAtAcked: ledger.records[2]?.hash,
        parked: [],
        desiredRevision: 1,
      });
      expect((await stored(ledger)).map((row) => [row.seq, row.hash, row.state])).toEqual(
        ledger.records.map((record) => [record.seq, record.hash, 'stored']),
      );
    });

    it('loses and doubles nothing under any mix of batches, repeats, gaps and concurrent copies', async () => {
      const bodies = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.json({ maxDepth: 2 })), {
        minLength: 1,
        maxLength: 40,
      });
      const sends = fc.array(
        fc.record({ from: fc.nat(45), count: fc.integer({ min: 1, max: 12 }), copies: fc.integer({ min: 1, max: 3 }) }),
        { maxLength: 15 },
      );
      await fc.assert(
        fc.asyncProperty(bodies, sends, async (texts, plan) => {
          const ledger = new SampleLedger('terminal-a');
          for (const [index, body] of texts.entries())
            ledger.add({ kind: index % 3 === 0 ? 'device.status' : 'paper.state', body });
          let highest = 0;
          for (const { from, count, copies } of plan) {
            const firstSeq = (from % texts.length) + 1;
            const batch = ledger.batch(firstSeq, count);
            const answers = await Promise.all(
              Array.from({ length: copies }, () => post(platform.app, 'terminal-a', batch)),
            );
            const gap = firstSeq > highest + 1;
            if (!gap) highest = Math.max(highest, firstSeq - 1 + batch.records.length);
            for (const answer of answers) {
              if (gap) {
                expect(answer.statusCode).toBe(409);
                expect(answer.json()).toEqual({ error: 'gap', expectedSeq: highest + 1 });
              } else {
                expect(answer.statusCode).toBe(200);
                const body = ingestResponseSchema.parse(answer.json());
                expect(body.ackedSeq).toBe(highest);
                expect(body.hashAtAcked).toBe(ledger.hashBefore(highest + 1));
              }
            }
          }
          // The way a terminal drains: from what the platform says it expects.
          const last = await post(platform.app, 'terminal-a', ledger.batch(Math.min(highest + 1, texts.length)));
          expect(last.json().ackedSeq).toBe(texts.length);
          const rows = await stored(ledger);
          expect(rows.map((row) => row.seq)).toEqual(ledger.records.map((record) => record.seq));
          let previous = CHAIN_START;
          for (const [index, row] of rows.entries()) {
            const sent = ledger.records[index];
            if (sent === undefined) throw new Error('more rows than records');
            expect(JSON.parse(row.body_json)).toBe(sent.body);
            // What was stored still proves the chain, whatever characters were in it.
            const { lane, kind, idempotencyKey, recordedAt } = sent;
            expect(row.hash).toBe(
              recordHash(previous, {
                seq: row.seq,
                lane,
                kind,
                idempotencyKey,
                recordedAt,
                body: JSON.parse(row.body_json),
              }),
            );
            previous = row.hash;
          }
          expect(await alerts(ledger)).not.toContainEqual(expect.objectContaining({ kind: 'fork' }));
        }),
        { numRuns: runs },
      );
    });

    it('answers a gap with the number it expects and stores nothing', async () => {
      const ledger = plain(5);
      await post(platform.app, 'terminal-a', ledger.batch(1, 2));
      const answer = await post(platform.app, 'terminal-a', ledger.batch(4));
      expect([answer.statusCode, answer.json()]).toEqual([409, { error: 'gap', expectedSeq: 3 }]);
      expect(await stored(ledger)).toHaveLength(2);
    });

    it('refuses a forked history, raises one alert and overwrites nothing', async () => {
      const ledger = plain(3);
      await post(platform.app, 'terminal-a', ledger.batch());
      const forked = new SampleLedger('terminal-a', ledger.epoch);
      for (const body of ['{"other":1}', '{"other":2}', '{"other":3}', '{"other":4}'])
        forked.add({ kind: 'session.ended', body, key: randomUUID() });
      for (const batch of [forked.batch(), forked.batch(), forked.batch(4)]) {
        const answer = await post(platform.app, 'terminal-a', batch);
        expect([answer.statusCode, answer.json()]).toEqual([409, { error: 'gap', expectedSeq: 4 }]);
      }
      expect((await stored(ledger)).map((row) => row.hash)).toEqual(ledger.records.map((record) => record.hash));
      expect((await alerts(ledger)).filter((alert) => alert.kind === 'fork')).toEqual([
        { kind: 'fork', detail: 'record 1 was stored with another content' },
        { kind: 'fork', detail: 'record 3 was stored with another content' },
      ]);
    });

    it('refuses records that do not follow from one another', async () => {
      const ledger = plain(3);
      const batch = ledger.batch();
      const [first, second, third] = batch.records;
      if (first === undefined || second === undefined || third === undefined) throw new Error('three records');
      const edited = { ...batch, records: [first, { ...second, body: '{"index":99}' }, third] };
      const cut = { ...batch, records: [first, third] };
      for (const wrong of [edited, cut, { ...batch, previousHash: 'f'.repeat(64) }]) {
        const answer = await post(platform.app, 'terminal-a', wrong);
        expect([answer.statusCode, answer.json()]).toEqual([409, { error: 'gap', expectedSeq: 1 }]);
      }
      expect(await stored(ledger)).toEqual([]);
      expect((await alerts(ledger)).map((alert) => alert.kind)).toEqual(expect.arrayContaining(['broken-chain']));
    });

    it('opens a new number space for a new epoch and raises an alert', async () => {
      await post(platform.app, 'terminal-b', plain(1, new SampleLedger('terminal-b')).batch());
      const second = plain(1, new SampleLedger('terminal-b'));
      expect((await post(platform.app, 'terminal-b', second.batch())).json().ackedSeq).toBe(1);
      expect(await alerts(second)).toEqual([{ kind: 'new-epoch', detail: 'a known terminal began a new database' }]);
    });

    it('keeps a repeated idempotency key once, also from a new epoch, and parks a foreign claim on it', async () => {
      const key = randomUUID();
      const ledgers = [
        new SampleLedger('terminal-a'),
        new SampleLedger('terminal-a'),
        new SampleLedger('terminal-b'),
      ] as const;
      for (const ledger of ledgers) ledger.add({ kind: 'session.ended', body: '{}', key });
      const reused = new SampleLedger('terminal-a');
      reused.add({ kind: 'session.ended', body: '{"another":true}', key });
      const states = [];
      for (const ledger of [...ledgers, reused]) {
        const answer = await post(
          platform.app,
          ledger.terminal === 'terminal-a' ? 'terminal-a' : 'terminal-b',
          ledger.batch(),
        );
        expect(answer.json().ackedSeq).toBe(1);
        states.push((await stored(ledger))[0]?.state);
      }
      expect(states).toEqual(['stored', 'duplicate', 'parked', 'parked']);
    });

    it('lets two terminals race for one key: one owns it, both are acknowledged', async () => {
      for (let round = 0; round < 5; round++) {
        const key = randomUUID();
        const [a, b] = [new SampleLedger('terminal-a'), new SampleLedger('terminal-b')];
        for (const ledger of [a, b]) ledger.add({ kind: 'card.forgotten', body: '{}', key });
        const answers = await Promise.all([
          post(platform.app, 'terminal-a', a.batch()),
          post(platform.app, 'terminal-b', b.batch()),
        ]);
        expect(answers.map((answer) => answer.statusCode)).toEqual([200, 200]);
        const rows = await platform.db
          .selectFrom('records')
          .select('state')
          .where('idempotency_key', '=', key)
          .execute();
        expect(rows.map((row) => row.state).sort()).toEqual(['parked', 'stored']);
      }
    });

    it('parks what it cannot use with a reason, takes the rest and says the same on a repeat', async () => {
      const ledger = new SampleLedger('terminal-a');
      const good = number();
      ledger.add({ kind: 'case.submitted', body: 'not.a.jwe' });
      ledger.add({ kind: 'case.submitted', body: await seal(platform.app, 'not json') });
      ledger.add({
        kind: 'case.submitted',
        body: await seal(platform.app, { ...sampleSubmission(number()), form: { purpose: 7 } }),
      });
      ledger.add({
        kind: 'case.submitted',
        body: await seal(platform.app, sampleSubmission(number(), { item: 'no-such-item' })),
      });
      ledger.add({ kind: 'case.submitted', body: await seal(platform.app, sampleSubmission('has \0 nul')) });
      ledger.add({
        kind: 'case.submitted',
        body: await seal(platform.app, sampleSubmission(good, { form: { purpose: '\0\ud800' } })),
      });
      ledger.add({ kind: 'session.ended', body: '\0' });
      ledger.add({ kind: 'case.rated', body: '{"caseNumber":"nobody","level":5}' });
      ledger.add({ kind: 'case.rated', body: `{"caseNumber":"${good}","level":9}` });
      ledger.add({ kind: 'case.withdrawn', body: '{}' });
      const first = await post(platform.app, 'terminal-a', ledger.batch());
      expect(first.json().ackedSeq).toBe(10);
      const { parked } = ingestResponseSchema.parse(first.json());
      expect(parked).toEqual([
        { seq: 1, reason: 'the sealed submission cannot be opened with the platform key' },
        { seq: 2, reason: 'the opened submission is not JSON' },
        { seq: 3, reason: expect.stringContaining('field form.purpose') },
        { seq: 4, reason: 'the item version of the submission was never published here' },
        { seq: 5, reason: 'the opened submission has no usable case number' },
        { seq: 7, reason: 'the body of session.ended is not JSON' },
        { seq: 8, reason: 'this terminal submitted no case with that number' },
        { seq: 9, reason: expect.stringContaining('field level') },
        { seq: 10, reason: expect.stringContaining('field caseNumber') },
      ]);
      expect((await post(platform.app, 'terminal-a', ledger.batch())).json()).toEqual(first.json());
      await platform.decided();
      expect(platform.services.decided).toContain(good);
    });

    it('takes one case once: sealed again, under another number space, or by a concurrent copy', async () => {
      const caseNumber = number();
      const submission = sampleSubmission(caseNumber);
      const first = new SampleLedger('terminal-a');
      first.add({ kind: 'case.submitted', body: await seal(platform.app, submission) });
      const again = new SampleLedger('terminal-a');
      again.add({ kind: 'case.submitted', body: await seal(platform.app, submission) });
      await Promise.all([first, first, again, again].map((ledger) => post(platform.app, 'terminal-a', ledger.batch())));
      await platform.decided();
      expect(platform.services.decided.filter((decided) => decided === caseNumber)).toHaveLength(1);
      const states = [...(await stored(first)), ...(await stored(again))].map((row) => row.state).sort();
      expect(states).toEqual(['duplicate', 'stored']);

      const other = new SampleLedger('terminal-b');
      other.add({
        kind: 'case.submitted',
        body: await seal(platform.app, sampleSubmission(caseNumber, { card: { ...sampleCard, name: '王示例' } })),
      });
      const answer = await post(platform.app, 'terminal-b', other.batch());
      expect(answer.json().parked).toEqual([
        { seq: 1, reason: 'the case number already belongs to another submission' },
      ]);
      expect(await alerts(other)).toContainEqual({ kind: 'case-collision', detail: 'record 1' });
    });

    it('stores one rating a case, and a withdrawal beats a decision that is not made', async () => {
      const [rated, withdrawn] = [number(), number()];
      const ledger = new SampleLedger('terminal-a');
      for (const caseNumber of [rated, withdrawn])
        ledger.add({ kind: 'case.submitted', body: await seal(platform.app, sampleSubmission(caseNumber)) });
      ledger.add({ kind: 'case.rated', body: JSON.stringify({ caseNumber: rated, level: 4 }) });
      ledger.add({ kind: 'case.rated', body: JSON.stringify({ caseNumber: rated, level: 1 }) });
      ledger.add({ kind: 'case.withdrawn', body: JSON.stringify({ caseNumber: withdrawn }) });
      const answer = await post(platform.app, 'terminal-a', ledger.batch());
      expect(answer.json().parked).toEqual([{ seq: 4, reason: 'the case was rated before; the first rating stands' }]);
      await platform.decided();
      expect(
        await platform.db.selectFrom('ratings').select('level').where('case_number', '=', rated).execute(),
      ).toEqual([{ level: 4 }]);
      expect(platform.services.decided).not.toContain(withdrawn);
      const wrongTerminal = new SampleLedger('terminal-b');
      wrongTerminal.add({ kind: 'case.withdrawn', body: JSON.stringify({ caseNumber: rated }) });
      expect((await post(platform.app, 'terminal-b', wrongTerminal.batch())).json().parked).toHaveLength(1);
    });

    it('takes a withheld record by its number, goes on behind it, and stores its content when it comes', async () => {
      const ledger = plain(1);
      const caseNumber = number();
      ledger.add({ kind: 'case.submitted', body: await seal(platform.app, sampleSubmission(caseNumber)) });
      plain(2, ledger);
      const [first, second, third, fourth] = ledger.records;
      if (first === undefined || second === undefined || third === undefined || fourth === undefined)
        throw new Error('four records');
      const aside = {
        ...ledger.batch(),
        records: [first, third],
        withheld: [{ seq: second.seq, hash: second.hash }],
      };
      const answers = [await post(platform.app, 'terminal-a', aside), await post(platform.app, 'terminal-a', aside)];
      for (const answer of answers)
        expect(answer.json()).toMatchObject({
          ackedSeq: 3,
          hashAtAcked: third.hash,
          parked: [{ seq: 2, reason: 'the terminal keeps this record back' }],
          withheld: [2],
        });
      expect(await alerts(ledger)).toContainEqual({ kind: 'record-withheld', detail: 'record 2' });
      const alone = { ...ledger.batch(4), records: [], withheld: [{ seq: 4, hash: fourth.hash }] };
      expect((await post(platform.app, 'terminal-a', alone)).json().ackedSeq).toBe(4);
      expect((await post(platform.app, 'terminal-a', { ...alone, withheld: [] })).statusCode).toBe(400);

      // Other content under the number is a forged history; the right one is taken, once, and means what it says.
      const forged = new SampleLedger('terminal-a', ledger.epoch);
      for (const _ of [1, 2]) forged.add({ kind: 'session.ended', body: '{"forged":true}', key: randomUUID() });
      const lie = { ...forged.batch(2), previousHash: first.hash };
      expect((await post(platform.app, 'terminal-a', lie)).statusCode).toBe(409);
      expect((await stored(ledger)).map(({ kind }) => kind)).toEqual([
        'session.ended',
        'withheld',
        'session.ended',
        'withheld',
      ]);
      for (const _ of [1, 2])
        expect((await post(platform.app, 'terminal-a', ledger.batch(2, 1))).json()).toMatchObject({
          ackedSeq: 4,
          hashAtAcked: fourth.hash,
          parked: [],
          withheld: [4],
        });
      await platform.decided();
      expect(platform.services.decided.filter((one) => one === caseNumber)).toHaveLength(1);
      // A late copy of the batch without it takes nothing back.
      await post(platform.app, 'terminal-a', aside);
      expect((await stored(ledger)).map(({ kind, state }) => `${kind} ${state}`)).toEqual([
        'session.ended stored',
        'case.submitted stored',
        'session.ended stored',
        'withheld parked',
      ]);
    });

    it('takes a case as withdrawn whose withdrawal came before its content, and its rating after it', async () => {
      const [taken, rated] = [number(), number()];
      const ledger = new SampleLedger('terminal-a');
      for (const caseNumber of [taken, rated])
        ledger.add({ kind: 'case.submitted', body: await seal(platform.app, sampleSubmission(caseNumber)) });
      ledger.add({ kind: 'case.withdrawn', body: JSON.stringify({ caseNumber: taken }) });
      ledger.add({ kind: 'case.rated', body: JSON.stringify({ caseNumber: rated, level: 5 }) });
      ledger.add({ kind: 'case.rated', body: JSON.stringify({ caseNumber: 'C-nobody', level: 5 }) });
      const [first, second, ...told] = ledger.records;
      if (first === undefined || second === undefined) throw new Error('two cases');
      const withheld = [first, second].map(({ seq, hash }) => ({ seq, hash }));
      const aside = await post(platform.app, 'terminal-a', { ...ledger.batch(), records: told, withheld });
      expect(aside.json().parked.map(({ seq }: { seq: number }) => seq)).toEqual([3, 4, 5, 1, 2]);

      const whole = await post(platform.app, 'terminal-a', ledger.batch());
      expect(whole.json()).toMatchObject({
        ackedSeq: 5,
        parked: [{ seq: 5, reason: 'this terminal submitted no case with that number' }],
      });
      await platform.decided();
      expect(platform.services.decided).not.toContain(taken);
      expect(platform.services.decided).toContain(rated);
      expect((await stored(ledger)).map(({ state }) => state)).toEqual([
        ...['stored', 'stored', 'stored', 'stored'],
        'parked',
      ]);
      expect(
        await platform.db.selectFrom('ratings').select('level').where('case_number', '=', rated).execute(),
      ).toEqual([{ level: 5 }]);
    });

    it('lets content that comes late undo nothing that was told after it', async () => {
      const ledger = new SampleLedger('terminal-a');
      const help = (detail: string) =>
        ledger.add({ kind: 'service.act', body: JSON.stringify({ staff: '-', act: 'help', detail }) });
      const late = [
        ledger.add({ kind: 'device.status', body: '{"deviceClass":"cardReader","device":"offline"}' }),
        help('asked.home'),
        help('acknowledged'),
      ];
      ledger.add({ kind: 'device.status', body: '{"deviceClass":"cardReader","device":"online"}' });
      help('asked.form');
      help('acknowledged');
      help('asked.result');
      const batch = {
        ...ledger.batch(),
        records: ledger.records.slice(late.length),
        withheld: late.map(({ seq, hash }) => ({ seq, hash })),
      };
      await post(platform.app, 'terminal-a', batch);
      await post(platform.app, 'terminal-a', ledger.batch(1, late.length));
      const status = platform.db
        .selectFrom('device_status')
        .select('body_json')
        .where('device_class', '=', 'cardReader');
      expect(JSON.parse((await status.executeTakeFirstOrThrow()).body_json)).toContain('online');
      const open = platform.db.selectFrom('help_requests').select('screen').where('epoch', '=', ledger.epoch);
      expect(await open.where('acknowledged_at', 'is', null).execute()).toEqual([{ screen: 'result' }]);
    });

    it('keeps the newest status of each device class', async () => {
      const ledger = new SampleLedger('terminal-b');
      for (const paper of ['full', 'low', 'out'])
        ledger.add({ kind: 'device.status', body: JSON.stringify({ deviceClass: 'receiptPrinter', paper }) });
      ledger.add({ kind: 'device.status', body: '{"deviceClass":"idCardReader"}' });
      await post(platform.app, 'terminal-b', ledger.batch());
      const rows = await platform.db
        .selectFrom('device_status')
        .selectAll()
        .where('terminal', '=', 'terminal-b')
        .orderBy('device_class')
        .execute();
      expect(rows.map((row) => JSON.parse(JSON.parse(row.body_json)))).toEqual([
        { deviceClass: 'idCardReader' },
        { deviceClass: 'receiptPrinter', paper: 'out' },
      ]);
    });
  });
}
