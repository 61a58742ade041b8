import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { tied } from './tied.ts';

const root = path.join(import.meta.dirname, '../..');
const readySchema = z.object({ ready: z.literal(true), url: z.string() });

/** The platforms of every stack of this process: one listener takes them all along, however many stacks there were. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** The embedded platform in a process of its own. */
export interface PlatformProcess {
  readonly url: string;
  readonly running: boolean;
  /** Pulls the network: the process is killed. `start` brings it back on the same port with the same data. */
  kill(): Promise<void>;
  /** Nothing happens where it runs already. */
  start(): Promise<void>;
}

export async function startPlatform(options: {
  directory: string;
  terminal: { id: string; key: string };
  port?: number;
}): Promise<PlatformProcess> {
  let child: ChildProcess | undefined;
  let url = '';
  const runs = () => child !== undefined && child.exitCode === null && child.signalCode === null;

  async function start(): Promise<void> {
    if (runs()) return;
    const port = url === '' ? String(options.port ?? 0) : new URL(url).port;
    const args = [
      'platform/main.ts',
      '--catalogue',
      'catalogue',
      '--data',
      options.directory,
      '--port',
      port,
      '--faults',
      'on',
      '--enrol',
      `${options.terminal.id}=${options.terminal.key}`,
    ];
    const line = tied(process.execPath, args);
    const begun = spawn(line.command, line.args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LOG_LEVEL: 'warn' },
    });
    child = begun;
    children.add(begun);
    begun.once('exit', () => children.delete(begun));
    const complaints: string[] = [];
    begun.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
    const died = once(begun, 'exit').then(() => null);
    const lines = createInterface({ input: begun.stdout });
    const ready = await Promise.race([once(lines, 'line').then(([first]) => String(first)), died]);
    if (ready === null)
      throw new Error(complaints.join('').trim().slice(0, 2000) || 'the platform ended while it started');
    url = readySchema.parse(JSON.parse(ready)).url;
  }

  async function kill(): Promise<void> {
    if (child === undefined || !runs()) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }

  await start();
  return {
    get url() {
      return url;
    },
    get running() {
      return runs();
    },
    start,
    kill,
  };
}
