import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StartRefused } from '../start-error.ts';

/**
 * One process per data directory: two PGlite on the same files would destroy them. The lock is a listening local
 * socket, so it ends with its process, whatever killed it; a left-over file is recognised because nobody answers.
 *
 * @throws StartRefused when another platform answers.
 */
export async function lockDataDirectory(dataDir: string): Promise<{ release(): Promise<void> }> {
  const name = `budayang-platform-${createHash('sha256').update(resolve(dataDir)).digest('hex').slice(0, 24)}`;
  const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
  for (let attempt = 0; attempt < 3; attempt++) {
    const server = await listen(path);
    if (server !== undefined) return { release: () => new Promise((done) => server.close(() => done())) };
    if (await answers(path)) break;
    if (process.platform !== 'win32') rmSync(path, { force: true });
  }
  throw new StartRefused(
    'another platform process already uses this data directory: stop it, or give --data another directory',
  );
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((done, refuse) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : refuse(error),
    );
    server.listen(path, () => done(server.unref()));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
