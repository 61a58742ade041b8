import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { ingestSuite } from './testing/ingest-suite.ts';
import { openSamplePlatform } from './testing/open-sample-platform.ts';
import { startPostgres } from './testing/postgres-server.ts';
import { sampleServices } from './testing/sample-services.ts';
import { bearer, post, SampleLedger, sampleSubmission, seal } from './testing/sample-terminal.ts';

const server = await startPostgres();

if ('unavailable' in server) {
  describe.skip(`a real PostgreSQL (${server.unavailable})`, () => {
    it('is not here', () => undefined);
  });
  process.stderr.write(`PostgreSQL tests skipped: ${server.unavailable}\n`);
} else {
  afterAll(() => server.stop());

  describe('two replicas of the platform on one PostgreSQL', () => {
    it('start together on an empty database and take the same batches at the same time', async () => {
      const replicas = await Promise.all([1, 2].map(() => openSamplePlatform({ databaseUrl: server.url })));
      try {
        const ledger = new SampleLedger('terminal-a');
        for (let index = 0; index < 300; index++) ledger.add({ kind: 'session.ended', body: `{"index":${index}}` });
        for (let firstSeq = 1; firstSeq <= 300; firstSeq += 20) {
          const answers = await Promise.all(
            [...replicas, ...replicas].map((replica) => post(replica.app, 'terminal-a', ledger.batch(firstSeq, 20))),
          );
          expect(answers.map((answer) => answer.json().ackedSeq)).toEqual(Array(4).fill(firstSeq + 19));
        }
        const { count } = (await replicas[0]?.db
          .selectFrom('records')
          .select((rows) => rows.fn.countAll<number>().as('count'))
          .where('epoch', '=', ledger.epoch)
          .executeTakeFirstOrThrow()) ?? { count: 0 };
        expect(count).toBe(300);
      } finally {
        await Promise.all(replicas.map((replica) => replica.close()));
      }
    });
  });

  it('decides a case once when a replica dies, or only seems dead, between commit and decision', async () => {
    const stuck = await openSamplePlatform({ databaseUrl: server.url });
    const { decide } = stuck.services;
    let release: () => void = () => undefined;
    const released = new Promise<void>((done) => {
      release = done;
    });
    stuck.services.decide = async (input) => {
      await released;
      return decide(input);
    };
    const caseNumber = `C-${randomUUID()}`;
    const ledger = new SampleLedger('terminal-a');
    ledger.add({ kind: 'case.submitted', body: await seal(stuck.app, sampleSubmission(caseNumber)) });
    await post(stuck.app, 'terminal-a', ledger.batch());
    const waitingAtStuck = stuck.app.inject({ url: `/v1/cases/${caseNumber}?wait=20`, headers: bearer('terminal-a') });

    const fresh = await openSamplePlatform({ databaseUrl: server.url });
    await fresh.listen();
    await fresh.decided();
    const result = (await fresh.app.inject({ url: `/v1/cases/${caseNumber}`, headers: bearer('terminal-a') })).json();
    expect(result.outcome).toBe('approved');
    // The other replica hears of it by polling, and its own late decision changes nothing.
    expect((await waitingAtStuck).json()).toEqual(result);
    release();
    await stuck.decided();
    expect(stuck.services.decided).toContain(caseNumber);
    const documents = await fresh.db
      .selectFrom('documents')
      .select('id')
      .where('case_number', '=', caseNumber)
      .execute();
    expect(documents).toEqual([{ id: result.documents[0].id }]);
    const after = await stuck.app.inject({ url: `/v1/cases/${caseNumber}`, headers: bearer('terminal-a') });
    expect(after.json()).toEqual(result);
    await Promise.all([stuck.close(), fresh.close()]);
  });

  ingestSuite('a real PostgreSQL', () => openSamplePlatform({ databaseUrl: server.url }), 15);

  it('keeps its published catalogue and its terminals over a restart, and raises the revision when the content changes', async () => {
    const first = await openSamplePlatform({ databaseUrl: server.url, enrol: [] });
    const tag = async (platform: typeof first) =>
      (await platform.app.inject({ url: '/v1/desired/catalogue', headers: bearer('terminal-b') })).json().revision;
    const before = await tag(first);
    await first.close();
    const same = await openSamplePlatform({ databaseUrl: server.url, enrol: [] });
    expect(await tag(same)).toBe(before);
    await same.close();
    const services = sampleServices();
    const edited = { ...services.catalogue, featured: [] };
    const changed = await openSamplePlatform({
      databaseUrl: server.url,
      enrol: [],
      services: { ...services, catalogue: edited },
    });
    expect(await tag(changed)).toBe(before + 1);
    await changed.close();
  });
}
