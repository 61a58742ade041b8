import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';

/** Where Debian puts the programs; a test that needs one that is absent fails with the command that installs it. */
export function requireProgram(program: string, debianPackage: string): string {
  const found = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']
    .map((folder) => `${folder}/${program}`)
    .find((path) => existsSync(path));
  if (found === undefined) throw new Error(`${program} is missing: apt-get install -y ${debianPackage}`);
  return found;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** A peer program with all its children in a group of its own, so that the end of a test leaves nothing behind. */
export class ProcessGroup {
  readonly #child: ChildProcess;
  #ended = false;
  output = '';

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.#child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env });
    const keep = (chunk: Buffer) => {
      this.output = `${this.output}${chunk.toString('utf8')}`.slice(-20_000);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.#child.on('exit', () => {
      this.#ended = true;
    });
    this.#child.on('error', () => {
      this.#ended = true;
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  async kill(): Promise<void> {
    const { pid } = this.#child;
    if (pid === undefined) return;
    const gone = new Promise<void>((resolve) => {
      if (this.#ended) resolve();
      else this.#child.once('exit', () => resolve());
    });
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The whole group has ended already.
    }
    await gone;
  }
}

/** Asks again until it is so; real time, because another program is waited for. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  timeoutMs = 8_000,
): Promise<T> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (performance.now() > until) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
