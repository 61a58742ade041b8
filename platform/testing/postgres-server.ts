import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type PostgresServer = { readonly url: string; stop(): Promise<void> };
export type Unavailable = { readonly unavailable: string };

type Account = { readonly uid?: number; readonly gid?: number };

/**
 * A real PostgreSQL of its own in a temporary directory, reached through a local socket only. Installs Debian's
 * package when it is missing and this is root; says why when that cannot be.
 */
export async function startPostgres(options: { fsync?: 'on' | 'off' } = {}): Promise<PostgresServer | Unavailable> {
  if (process.platform === 'win32') return { unavailable: 'no PostgreSQL set-up for this system' };
  const bin = findPrograms() ?? (await installPrograms());
  if (typeof bin !== 'string') return bin;
  const account = await unprivilegedAccount();
  const folder = mkdtempSync(join(tmpdir(), 'bdy-pg-'));
  if (account.uid !== undefined && account.gid !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...account,
    env,
    cwd: folder,
  });
  const flags = [
    '-D',
    data,
    '-k',
    folder,
    '-c',
    'listen_addresses=',
    '-c',
    `fsync=${options.fsync ?? 'off'}`,
    '-c',
    'log_min_messages=warning',
  ];
  const server = spawn(join(bin, 'postgres'), flags, {
    ...account,
    env,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    await acceptsConnections(server, join(bin, 'pg_isready'), folder);
  } catch (error) {
    server.kill('SIGQUIT');
    throw error;
  }
  return {
    url: `postgres://postgres@${encodeURIComponent(folder)}/postgres`,
    stop: async () => {
      const ended = new Promise((done) => server.once('exit', done));
      // SIGINT is PostgreSQL's "fast shutdown".
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

async function installPrograms(): Promise<string | Unavailable> {
  if (process.getuid?.() !== 0) return { unavailable: 'PostgreSQL is not installed and this is not root' };
  try {
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'postgresql'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  } catch {
    return { unavailable: 'PostgreSQL is not installed and apt-get could not install it' };
  }
  return findPrograms() ?? { unavailable: 'the postgresql package brought no server program' };
}

/** PostgreSQL refuses to run as root. */
async function unprivilegedAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await run('id', [flag, 'postgres'])).stdout)),
    );
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  } catch {
    // No such account: any number without a name does.
  }
  return { uid: 65_534, gid: 65_534 };
}

async function acceptsConnections(server: ChildProcess, isReady: string, folder: string): Promise<void> {
  const lines: string[] = [];
  if (server.stderr !== null) createInterface(server.stderr).on('line', (line) => lines.push(line));
  for (let attempt = 0; attempt < 150; attempt++) {
    if (server.exitCode !== null) break;
    const ready = await run(isReady, ['-q', '-h', folder]).then(
      () => true,
      () => false,
    );
    if (ready) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`PostgreSQL did not start: ${lines.slice(-3).join(' | ')}`);
}
