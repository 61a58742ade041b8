import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const REMOTE_PROGRAM = fileURLToPath(new URL('./remote-hid.ts', import.meta.url));

export type RemoteEvent =
  | { readonly event: 'report'; readonly hex: string }
  | { readonly event: 'hangUp'; readonly reason: string };

/** Steers the HID transport in `remote-hid.ts`, which sees the bed's devices. */
export class RemoteHid {
  readonly events: RemoteEvent[] = [];
  readonly #process: ChildProcess;
  readonly #answers: ((answer: unknown) => void)[] = [];
  readonly #watchers = new Set<() => void>();
  #complaint = '';

  constructor(command: readonly string[], environment: Readonly<Record<string, string | undefined>>) {
    const [program = '', ...args] = command;
    this.#process = spawn(program, args, { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdout, stderr } = this.#process;
    stderr?.on('data', (data: Buffer) => {
      this.#complaint += data.toString();
    });
    if (!stdout) throw new Error('a pipe was asked for');
    createInterface({ input: stdout }).on('line', (line) => {
      const said = JSON.parse(line);
      if ('event' in said) this.events.push(said);
      else this.#answers.shift()?.(said.answer);
      for (const watch of [...this.#watchers]) watch();
    });
    this.#process.on('exit', () => {
      for (const answer of this.#answers.splice(0)) answer({ ended: this.#complaint });
      for (const watch of [...this.#watchers]) watch();
    });
  }

  ask(command: object): Promise<unknown> {
    return new Promise((resolve) => {
      this.#answers.push(resolve);
      this.#process.stdin?.write(`${JSON.stringify(command)}\n`);
    });
  }

  /** Resolves as soon as so many events have come; at once when the program has ended. */
  seen(count: number): Promise<readonly RemoteEvent[]> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.events.length < count && this.#process.exitCode === null) return;
        this.#watchers.delete(look);
        resolve(this.events);
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** Ends the program; what it complained about on the way. */
  async end(): Promise<{ code: number | null; complaint: string }> {
    if (this.#process.exitCode === null) {
      const ended = new Promise((resolve) => this.#process.once('exit', resolve));
      this.#process.stdin?.end();
      await ended;
    }
    return { code: this.#process.exitCode, complaint: this.#complaint };
  }
}

/** Runs a program to its end. */
export function runIn(
  environment: Readonly<Record<string, string>>,
  command: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
