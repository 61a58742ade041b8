import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StartRefused } from '../start-error.ts';

/** Bytes of a socket's path that every Unix takes (`sun_path` holds 104 on macOS, 108 on Linux, with the end). */
const LONGEST_SOCKET_PATH = 100;

/**
 * One process per data directory: two PGlite on the same files would destroy them. The lock is a listening local
 * socket, so it ends with its process, whatever killed it; a left-over file is recognised because nobody answers.
 *
 * @throws StartRefused when another platform answers, or there can be no such folder.
 */
export async function lockDataDirectory(dataDir: string): Promise<{ release(): Promise<void> }> {
  const path = lockPath(resolve(dataDir));
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

/** Inside the directory it is about: a killed platform leaves nothing anywhere else. */
function lockPath(dataDir: string): string {
  const name = `budayang-platform-${createHash('sha256').update(dataDir).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const inside = join(dataDir, 'in-use.sock');
  if (Buffer.byteLength(inside) > LONGEST_SOCKET_PATH) return join(tmpdir(), `${name}.sock`);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartRefused(`--data ${dataDir} cannot be a folder of the platform (${code}): name another one`);
  }
  return inside;
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
