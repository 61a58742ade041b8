import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { profiles, SimulatedBoard } from '../../../drivers/auxiliaries/index.ts';
import { PcscSocialSecurityCardReader, SimulatedCardService } from '../../../drivers/card-reader/index.ts';
import { IppDocumentPrinter, IppPrinterSimulator } from '../../../drivers/document-printer/index.ts';
import { openPty, type SimulatorWire } from '../../../drivers/transports/index.ts';
import type { Snapshot } from '../../../src-main/contract/snapshot.ts';
import { syncTimes } from '../../../src-main/terminal/sync/times.ts';
import { DiskImage } from '../../fixtures/disk-image.ts';
import { Whole } from '../whole.ts';
import { JumpClock } from './jump-clock.ts';

export const CARD_SERVICE_READER = 'Simulated reader 00 00';

/** Of the document printer: its own would keep a person, and this table, for minutes. */
const SHORT_PATIENCE = {
  requestMs: 3_000,
  documentMs: 3_000,
  busyMs: 4_000,
  stuckMs: 4_000,
  jobMs: 15_000,
  lostMs: 4_000,
  settleMs: 1_000,
  cancelMs: 3_000,
  quietMs: 1_000,
};

/** What a machine is fitted with beside the rest: the document printer, and a disk that can fail. */
export type Fit = 'office' | 'files' | 'disk';

/** A terminal with every device a machine can have, each of them a simulator that can be told to fail. */
export class FaultMachine {
  readonly clock = new JumpClock();
  readonly office = new IppPrinterSimulator();
  readonly cards = new SimulatedCardService([CARD_SERVICE_READER]);
  readonly board = new SimulatedBoard();
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'fault-phase-'));
  readonly fit: Fit;
  disk: DiskImage | null = null;
  /** Receipts that may have left a strip in the printer that did not come out yet. */
  strips = 0;
  /** Every snapshot since the last look. */
  seen: Snapshot[] = [];
  #whole: Whole | null = null;
  #boardWire: SimulatorWire | null = null;

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
      ...(fit === 'office' ? { documentPrinter: { kind: 'ipp' as const, uri } } : {}),
      fitted: {
        ...(fit === 'office'
          ? {
              documentPrinter: {
                physical: uri,
                identity: null,
                create: () => new IppDocumentPrinter({ uri, patience: SHORT_PATIENCE }),
              },
            }
          : {}),
        cardReader: {
          physical: 'pcsc',
          identity: null,
          create: () => new PcscSocialSecurityCardReader(machine.cards, {}),
        },
      },
      waits: {
        session: machine.clock,
        client: { ask: 1_500, ingest: 2_000, document: 2_000 },
        sync: { ...syncTimes, flightMs: 2_500, baseBackOffMs: 100, maxBackOffMs: 1_000, haltedMs: 2_000 },
      },
      decideWithinMs: 2_500,
      onSnapshot: (snapshot) => machine.seen.push(snapshot),
      onDataDirectory: (directory) => {
        if (fit === 'disk') machine.disk = DiskImage.mount(directory);
      },
    });
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

  /** Where the file printer keeps its documents. */
  get documentsFolder(): string {
    const printer = this.whole.config.devices.documentPrinter;
    if (printer?.kind !== 'file') throw new Error('no file printer');
    return printer.directory;
  }

  /** Documents that came out whole, as bytes. */
  documents(): readonly Buffer[] {
    if (this.fit === 'office')
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
    await this.#whole?.stopTerminal();
    this.disk?.unmount();
    await this.#whole?.stop();
    this.unplugBoard();
    await this.office.close();
    this.cards.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
