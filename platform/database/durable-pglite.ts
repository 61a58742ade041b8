import { closeSync, existsSync, fdatasyncSync, fsyncSync, openSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { z } from 'zod';

/**
 * What makes a commit wait for the disk: no `-F` (PGlite's default switches fsync off), and WAL flushed by `fsync`,
 * because the WASM build's `fdatasync` call does nothing.
 */
const startParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  '-c',
  'fsync=on',
  '-c',
  'wal_sync_method=fsync',
];

const openFileSchema = z.object({ nfd: z.number().int() });
const settingsSchema = z.object({
  rows: z.tuple([z.object({ fsync: z.literal('on'), wal: z.literal('fsync'), commit: z.literal('on') })]),
});

/**
 * Opens a PGlite whose commits are on disk when they return. Its file system for Node has no `fsync` at all (0.5.16),
 * so PostgreSQL's flushes would end nowhere: here they reach the file. The settings are read back.
 *
 * @throws when this PGlite cannot be made durable, as after an update that changed its inside
 */
export async function openDurablePglite(folder: string): Promise<PGlite> {
  const made = !existsSync(path.join(folder, 'PG_VERSION'));
  const pglite = await PGlite.create(folder, { startParams });
  // The cluster was laid out before anything could be flushed.
  if (made) flushTree(folder);
  const nodeFiles: unknown = Reflect.get(pglite.Module.NODEFS, 'stream_ops');
  if (typeof nodeFiles !== 'object' || nodeFiles === null) throw new Error('PGlite has no Node file system to flush');
  Reflect.set(nodeFiles, 'fsync', (stream: unknown) => {
    fdatasyncSync(openFileSchema.parse(stream).nfd);
    return 0;
  });
  settingsSchema.parse(
    await pglite.query(
      `select current_setting('fsync') as fsync, current_setting('wal_sync_method') as wal,
              current_setting('synchronous_commit') as commit`,
    ),
  );
  return pglite;
}

function flushTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) flushTree(at);
    else if (entry.isFile()) flush(at);
  }
  // Windows opens no folders; its file system keeps names by itself.
  if (process.platform !== 'win32') flush(folder);
}

function flush(at: string): void {
  const descriptor = openSync(at, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
