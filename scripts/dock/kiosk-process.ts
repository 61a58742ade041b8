import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { launchSpec } from '../electron-runtime.mjs';
import { tied } from './tied.ts';

const LISTENS_WITHIN_MS = 60_000;
const LEAVES_WITHIN_MS = 10_000;
const LAST_WORDS = 20;

/** The real Electron with the built product in it. */
export interface KioskProcess {
  readonly version: string;
  /** Where its pages can be seen and touched from outside. */
  readonly devToolsUrl: string;
  /** Resolves when it ended, by itself or not, with a sentence. */
  readonly ended: Promise<string>;
  /** Asks it to leave, and makes it and everything it started after 10 s. */
  stop(): Promise<void>;
}

export async function launchKiosk(options: {
  root: string;
  configFile: string;
  /** Of Chromium: its camera. */
  switches: readonly string[];
  /** Added to the environment: the display. */
  env: Record<string, string>;
  logFile: string;
  say: (line: string) => void;
}): Promise<KioskProcess> {
  const spec = await launchSpec(options.root, options.say);
  const { command, args } = tied(spec.executable, [
    ...spec.args,
    '--config',
    options.configFile,
    '--remote-debugging-port=0',
    ...options.switches,
  ]);
  const env = { BUDAYANG_WINDOW: '1080x1920', ...spec.env, ...options.env };
  // A group of its own: Ctrl+C reaches us alone, so that things stop in order, and a group can be ended whole.
  const child = spawn(command, args, {
    cwd: options.root,
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastWords: string[] = [];
  const log = createWriteStream(options.logFile);
  const { stdout, stderr } = child;
  for (const stream of [stdout, stderr])
    stream.on('data', (chunk: Buffer) => {
      log.write(chunk);
      lastWords.push(...chunk.toString().trimEnd().split('\n'));
      lastWords.splice(0, Math.max(0, lastWords.length - LAST_WORDS));
    });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`Electron could not be started: ${error.message}`));
    child.once('close', (code, signal) => {
      log.end();
      resolve(`Electron ended ${signal === null ? `with code ${code}` : `by ${signal}`}:\n${lastWords.join('\n')}`);
    });
  });
  const stop = (): Promise<void> => stopGroup(child, ended);
  const atExit = (): void => killGroup(child);
  process.once('exit', atExit);
  void ended.then(() => process.off('exit', atExit));

  const devToolsUrl = await Promise.race([addressIn(stderr), ended.then(fails), tooLate()]);
  if (devToolsUrl === null) {
    await stop();
    throw new Error(`Electron did not say its DevTools address within ${LISTENS_WITHIN_MS / 1000} s`);
  }
  return { version: `${spec.version} (${spec.kind})`, devToolsUrl, ended, stop };
}

function fails(sentence: string): never {
  throw new Error(sentence);
}

/** Chromium says it once; the file DevToolsActivePort may be one of an earlier run. */
function addressIn(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const read = (chunk: Buffer): void => {
      said += chunk.toString();
      const url = /DevTools listening on (ws:\/\/127\.0\.0\.1:\d+\/\S+)\s/.exec(said)?.[1];
      if (url === undefined) return;
      stream.off('data', read);
      resolve(url);
    };
    stream.on('data', read);
  });
}

function tooLate(): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), LISTENS_WITHIN_MS).unref();
  });
}

async function stopGroup(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => killGroup(child), LEAVES_WITHIN_MS);
  await ended;
  clearTimeout(timer);
  // What it may have left behind of its group.
  killGroup(child);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
  } catch (error) {
    // The whole group is gone: as wished.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
