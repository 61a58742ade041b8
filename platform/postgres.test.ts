import { afterAll, describe, expect, it } from 'vitest';
import { ingestSuite } from './testing/ingest-suite.ts';
import { openSamplePlatform } from './testing/open-sample-platform.ts';
import { startPostgres } from './testing/postgres-server.ts';
import { post, SampleLedger } from './testing/sample-terminal.ts';

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

  ingestSuite('a real PostgreSQL', () => openSamplePlatform({ databaseUrl: server.url }), 15);
}
