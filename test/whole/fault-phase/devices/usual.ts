import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IppPrinterSimulator } from '../../../../drivers/document-printer/ipp/simulator.ts';
import type { SimulatedMachine } from '../../../../scripts/dock/machine.ts';
import type { ReceiptStand } from './stands.ts';

/** Whoever takes a receipt takes it within this. */
const HAND_MS = 50;

/** An ESC/POS printer on a serial port: the one every simulated machine has. */
export class SerialReceipts implements ReceiptStand {
  readonly #machine: () => SimulatedMachine;

  constructor(machine: () => SimulatedMachine) {
    this.#machine = machine;
  }

  papers() {
    return this.#machine().papers();
  }

  get stands(): boolean {
    return this.#machine().printer.waitingCommands === 0;
  }

  leavePapers(): void {
    this.#machine().printer.mouth.taker = { kind: 'leaves' };
  }

  takePapers(): void {
    const { mouth } = this.#machine().printer;
    mouth.taker = { kind: 'takes', afterMs: HAND_MS };
    mouth.take();
  }
}

/** Documents that came out of the IPP printer whole. */
export const printedDocuments = (office: IppPrinterSimulator): readonly Buffer[] =>
  office.papers.filter(({ whole }) => whole).map(({ document }) => Buffer.from(document));
/** Documents that lie in the file printer's folder. */
export const savedDocuments = (folder: string): readonly Buffer[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.pdf'))
    .map((name) => readFileSync(path.join(folder, name)));
