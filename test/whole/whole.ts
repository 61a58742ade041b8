import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type BetterSqlite from 'better-sqlite3';
import type { z } from 'zod';
import { type Clock, type Receipt, systemClock } from '../../drivers/contract/index.ts';
import type { Faults } from '../../platform/faults/faults.ts';
import { loadServices } from '../../platform/load-services.ts';
import { createPlatform, type Platform } from '../../platform/server.ts';
import type { Services } from '../../platform/services.ts';
import { emptyCluster } from '../../platform/testing/empty-cluster.ts';
import { inventedStaff } from '../../scripts/dock/invented-staff.ts';
import { SimulatedMachine } from '../../scripts/dock/machine.ts';
import { memoryChannelPair } from '../../src-main/channel/memory.ts';
import type { Item } from '../../src-main/contract/catalogue.ts';
import type { Command } from '../../src-main/contract/commands.ts';
import { type Config, configSchema } from '../../src-main/contract/config.ts';
import { deviceHostToTerminalSchema, deviceRequestSchema } from '../../src-main/contract/device-messages.ts';
import type { Screen, ScreenName, Snapshot } from '../../src-main/contract/snapshot.ts';
import { terminalMessageSchema } from '../../src-main/contract/terminal-messages.ts';
import type { Binding } from '../../src-main/device-host/attached-devices.ts';
import { bindDevices } from '../../src-main/device-host/binding.ts';
import { type DeviceHost, startDeviceHost } from '../../src-main/device-host/host.ts';
import { portraitDecoder } from '../../src-main/device-host/portrait-decoder.ts';
import { createLogger } from '../../src-main/logging/logger.ts';
import { startTerminal, type Terminal } from '../../src-main/terminal/terminal.ts';
import { NetworkCable } from './network-cable.ts';
import { sampleValue } from './sample-value.ts';

const root = path.join(import.meta.dirname, '../..');
const TERMINAL = 'TEST-0001';
const KEY = 'a-terminal-key-for-tests-0001';
const OPERATOR_KEY = 'an-operators-key-for-tests-01';

interface Strings {
  /** Drivers that no configuration can name. */
  readonly fitted?: Binding;
  readonly waits?: Parameters<typeof startTerminal>[0]['waits'];
  readonly decideWithinMs?: number;
  /** The device host's pace; eight times as hasty as a real machine's unless told. */
  readonly clock?: Clock;
  readonly onSnapshot?: (snapshot: Snapshot) => void;
  /** A code is wanted from the keyboard-wedge scanner, or no longer. */
  readonly onWedge?: (wanted: boolean) => void;
  /** Stands between cable and terminal: another address for the platform, and whom to trust there. */
  readonly front?: (platform: string) => Promise<{ url: string; certificateAuthorityFile: string }>;
  /** Stands between the platform and its business. */
  readonly services?: (real: Services) => Services;
  /** Keeps the platform's keys over more than one platform. */
  readonly platformData?: string;
  /** Called before anything is written there; what it gives back is called before the folder goes. */
  readonly onDataDirectory?: (directory: string) => (() => void) | undefined;
}
type Undo = () => unknown;
/** Newest first, all of them, also when one cannot. */
async function undone(steps: Undo[]): Promise<void> {
  const step = steps.pop();
  if (step === undefined) return;
  try {
    await step();
  } finally {
    await undone(steps);
  }
}

const onSpecialPaper = ({ paper }: Item['outputs'][number]): boolean => paper === 'special';

/** The device host opens and looks again eight times as soon as on a real machine; drivers keep their own clock. */
const hasty: Clock = { ...systemClock, delay: (ms, signal) => systemClock.delay(ms / 8, signal) };

/**
 * Everything but Electron in one process: the terminal, the device host, simulated devices on real ptys, the
 * platform over HTTP on loopback, a page that is a test.
 */
export class Whole {
  readonly config: Config;
  readonly machine: SimulatedMachine;
  readonly platform: Platform;
  /** Between terminal and platform. */
  readonly cable: NetworkCable;
  /** Every receipt the terminal asked the device host to print, as content. */
  readonly receipts: { readonly jobId: string; readonly receipt: Receipt }[] = [];
  readonly items: readonly Item[];
  snapshot: Snapshot | null = null;
  /** Keys of the keypad that reached the page. */
  readonly keys: string[] = [];
  sessionsEnded = 0;
  #terminal: Terminal | null = null;
  #host: DeviceHost | null = null;
  #logger: Awaited<ReturnType<typeof createLogger>> | null = null;
  #unplugHost: () => void = () => undefined;
  /** Every device was opened, or could not be. */
  #opened: Promise<void> = Promise.resolve();
  #send: (command: Command) => void = () => undefined;
  #waiting: (() => void)[] = [];
  readonly #strings: Strings;
  readonly #undo: Undo[];

  private constructor(
    machine: SimulatedMachine,
    platform: Platform,
    cable: NetworkCable,
    config: Config,
    items: readonly Item[],
    strings: Strings,
    undo: Undo[],
  ) {
    this.#undo = undo;
    this.items = items;
    this.#strings = strings;
    this.cable = cable;
    this.machine = machine;
    this.platform = platform;
    this.config = config;
  }

  /** `more`: further parts of the configuration, and other hands at the terminal's strings. */
  static async start(
    more: {
      northbound?: z.input<typeof configSchema>['northbound'];
      auxiliaries?: z.input<typeof configSchema>['devices']['auxiliaries'];
      documentPrinter?: z.input<typeof configSchema>['devices']['documentPrinter'];
      cardReader?: z.input<typeof configSchema>['devices']['cardReader'];
      camera?: z.input<typeof configSchema>['devices']['camera'];
      face?: z.input<typeof configSchema>['face'];
      staffHours?: z.input<typeof configSchema>['site']['staffHours'];
      barcodeReader?: z.input<typeof configSchema>['devices']['barcodeReader'];
      receiptPrinter?: Partial<NonNullable<Config['devices']['receiptPrinter']>>;
    } & Strings = {},
  ): Promise<Whole> {
    const undo: Undo[] = [];
    try {
      return await Whole.#start(more, undo);
    } catch (thrown) {
      await undone(undo);
      throw thrown;
    }
  }

  static async #start(more: NonNullable<Parameters<typeof Whole.start>[0]>, undo: Undo[]): Promise<Whole> {
    const directory = mkdtempSync(path.join(os.tmpdir(), 'budayang-ports-'));
    undo.push(() => rmSync(directory, { recursive: true, force: true }));
    const dataDirectory = path.join(directory, 'terminal');
    const away = more.onDataDirectory?.(dataDirectory);
    if (away !== undefined) undo.push(away);
    const { family = 'epson', ...printer } = more.receiptPrinter ?? {};
    const machine = await SimulatedMachine.open({ directory, realistic: false, printerFamily: family });
    undo.push(() => machine.close());
    const services = (more.services ?? ((real) => real))(loadServices(path.join(root, 'catalogue')));
    const platform = await createPlatform({
      services,
      tls: 'off',
      cluster: await emptyCluster(),
      ...(more.platformData === undefined ? {} : { dataDir: more.platformData }),
      faults: 'on',
      enrol: [{ terminal: TERMINAL, key: KEY }],
      operators: [{ name: 'duty', key: OPERATOR_KEY }],
    });
    undo.push(() => platform.close());
    const url = await platform.listen();
    const cable = await NetworkCable.lay(url);
    undo.push(() => cable.pull());
    const keysFile = path.join(directory, 'keys.json');
    writeFileSync(keysFile, await (await fetch(`${url}/v1/keys`)).text());
    const staffFile = path.join(directory, 'staff.json');
    writeFileSync(staffFile, JSON.stringify({ staff: inventedStaff }));
    const config = configSchema.parse({
      terminal: { id: TERMINAL, dataDirectory },
      site: {
        name: { 'zh-CN': '示例市政务服务大厅', en: 'Example City Service Hall' },
        profile: 'hall',
        helpPhone: '12345',
        staffHours: more.staffHours,
      },
      platform: { url: cable.url, ...(await more.front?.(cable.url)), terminalKey: KEY, keysFile },
      devices: {
        idCardReader: { port: machine.port('reader') },
        barcodeReader: more.barcodeReader ?? { port: machine.port('scanner'), family: 'newland' },
        receiptPrinter: { port: machine.port('printer'), family },
        documentPrinter: more.documentPrinter ?? {
          kind: 'file',
          directory: path.join(directory, 'documents'),
          keep: true,
        },
        auxiliaries: more.auxiliaries,
        cardReader: more.cardReader,
        camera: more.camera,
      },
      face: more.face,
      service: { staffFile },
      northbound: more.northbound,
    });
    // Behind the schema: half a minute of holding out is too long for a test.
    if (config.devices.receiptPrinter) Object.assign(config.devices.receiptPrinter, printer);
    const whole = new Whole(machine, platform, cable, config, services.catalogue.items, more, undo);
    undo.push(
      () => whole.stopTerminal(),
      () => whole.#host?.stop(),
    );
    await whole.startTerminal();
    await whole.startDevices();
    // Nobody has put special stock into a printer that came a moment ago.
    const file = config.devices.documentPrinter?.kind === 'file';
    const unstocked = file ? [] : whole.items.filter(({ outputs }) => outputs.some(onSpecialPaper));
    const offered = whole.items.length - unstocked.length;
    await whole.sees('attract', ({ availableCount }) => availableCount === offered && offered > 0);
    // No item needs a receipt: without its printer the machine is open already.
    await whole.#opened;
    return whole;
  }

  /** What an operator of the platform is told at `/v1/operations/…`. */
  async operations<T>(what: string, schema: z.ZodType<T>): Promise<T> {
    const headers = { authorization: `Bearer ${OPERATOR_KEY}` };
    return schema.parse((await this.platform.app.inject({ url: `/v1/operations/${what}`, headers })).json());
  }

  async startTerminal(): Promise<void> {
    this.#logger = await createLogger({
      directory: path.join(this.config.terminal.dataDirectory, 'logs'),
      process: 'terminal',
    });
    const started = await startTerminal({
      config: this.config,
      log: this.#logger.log,
      onSessionEnded: () => this.sessionsEnded++,
      ...(this.#strings.onWedge === undefined ? {} : { onWedge: this.#strings.onWedge }),
      decideWithinMs: this.#strings.decideWithinMs ?? 7_000,
      waits: this.#strings.waits,
    });
    if (!started.ok) throw new Error(started.error.message);
    this.#terminal = started.value;
    this.newPage();
  }

  /** A page that knows nothing takes the place of the one before, as after a crash of the page. */
  newPage(): void {
    const [page, terminal] = memoryChannelPair();
    page.onMessage((message) => {
      const parsed = terminalMessageSchema.parse(message);
      if (parsed.kind === 'key') this.keys.push(parsed.key);
      if (parsed.kind !== 'snapshot') return;
      this.snapshot = parsed.snapshot;
      this.#strings.onSnapshot?.(parsed.snapshot);
      for (const wake of this.#waiting.splice(0)) wake();
    });
    this.#send = (command) => page.send({ kind: 'command', command });
    this.#terminal?.connectRenderer(terminal);
  }

  async startDevices(): Promise<void> {
    const binding = await bindDevices(this.config.devices);
    if (!binding.ok) throw new Error(binding.error);
    this.#host = startDeviceHost({
      binding: { ...binding.value, ...this.#strings.fitted },
      clock: this.#strings.clock ?? hasty,
      portraits: portraitDecoder(this.config.face),
      onRefused: (where) => {
        throw new Error(where);
      },
    });
    const { northbound, terminal: settings } = this.config;
    const audit = () => undefined;
    const guests = await this.#host.serveGuests({ config: northbound, dataDirectory: settings.dataDirectory, audit });
    if (!guests.ok) throw new Error(guests.error);
    const [host, terminal] = memoryChannelPair();
    this.#host.connect(host);
    this.#unplugHost = () => host.close();
    let opened: () => void = () => undefined;
    this.#opened = new Promise((resolve) => {
      opened = resolve;
    });
    this.#terminal?.connectDevices({
      ...terminal,
      onMessage: (listener) =>
        terminal.onMessage((message) => {
          listener(message);
          const told = deviceHostToTerminalSchema.safeParse(message).data;
          if (told?.kind === 'status' && told.statuses.every(({ device }) => device !== 'starting')) opened();
        }),
      send: (message) => {
        const request = deviceRequestSchema.safeParse(message).data;
        if (request?.command === 'receipt.print')
          this.receipts.push({ jobId: request.jobId, receipt: request.receipt });
        terminal.send(message);
      },
    });
  }

  /** Ends the device host in the middle of whatever it does, as kill -9 would, and starts another. */
  async killDevices(): Promise<void> {
    this.#unplugHost();
    await this.#host?.stop();
    await this.startDevices();
  }

  /** The shell framed a code of a keyboard-wedge scanner. */
  wedgeCode(text: string): void {
    this.#terminal?.wedgeCode(text);
  }

  touch(...commands: Command[]): void {
    for (const command of commands) this.#send(command);
  }

  /** Waits for a screen, and for what it must show. */
  async sees<N extends ScreenName>(
    name: N,
    holds: (screen: Extract<Screen, { name: N }>) => boolean = () => true,
    withinMs = 15_000,
  ): Promise<Extract<Screen, { name: N }>> {
    const fits = (screen: Screen): screen is Extract<Screen, { name: N }> =>
      screen.name === name && holds(screen as Extract<Screen, { name: N }>);
    return this.#first(
      ({ screen }) => (fits(screen) ? screen : null),
      withinMs,
      () => `waited for ${name}; seen: ${JSON.stringify(this.snapshot?.screen).slice(0, 6000)}`,
    );
  }

  /** From attract to the filled form of an item. */
  async toForm(item: string, person: string) {
    this.touch({ type: 'start' }, { type: 'openItem', code: item }, { type: 'begin' });
    if (this.items.find(({ code }) => code === item)?.identityCheck !== undefined) {
      await this.sees('faceConsent');
      this.touch({ type: 'chooseWay', way: 'other' });
    }
    await this.sees('identify');
    this.machine.layCard(person);
    return this.sees('form');
  }

  /** From the form to the settled result, giving what is asked on the way. */
  async toResult() {
    const form = await this.sees('form', (screen) => screen.complete);
    this.touch({ type: 'next' });
    const item = this.items.find(({ code }) => code === form.item.code);
    // No picture comes of itself in a test without a page: papers follow later.
    for (const { scan } of item?.notice.materials ?? []) {
      if (scan === undefined) continue;
      await this.sees('scan', ({ phase }) => phase === 'stopped');
      this.touch({ type: 'skipScan' });
    }
    if (item?.promise !== null) {
      const { text } = await this.sees('promise');
      this.touch({ type: 'linesShown', to: text.length });
      this.touch({
        type: 'promise',
        signature: [
          [
            [10, 10],
            [500, 600],
            [900, 200],
          ],
        ],
      });
    }
    await this.sees('review');
    this.touch({ type: 'submit' });
    await this.sees('result');
    return this.sees('result', (screen) => !screen.busy);
  }

  /** Skips the rating, takes the card, and the machine is free again. */
  async leave(): Promise<void> {
    this.touch({ type: 'next' });
    await this.sees('rating');
    this.touch({ type: 'skipRating' });
    await this.sees('takeCard');
    this.machine.liftCard();
    await this.sees('farewell');
    this.touch({ type: 'start' });
    await this.sees('attract');
  }

  /** Waits for a snapshot that holds more than its screen shows. */
  async says(holds: (snapshot: Snapshot) => boolean, withinMs = 15_000): Promise<Snapshot> {
    return this.#first(
      (snapshot) => (holds(snapshot) ? snapshot : null),
      withinMs,
      () => `never said; seen: ${JSON.stringify(this.snapshot?.notices)}`,
    );
  }

  /** What the first snapshot from now on tells that tells it, also where it is gone again before the waiting has its turn. */
  #first<T>(read: (snapshot: Snapshot) => T | null, withinMs: number, missed: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(missed())), withinMs);
      const look = () => {
        const found = this.snapshot === null ? null : read(this.snapshot);
        if (found === null) return void this.#waiting.push(look);
        clearTimeout(timer);
        resolve(found);
      };
      look();
    });
  }

  /** Gives what the form still asks for: the first option, a month, digits. */
  async fill(): Promise<void> {
    for (;;) {
      const form = await this.sees('form');
      const open = form.fields.find((field) => field.issue !== null);
      if (open === undefined) return;
      this.touch({ type: 'editField', id: open.id });
      await this.sees('field', (screen) => screen.field.id === open.id);
      const value = sampleValue(open);
      this.touch({ type: 'setField', id: open.id, value });
      const filled = await this.sees(
        'form',
        (screen) => screen.fields.find((field) => field.id === open.id)?.value === value,
      );
      const issue = filled.fields.find((field) => field.id === open.id)?.issue;
      if (issue !== null) throw new Error(`${open.id} takes no ${open.kind} of a test: ${issue}`);
    }
  }

  /** Ends the visit from wherever it may be ended, and frees the machine. */
  async exit(): Promise<void> {
    this.touch({ type: 'exit' });
    await this.sees('takeCard');
    this.machine.liftCard();
    await this.sees('farewell');
    this.touch({ type: 'start' });
    await this.sees('attract');
  }

  /** Sets the platform's fault switch, past the cable. */
  async faults(faults: Partial<Faults>): Promise<void> {
    const answer = await fetch(`${this.platform.url}/dev/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(faults),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }

  /** Rows of the terminal's own ledger, read beside it. */
  ledgerRows<Row>(sql: string): Row[] {
    const sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite;
    const file = new sqlite(path.join(this.config.terminal.dataDirectory, 'ledger.db'), { readonly: true });
    try {
      return file.prepare<[], Row>(sql).all();
    } finally {
      file.close();
    }
  }

  /** Every byte this terminal left on its disk. */
  traces(): { file: string; bytes: Buffer }[] {
    const list = (folder: string): string[] =>
      readdirSync(folder).flatMap((name) => {
        const file = path.join(folder, name);
        return statSync(file).isDirectory() ? list(file) : [file];
      });
    return list(this.config.terminal.dataDirectory).map((file) => ({ file, bytes: readFileSync(file) }));
  }

  async stopTerminal(): Promise<void> {
    await this.#terminal?.stop();
    await this.#logger?.close();
    this.#terminal = null;
    this.#logger = null;
  }

  async stop(): Promise<void> {
    await undone(this.#undo);
  }
}
