import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type BetterSqlite from 'better-sqlite3';
import type { z } from 'zod';
import { loadServices } from '../../platform/load-services.ts';
import { createPlatform, type Platform } from '../../platform/server.ts';
import { SimulatedMachine } from '../../scripts/dock/machine.ts';
import type { Channel } from '../../src-main/channel/channel.ts';
import { jsonLinesChannel } from '../../src-main/channel/json-lines.ts';
import type { Command } from '../../src-main/contract/commands.ts';
import type { configSchema } from '../../src-main/contract/config.ts';
import type { Screen, ScreenName, Snapshot } from '../../src-main/contract/snapshot.ts';
import { terminalMessageSchema } from '../../src-main/contract/terminal-messages.ts';

const root = path.join(import.meta.dirname, '../..');
const TERMINAL = 'TEST-0002';
const KEY = 'a-terminal-key-for-tests-0002';

type Part = 'terminal' | 'device-host';

/**
 * Terminal and device host as two processes of plain Node, joined by their sockets as a shell would join them, so that
 * each can be killed with -9 at any moment and started again. Devices are simulated on real ptys; the page is the test.
 */
export class Processes {
  readonly machine: SimulatedMachine;
  readonly platform: Platform;
  snapshot: Snapshot | null = null;
  readonly #directory: string;
  readonly #running = new Map<Part, ChildProcess>();
  #page: Channel | null = null;
  #waiting: (() => void)[] = [];

  private constructor(directory: string, machine: SimulatedMachine, platform: Platform) {
    this.#directory = directory;
    this.machine = machine;
    this.platform = platform;
  }

  static async start(
    documentPrinter: NonNullable<z.input<typeof configSchema>['devices']>['documentPrinter'],
  ): Promise<Processes> {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'budayang-processes-'));
    const machine = await SimulatedMachine.open({ directory, realistic: false });
    const platform = await createPlatform({
      services: loadServices(path.join(root, 'catalogue')),
      tls: 'off',
      faults: 'on',
      enrol: [{ terminal: TERMINAL, key: KEY }],
    });
    const url = await platform.listen();
    const keysFile = path.join(directory, 'keys.json');
    writeFileSync(keysFile, await (await fetch(`${url}/v1/keys`)).text());
    const config: z.input<typeof configSchema> = {
      terminal: { id: TERMINAL, dataDirectory: path.join(directory, 'terminal') },
      site: {
        name: { 'zh-CN': '示例市政务服务大厅', en: 'Example City Service Hall' },
        profile: 'hall',
        helpPhone: '12345',
      },
      platform: { url, terminalKey: KEY, keysFile },
      devices: {
        idCardReader: { port: machine.port('reader') },
        receiptPrinter: { port: machine.port('printer'), family: 'epson' },
        documentPrinter,
      },
    };
    writeFileSync(path.join(directory, 'terminal.json'), JSON.stringify(config));
    const made = new Processes(directory, machine, platform);
    await Promise.all([made.run('device-host'), made.run('terminal')]);
    return made;
  }

  /** Starts one of them and, for the terminal, a page. */
  async run(part: Part): Promise<void> {
    const socket = (name: string) => path.join(this.#directory, `${name}.socket`);
    const own = socket(part);
    // A process that was killed leaves its socket's name behind.
    rmSync(own, { force: true });
    const sockets = part === 'terminal' ? ['--renderer', own, '--devices', socket('device-host')] : ['--listen', own];
    const program = path.join(root, 'src-main', part, 'main.ts');
    const child = spawn(
      process.execPath,
      [program, '--config', path.join(this.#directory, 'terminal.json'), ...sockets],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#running.set(part, child);
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`${part} ended with ${code}: ${said}`)));
      child.stderr.on('data', (bytes) => {
        said = `${said}${bytes}`.slice(-4_000);
        if (said.includes('ready')) resolve();
      });
    });
    if (part === 'terminal') await this.#show(own);
  }

  /** kill -9, as the machine's memory or a crash of native code would end it. */
  async kill(part: Part): Promise<void> {
    const child = this.#running.get(part);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    if (part === 'terminal') this.snapshot = null;
  }

  touch(...commands: Command[]): void {
    for (const command of commands) this.#page?.send({ kind: 'command', command });
  }

  async sees<N extends ScreenName>(
    name: N,
    holds: (screen: Extract<Screen, { name: N }>) => boolean = () => true,
    withinMs = 15_000,
  ): Promise<Extract<Screen, { name: N }>> {
    const until = performance.now() + withinMs;
    const fits = (screen: Screen | undefined): screen is Extract<Screen, { name: N }> =>
      screen?.name === name && holds(screen as Extract<Screen, { name: N }>);
    for (;;) {
      const screen = this.snapshot?.screen;
      if (fits(screen)) return screen;
      const left = until - performance.now();
      if (left <= 0) throw new Error(`waited for ${name}; seen: ${JSON.stringify(screen).slice(0, 1500)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** From attract to a case that was handed in: its document is about to be printed. */
  async handIn(item: string, person: string): Promise<void> {
    await this.sees('attract', ({ availableCount, totalCount }) => totalCount > 0 && availableCount > 0);
    this.touch({ type: 'start' }, { type: 'openItem', code: item });
    await this.sees('notice', ({ unavailable }) => unavailable === null);
    this.touch({ type: 'begin' });
    await this.sees('identify', ({ phase }) => phase === 'waiting');
    this.machine.layCard(person);
    await this.sees('form', ({ complete }) => complete);
    this.touch({ type: 'next' });
    await this.sees('review');
    this.touch({ type: 'submit' });
    await this.sees('result');
  }

  /** From wherever the visit ended, until the machine is free. */
  async leave(): Promise<void> {
    const { name } = this.snapshot?.screen ?? { name: 'starting' };
    if (name === 'result') {
      this.touch({ type: 'next' });
      await this.sees('rating');
      this.touch({ type: 'skipRating' });
    } else this.touch({ type: 'next' });
    await this.sees('takeCard');
    this.machine.liftCard();
    await this.sees('attract');
  }

  /** Rows of the terminal's own ledger, read beside it. */
  ledgerRows<Row>(sql: string): Row[] {
    const sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite;
    const file = new sqlite(path.join(this.#directory, 'terminal', 'ledger.db'), { readonly: true });
    try {
      return file.prepare<[], Row>(sql).all();
    } finally {
      file.close();
    }
  }

  async stop(): Promise<void> {
    await this.kill('device-host');
    await this.kill('terminal');
    await this.platform.close();
    this.machine.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #show(socket: string): Promise<void> {
    const stream = net.connect(socket);
    await new Promise<void>((resolve, reject) => stream.once('connect', resolve).once('error', reject));
    const page = jsonLinesChannel(stream, stream);
    this.#page = page;
    page.onMessage((message) => {
      const parsed = terminalMessageSchema.parse(message);
      if (parsed.kind !== 'snapshot' || this.#page !== page) return;
      this.snapshot = parsed.snapshot;
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }
}
