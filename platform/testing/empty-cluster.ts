import { existsSync, mkdirSync, openAsBlob, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { z } from 'zod';

const packageSchema = z.object({ version: z.string() });
const modules = path.join(import.meta.dirname, '../../node_modules');
const { version } = packageSchema.parse(
  JSON.parse(readFileSync(path.join(modules, '@electric-sql/pglite/package.json'), 'utf8')),
);
const cache = path.join(modules, '.cache/empty-cluster');
const file = path.join(cache, `pglite-${version}.tar`);

/**
 * A PostgreSQL cluster with nothing in it, as PGlite dumps one. Laying one out costs seconds of a core each time and
 * every test of the platform needs one: so it is laid out once and kept.
 */
export async function emptyCluster(): Promise<Blob> {
  if (!existsSync(file)) {
    const pglite = await PGlite.create();
    const dump = await pglite.dumpDataDir('none');
    await pglite.close();
    mkdirSync(cache, { recursive: true });
    // Several tests may do this at once: each writes its own, the last name wins.
    const own = `${file}.${process.pid}`;
    writeFileSync(own, Buffer.from(await dump.arrayBuffer()));
    renameSync(own, file);
  }
  return openAsBlob(file);
}
