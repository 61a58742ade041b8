import fs, { mkdtempSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDurablePglite } from './durable-pglite.ts';

test('every commit of the embedded database is flushed to its write-ahead log before it returns', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'durable-'));
  const flushed: number[] = [];
  const real = fs.fdatasyncSync;
  fs.fdatasyncSync = (descriptor) => {
    flushed.push(descriptor);
    real(descriptor);
  };
  syncBuiltinESMExports();
  try {
    const pglite = await openDurablePglite(join(folder, 'data'));
    await pglite.exec('create table kept (n int)');
    for (let n = 0; n < 3; n++) {
      flushed.length = 0;
      await pglite.exec('begin');
      await pglite.exec(`insert into kept values (${n})`);
      expect(flushed).toEqual([]);
      await pglite.exec('commit');
      expect(flushed.length).toBeGreaterThan(0);
    }
    await pglite.close();
  } finally {
    fs.fdatasyncSync = real;
    syncBuiltinESMExports();
    rmSync(folder, { recursive: true, force: true });
  }
});
