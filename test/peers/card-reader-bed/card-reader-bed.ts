import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isListening, whyNoPcscd } from '../../../drivers/card-reader/pcscd-kit.ts';
import { type CardInside, encodeVpcdMessage, VpcdParser } from '../../../drivers/card-reader/virtual-card.ts';

const PROGRAM = fileURLToPath(new URL('./bed.py', import.meta.url));
const DRIVERS = '/usr/lib/pcsc/drivers';
const LIBRARY = 'libifdvpcd.so';
const PRELOAD = 'libumockdev-preload.so.0';
const MEMORY = '/dev/shm';
const READY_MS = 5_000;
/** Readers of vpcd have two. */
const SLOTS = 2;
/** One-byte messages of the reader; anything longer is a command for the card. */
const CONTROL = { powerOn: 0x01, reset: 0x02, atr: 0x04 };

/** Why no such bed can stand here, or null. */
export function whyNoCardReaderBed(): string | null {
  const why = whyNoPcscd();
  if (why !== null) return why;
  return spawnSync('unshare', ['--mount', 'true']).status === 0 ? null : 'no mount namespace may be made here';
}

/**
 * A real pcscd that sees a USB card reader come and go, by the uevents of umockdev. The reader's driver is vpcd: pcscd calls a
 * USB reader `usb:<vendor>/…`, which vpcd takes for host and port to connect to. So the vendor id is our port in decimal
 * digits, and `usb` a name of this machine. vpcd 3.3 survives no connection that ends while the reader is there, so there is
 * always a card in it.
 */
export class CardReaderBed {
  /** What the drivers of this bed call the reader. */
  readonly reader = 'Virtual USB Reader (R0001) 00 00';
  readonly #room: string;
  readonly #servers: readonly Server[];
  readonly #bed: ChildProcess;
  readonly #pcscd: ChildProcess;
  #answered: () => void = () => undefined;
  readonly #sockets = new Set<Socket>();
  #socketsChanged: () => void = () => undefined;
  readonly #card: () => CardInside;

  private constructor(
    room: string,
    servers: readonly Server[],
    bed: ChildProcess,
    pcscd: ChildProcess,
    card: () => CardInside,
  ) {
    this.#card = card;
    this.#room = room;
    this.#servers = servers;
    this.#bed = bed;
    this.#pcscd = pcscd;
  }

  /** Points this process's PC/SC library at the new pcscd. `card` is in each slot of the reader; `preload`: more libraries for pcscd. */
  static async start(card: () => CardInside, preload = ''): Promise<CardReaderBed> {
    const room = mkdtempSync(path.join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'card-reader-bed-'));
    const serve: ((socket: Socket) => void)[] = [];
    const { port, servers } = await twoServers((socket) => serve[0]?.(socket));
    for (const folder of ['run', 'configuration', 'drivers/vpcd-usb.bundle/Contents/Linux'])
      mkdirSync(path.join(room, folder), { recursive: true });
    const contents = path.join(room, 'drivers/vpcd-usb.bundle/Contents');
    copyFileSync(path.join(DRIVERS, 'serial', LIBRARY), path.join(contents, 'Linux', LIBRARY));
    writeFileSync(path.join(contents, 'Info.plist'), bundle(port));
    writeFileSync(path.join(room, 'hosts'), '127.0.0.1 localhost usb\n');
    const bed = spawn('/usr/bin/python3', [PROGRAM, String(port)], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, LD_PRELOAD: PRELOAD, TMPDIR: room },
    });
    const lines = createInterface({ input: bed.stdout });
    const [first] = await once(lines, 'line');
    const { environment } = z.object({ environment: z.record(z.string(), z.string()) }).parse(JSON.parse(first));
    const mounts = [
      ['run', '/run/pcscd'],
      ['drivers', DRIVERS],
      ['hosts', '/etc/hosts'],
    ].map(([from, to]) => `mount --bind '${path.join(room, from ?? '')}' ${to}`);
    const seen = { ...environment, LD_PRELOAD: `${environment.LD_PRELOAD}:${preload}` };
    const assigned = Object.entries(seen).map(([name, value]) => `${name}='${value}'`);
    const daemon = `exec env ${assigned.join(' ')} pcscd --foreground -c '${path.join(room, 'configuration')}'`;
    mkdirSync('/run/pcscd', { recursive: true });
    const pcscd = spawn('unshare', ['--mount', 'sh', '-c', [...mounts, daemon].join(' && ')], { stdio: 'ignore' });
    const made = new CardReaderBed(room, servers, bed, pcscd, card);
    serve.push((socket) => made.#serve(socket));
    lines.on('line', () => made.#answered());
    const socket = path.join(room, 'run/pcscd.comm');
    process.env.PCSCLITE_CSOCK_NAME = socket;
    const deadline = Date.now() + READY_MS;
    while (!(await isListening(socket))) {
      if (pcscd.exitCode !== null || Date.now() > deadline) throw new Error('pcscd did not start');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return made;
  }

  /** False once pcscd has died, which no unplugging may do to it. */
  get pcscdRuns(): boolean {
    return this.#pcscd.exitCode === null && this.#pcscd.signalCode === null;
  }

  /** Resolves when pcscd has opened both slots. */
  async plug(): Promise<void> {
    await this.#ask('plug');
    await this.#until(() => this.#sockets.size === SLOTS);
  }

  /** Resolves when pcscd has closed both slots: it waits for its own polling of cards first. */
  async unplug(): Promise<void> {
    await this.#ask('unplug');
    await this.#until(() => this.#sockets.size === 0);
  }

  async stop(): Promise<void> {
    if (this.pcscdRuns) {
      this.#pcscd.kill('SIGKILL');
      await once(this.#pcscd, 'exit');
    }
    this.#bed.stdin?.end();
    if (this.#bed.exitCode === null) await once(this.#bed, 'exit');
    for (const server of this.#servers) server.close();
    rmSync(this.#room, { recursive: true, force: true });
  }

  #ask(what: string): Promise<void> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#bed.stdin?.write(`${what}\n`);
    });
  }

  async #until(there: () => boolean): Promise<void> {
    while (!there() && this.pcscdRuns) await new Promise<void>((resolve) => (this.#socketsChanged = resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    this.#socketsChanged();
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#socketsChanged();
    });
    const card = this.#card();
    const parser = new VpcdParser();
    let atr = card.reset();
    const answered = (message: Uint8Array): Uint8Array | null => {
      if (message.length > 1) {
        const answer = card.take(message);
        return answer.kind === 'answer' ? answer.bytes : null;
      }
      const [control] = message;
      if (control === CONTROL.powerOn || control === CONTROL.reset) atr = card.reset();
      return control === CONTROL.atr ? atr : null;
    };
    socket.setNoDelay(true);
    // A pcscd that was killed leaves its sockets reset.
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => {
      for (const message of parser.push(bytes)) {
        const answer = answered(message);
        if (answer) socket.write(encodeVpcdMessage(answer));
      }
    });
  }
}

/** Two ports in a row with four digits and no 0 in front. */
async function twoServers(serve: (socket: Socket) => void): Promise<{ port: number; servers: readonly Server[] }> {
  for (let port = 2_000 + (process.pid % 3_000) * 2; port < 9_998; port += 2) {
    const servers = Array.from({ length: SLOTS }, () => createServer(serve));
    const listening = await Promise.all(servers.map((server, slot) => listens(server, port + slot)));
    if (listening.every(Boolean)) return { port, servers };
    for (const server of servers) server.close();
  }
  throw new Error('no two free ports');
}

const listens = (server: Server, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });

/** What tells pcscd which driver a USB reader has. */
const bundle = (vendor: number): string => {
  const one = (key: string, value: string) => `<key>${key}</key><string>${value}</string>`;
  const list = (key: string, value: string) => `<key>${key}</key><array><string>${value}</string></array>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<plist version="1.0"><dict>
${[
  one('CFBundleExecutable', LIBRARY),
  one('CFBundleName', 'VPCDUSB'),
  one('ifdCapabilities', '0x00000000'),
  list('ifdVendorID', `0x${vendor}`),
  list('ifdProductID', '0x0001'),
  list('ifdFriendlyName', 'Virtual USB Reader'),
]
  .join('\n')
  .replaceAll('><', '>\n<')}
</dict></plist>
`;
};
