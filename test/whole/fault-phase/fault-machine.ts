import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { formatOwnCode } from '../../../drivers/barcode-reader/index.ts';
import { type Clock, systemClock } from '../../../drivers/contract/index.ts';
import type { Snapshot } from '../../../src-main/contract/snapshot.ts';
import { WedgeFramer } from '../../../src-main/shell/wedge-framer.ts';
import { syncTimes } from '../../../src-main/terminal/sync/times.ts';
import { DiskImage } from '../../fixtures/disk-image.ts';
import { Whole } from '../whole.ts';
import { BIN_PAPERS, Devices, type Fit } from './devices/fit.ts';
import { drawnOnce } from './drawn-once.ts';
import { JumpClock } from './jump-clock.ts';
import { CAMERAS, SimulatedPage } from './page.ts';

/**
 * The device host opens, and looks at a device at rest, eight times as soon as on a real machine; what it does many times a
 * second it does a few times less often, because a dozen machines stand in one computer.
 */
const brisk: Clock = {
  ...systemClock,
  delay: (ms, signal) => systemClock.delay(Math.max(ms / 8, Math.min(ms, 40)), signal),
};
const CODE = formatOwnCode({ kind: 'case', id: 'TEST-0001-NOBODY' });

/** A terminal with every device a machine can have, each of them a simulator that can be told to fail. */
export class FaultMachine {
  readonly clock = new JumpClock();
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'fault-phase-'));
  readonly devices: Devices;
  readonly page = new SimulatedPage((...commands) => this.#whole?.touch(...commands));
  /** The shell's part of a scanner that types. */
  readonly wedge = new WedgeFramer({ suffix: 'CR', onCode: (text) => this.#whole?.wedgeCode(text) });
  disk: DiskImage | null = null;
  /** How many items it offers while nothing is wrong. */
  offers = 0;
  /** Receipts that may have left a strip in the printer that did not come out yet. */
  strips = 0;
  /** Every snapshot since the last look. */
  seen: Snapshot[] = [];
  #whole: Whole | null = null;
  #changed: (() => void) | null = null;

  private constructor(fit: Fit) {
    this.devices = new Devices(fit, this.folder, () => this.whole.machine);
  }

  static async start(fit: Fit): Promise<FaultMachine> {
    const machine = new FaultMachine(fit);
    try {
      await machine.#start();
      return machine;
    } catch (thrown) {
      await machine.stop();
      throw thrown;
    }
  }

  async #start(): Promise<void> {
    this.#whole = await Whole.start({
      ...(await this.devices.start()),
      camera: { document: { label: CAMERAS.document }, face: { label: CAMERAS.face } },
      face: { portraitDecoder: { kind: 'stand-in' } },
      waits: {
        session: this.clock,
        client: { ask: 2_500, ingest: 2_000, document: 2_000 },
        pollMs: 400,
        validateMs: 200,
        sync: { ...syncTimes, flightMs: 2_500, baseBackOffMs: 100, maxBackOffMs: 1_000, haltedMs: 2_000 },
      },
      decideWithinMs: 2_500,
      clock: brisk,
      services: drawnOnce,
      onSnapshot: (snapshot) => {
        this.seen.push(snapshot);
        this.page.hears(snapshot);
        this.#changed?.();
      },
      onWedge: (wanted) => this.wedge.want(wanted),
      onDataDirectory: (directory) => {
        if (!this.fit.has('disk')) return undefined;
        const disk = DiskImage.mount(directory);
        this.disk = disk;
        return () => disk.unmount();
      },
    });
    // Not before every device has said that it is well: else it would be measured by less than it offers.
    this.offers = (await this.#whole.sees('attract', () => this.wrong().length === 0)).availableCount;
    this.devices.receipts.takePapers();
    // As large as the terminal was told: the bin is full where a fault says so.
    this.#whole.machine.printer.mouth.binSheets = BIN_PAPERS;
    this.page.plugged('document', 'face');
  }

  get fit(): Fit {
    return this.devices.fit;
  }

  get whole(): Whole {
    if (this.#whole === null) throw new Error('not started');
    return this.#whole;
  }

  get now(): Snapshot {
    const { snapshot } = this.whole;
    if (snapshot === null) throw new Error('no snapshot yet');
    return snapshot;
  }

  /** The notices that say that something is wrong. */
  readonly wrong = (): Snapshot['notices'] => {
    // Nobody can ever be sure of a scanner that takes no question.
    const always = this.fit.has('wedge') || this.fit.has('plain') ? ['scanner'] : [];
    return this.now.notices.filter(({ id }) => !always.includes(id));
  };

  /** Until the terminal shows something else than that, or the time is over. */
  async change({ revision }: Snapshot, withinMs: number): Promise<void> {
    if (this.now.revision !== revision) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#changed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#changed = null;
  }

  /** Whatever card lies or stands somewhere goes with its person. */
  takeCards(): void {
    this.devices.idCards.liftCard();
    this.devices.cards.pull();
  }

  /** Somebody holds a receipt's code before whatever reads codes here: the number of a case that never was. */
  showsCode(): void {
    const { scanner, ssi, hidPos, bank } = this.devices;
    this.page.showsCode(CODE);
    if (bank !== null) bank.code.show(CODE);
    else if (this.fit.has('wedge')) this.whole.wedgeCode(CODE);
    else if (ssi !== null) ssi.showCode(CODE);
    else if (hidPos !== null) hidPos.simulator.showCode(CODE);
    else scanner.simulator?.showCode(CODE);
  }

  /** Where the file printer keeps its documents. */
  get documentsFolder(): string {
    const printer = this.whole.config.devices.documentPrinter;
    if (printer?.kind !== 'file') throw new Error('no file printer');
    return printer.directory;
  }

  /** Documents that came out whole, as bytes. */
  documents(): readonly Buffer[] {
    return this.devices.documents(this.whole.config);
  }

  /** Killed at once and started again, and the device host after it. */
  async restartTerminal(between: () => void = () => undefined): Promise<void> {
    await this.whole.stopTerminal();
    between();
    await this.whole.startTerminal();
    await this.whole.killDevices();
  }

  async stop(): Promise<void> {
    this.page.stop();
    try {
      await this.#whole?.stop();
    } finally {
      await this.devices.stop();
      rmSync(this.folder, { recursive: true, force: true });
    }
  }
}
