import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

const SYSTEM_PLACE = '/run/pcscd';
const VPCD_LIBRARY = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const READY_MS = 5_000;

/** Why no pcscd of our own can run here; null when one can. */
export function whyNoPcscd(): string | null {
  if (process.platform !== 'linux') return 'pcscd with virtual readers is a Linux program';
  return process.getuid?.() === 0 ? null : 'pcscd must be started by root';
}

/** A pcscd with two virtual readers, `Virtual PCD 00 00` and `00 01`, whose cards connect to `port` and `port + 1`. */
export interface PrivatePcscd {
  readonly port: number;
  start(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Stops it dead: its socket lives, and nothing answers. */
  freeze(): void;
  thaw(): void;
  dispose(): Promise<void>;
}

/**
 * A pcscd that disturbs no other: its own ports by its own configuration, and, where the kernel lets us have a mount
 * namespace, its own `/run/pcscd`. Points this process's PC/SC library at it. Where namespaces are not allowed it
 * takes the system's place, if that is free.
 */
export async function privatePcscd(): Promise<PrivatePcscd> {
  if (!existsSync(VPCD_LIBRARY)) throw new Error('vsmartcard-vpcd is not installed: run npm test once to set up');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-pcscd-'));
  const run = path.join(folder, 'run');
  const configuration = path.join(folder, 'readers');
  mkdirSync(run);
  mkdirSync(configuration);
  mkdirSync(SYSTEM_PLACE, { recursive: true });
  const alone = spawnSync('unshare', ['--mount', 'true']).status === 0;
  if (!alone && systemPcscdRuns()) throw new Error('another pcscd runs here and no namespace may be made beside it');
  const socket = path.join(alone ? run : SYSTEM_PLACE, 'pcscd.comm');
  process.env.PCSCLITE_CSOCK_NAME = socket;
  const port = await freePortPair();
  const channel = `0x${port.toString(16).toUpperCase()}`;
  writeFileSync(
    path.join(configuration, 'vpcd'),
    `FRIENDLYNAME "Virtual PCD"\nDEVICENAME /dev/null:${channel}\nLIBPATH ${VPCD_LIBRARY}\nCHANNELID ${channel}\n`,
  );
  let child: ChildProcess | null = null;
  const end = async (): Promise<void> => {
    const running = child;
    child = null;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const over = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGKILL');
    await over;
    rmSync(socket, { force: true });
  };
  return {
    port,
    start: async () => {
      const daemon = `exec pcscd --foreground -c '${configuration}'`;
      const [program, ...words] = alone
        ? ['unshare', '--mount', 'sh', '-c', `mount --bind '${run}' ${SYSTEM_PLACE} && ${daemon}`]
        : ['sh', '-c', daemon];
      // For long rounds: a library that shortens its 400 ms between two looks for a card.
      const env = { ...process.env, LD_PRELOAD: process.env.PCSCD_PRELOAD ?? '' };
      const started = spawn(program ?? 'sh', words, { stdio: 'ignore', env });
      child = started;
      const deadline = Date.now() + READY_MS;
      // The socket's name is there a moment before anybody listens on it.
      while (!(await isListening(socket))) {
        if (started.exitCode !== null || Date.now() > deadline) throw new Error('pcscd did not start');
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    kill: end,
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    dispose: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function systemPcscdRuns(): boolean {
  try {
    // The file may end in a NUL.
    const pid = Number.parseInt(readFileSync(path.join(SYSTEM_PLACE, 'pcscd.pid'), 'latin1'), 10);
    return existsSync(`/proc/${pid}`);
  } catch {
    return false;
  }
}

/** Two ports in a row that nobody listens on, below those the kernel gives away by itself. */
async function freePortPair(): Promise<number> {
  for (let port = 20_000 + (process.pid % 5_000) * 2; port < 32_000; port += 2) {
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error('no two free ports');
}

/** Whether somebody listens there. */
export function isListening(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)));
  });
}
