import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { profiles, SimulatedBoard } from '../../../drivers/auxiliaries/index.ts';
import { PcscSocialSecurityCardReader, SimulatedCardService } from '../../../drivers/card-reader/index.ts';
import { IppDocumentPrinter, IppPrinterSimulator } from '../../../drivers/document-printer/index.ts';
import { openPty, type SimulatorWire } from '../../../drivers/transports/index.ts';
import { WEDGE_PORT } from '../../../src-main/contract/config-devices.ts';
import type { Snapshot } from '../../../src-main/contract/snapshot.ts';
import { WedgeFramer } from '../../../src-main/shell/wedge-framer.ts';
import { syncTimes } from '../../../src-main/terminal/sync/times.ts';
import { DiskImage } from '../../fixtures/disk-image.ts';
import { Whole } from '../whole.ts';
import { JumpClock } from './jump-clock.ts';
import { CAMERAS, SimulatedPage } from './page.ts';

export const CARD_SERVICE_READER = 'Simulated reader 00 00';

/** Of the document printer: its own would keep a person, and this table, for minutes. */
const SHORT_PATIENCE = {
  requestMs: 2_000,
  documentMs: 1_500,
  pollMs: 60,
  busyMs: 1_500,
  busyFirstMs: 200,
  stuckMs: 1_200,
  jobMs: 8_000,
  lostMs: 1_500,
  settleMs: 500,
  cancelMs: 1_000,
  quietMs: 300,
  watchMs: 300,
};
/** Whoever takes a receipt takes it within this. */
const HAND_MS = 50;

/**
 * What a machine is fitted with instead of the usual: a folder for documents, a disk that can fail, a receipt printer that
 * holds its paper out and draws it back (`presenter`) or only lets it hang (`holder`), a scanner that types.
 */
export type Part = 'files' | 'disk' | 'presenter' | 'holder' | 'wedge';
export type Fit = ReadonlySet<Part>;
const familyOf = (fit: Fit) => (fit.has('holder') ? 'masung' : fit.has('presenter') ? 'custom' : 'epson');

/** A terminal with every device a machine can have, each of them a simulator that can be told to fail. */
export class FaultMachine {
  readonly clock = new JumpClock();
  readonly office = new IppPrinterSimulator();
  readonly cards = new SimulatedCardService([CARD_SERVICE_READER]);
  readonly board = new SimulatedBoard();
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'fault-phase-'));
  readonly fit: Fit;
  readonly page = new SimulatedPage((...commands) => this.#whole?.touch(...commands));
  /** The shell's part of a scanner that types. */
  readonly wedge = new WedgeFramer({ suffix: 'CR', onCode: (text) => this.#whole?.wedgeCode(text) });
  disk: DiskImage | null = null;
  /** Receipts that may have left a strip in the printer that did not come out yet. */
  strips = 0;
  /** Every snapshot since the last look. */
  seen: Snapshot[] = [];
  #whole: Whole | null = null;
  #boardWire: SimulatorWire | null = null;
  #changed: (() => void) | null = null;

  private constructor(fit: Fit) {
    this.fit = fit;
  }

  static async start(fit: Fit): Promise<FaultMachine> {
    const machine = new FaultMachine(fit);
    machine.plugBoard();
    const uri = await machine.office.listen();
    machine.#whole = await Whole.start({
      auxiliaries: { port: machine.#boardPort, profile: 'line-board', presenceLight: 'cardReader' },
      cardReader: {},
      camera: { document: { label: CAMERAS.document }, face: { label: CAMERAS.face } },
      face: { portraitDecoder: { kind: 'stand-in' } },
      receiptPrinter: { family: familyOf(fit), heldOutSeconds: 1, retractBinPapers: 500 },
      ...(fit.has('wedge') ? { barcodeReader: { port: WEDGE_PORT } } : {}),
      ...(fit.has('files') ? {} : { documentPrinter: { kind: 'ipp' as const, uri } }),
      fitted: {
        ...(fit.has('files')
          ? {}
          : {
              documentPrinter: {
                physical: uri,
                identity: null,
                create: () => new IppDocumentPrinter({ uri, patience: SHORT_PATIENCE }),
              },
            }),
        cardReader: {
          physical: 'pcsc',
          identity: null,
          create: () => new PcscSocialSecurityCardReader(machine.cards, {}),
        },
      },
      waits: {
        session: machine.clock,
        client: { ask: 1_500, ingest: 2_000, document: 2_000 },
        pollMs: 400,
        validateMs: 200,
        sync: { ...syncTimes, flightMs: 2_500, baseBackOffMs: 100, maxBackOffMs: 1_000, haltedMs: 2_000 },
      },
      decideWithinMs: 2_500,
      onSnapshot: (snapshot) => {
        machine.seen.push(snapshot);
        machine.page.hears(snapshot);
        machine.#changed?.();
      },
      onWedge: (wanted) => machine.wedge.want(wanted),
      onDataDirectory: (directory) => {
        if (fit.has('disk')) machine.disk = DiskImage.mount(directory);
      },
    });
    machine.#whole.machine.printer.mouth.taker = { kind: 'takes', afterMs: HAND_MS };
    machine.page.plugged('document', 'face');
    return machine;
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

  get #boardPort(): string {
    return path.join(this.folder, 'board');
  }

  plugBoard(): void {
    const profile = profiles['line-board'];
    const pty = openPty({ link: this.#boardPort });
    if (!pty.ok || profile?.link.kind !== 'lines') throw new Error('no board');
    for (const { signal } of profile.inputs) this.board.inputs.set(signal, 0);
    this.board.inputs.set('B', 100);
    this.board.attachLines(pty.value, profile.link);
    this.#boardWire = pty.value;
  }

  unplugBoard(): void {
    this.#boardWire?.hangUp();
    this.#boardWire = null;
  }

  /** Whatever card lies or stands somewhere goes with its person. */
  takeCards(): void {
    this.whole.machine.liftCard();
    this.cards.pull();
  }

  /** Where the file printer keeps its documents. */
  get documentsFolder(): string {
    const printer = this.whole.config.devices.documentPrinter;
    if (printer?.kind !== 'file') throw new Error('no file printer');
    return printer.directory;
  }

  /** Documents that came out whole, as bytes. */
  documents(): readonly Buffer[] {
    if (!this.fit.has('files'))
      return this.office.papers.filter(({ whole }) => whole).map(({ document }) => Buffer.from(document));
    return readdirSync(this.documentsFolder)
      .filter((name) => name.endsWith('.pdf'))
      .map((name) => readFileSync(path.join(this.documentsFolder, name)));
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
    await this.#whole?.stopTerminal();
    this.disk?.unmount();
    await this.#whole?.stop();
    this.unplugBoard();
    await this.office.close();
    this.cards.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
