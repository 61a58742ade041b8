import { z } from 'zod';
import type { EscPosPrinterSimulator } from '../../drivers/receipt-printer/index.ts';

export const printerActions = [
  'tear',
  'nearEnd',
  'runOutSoon',
  'runOut',
  'refill',
  'jam',
  'cutterError',
  'hotHead',
  'clear',
  'openCover',
  'closeCover',
  'silence',
  'speak',
] as const;
/**
 * What can be done to the printer. `runOutSoon` leaves 20 mm, so that the next receipt stops in its middle; `clear`
 * takes jam, cutter fault and heat away (the terminal must still recover the printer); `silence` lets it work without
 * answering; `tear` takes what hangs out.
 */
export type PrinterAction = (typeof printerActions)[number];

export const printerStateSchema = z.object({
  condition: z.string(),
  tone: z.enum(['fine', 'attention', 'stopped']),
  flags: z.array(z.string()).describe('What its status bytes say, in neutral words'),
  paperMillimetres: z.number().describe('What is left on the roll'),
  silent: z.boolean(),
  waiting: z.number().int().describe('Receipts that hang out and were not torn off'),
  actions: z.array(
    z.object({ action: z.enum(printerActions), label: z.string(), pressed: z.boolean(), possible: z.boolean() }),
  ),
});
export type PrinterState = z.infer<typeof printerStateSchema>;

const ROWS_PER_MILLIMETRE = 8;
const NEW_ROLL_ROWS = 80_000 * ROWS_PER_MILLIMETRE;
const SOON_ROWS = 20 * ROWS_PER_MILLIMETRE;

/** The hands at one printer. */
export class PrinterPanel {
  readonly #printer: EscPosPrinterSimulator;
  #torn = 0;

  constructor(printer: EscPosPrinterSimulator) {
    this.#printer = printer;
  }

  act(action: PrinterAction): void {
    const printer = this.#printer;
    switch (action) {
      case 'tear':
        printer.tear();
        this.#torn = printer.papers().length;
        return;
      case 'nearEnd':
        printer.setPaperNearEnd();
        return;
      case 'runOutSoon':
        printer.setPaper(SOON_ROWS);
        return;
      case 'runOut':
        printer.setPaper(0);
        return;
      case 'refill':
        printer.setPaper(NEW_ROLL_ROWS);
        return;
      case 'jam':
        printer.set('jam');
        return;
      case 'cutterError':
        printer.set('cutter');
        return;
      case 'hotHead':
        printer.set('head-hot');
        return;
      case 'clear':
        for (const fault of ['jam', 'cutter', 'head-hot'] as const) printer.clear(fault);
        return;
      case 'openCover':
        printer.set('cover-open');
        return;
      case 'closeCover':
        printer.clear('cover-open');
        return;
      case 'silence':
        printer.talk.voice = 'silent';
        return;
      case 'speak':
        printer.talk.voice = 'normal';
        return;
    }
  }

  state(): PrinterState {
    const printer = this.#printer;
    const flags = printer.flags();
    const { faults } = printer;
    const silent = printer.talk.voice !== 'normal';
    const waiting = printer.papers().length - this.#torn;
    const broken = faults.filter((fault) => fault !== 'cover-open');
    const nearEnd = flags.includes('paper-near-end');
    const out = flags.includes('paper-end');
    const action = (name: PrinterAction, label: string, pressed: boolean, possible = !pressed) => ({
      action: name,
      label,
      pressed,
      possible,
    });
    return {
      ...conditionOf({ flags, silent, waits: faults.length === 0 }),
      flags,
      paperMillimetres: Math.floor(printer.paperRows / ROWS_PER_MILLIMETRE),
      silent,
      waiting,
      actions: [
        action('tear', waiting > 0 ? `Tear off (${waiting})` : 'Tear off', false, waiting > 0),
        action('nearEnd', 'Paper near its end', nearEnd && !out, true),
        action('runOutSoon', 'Leave 20 mm', false, true),
        action('runOut', 'Run it out', out),
        action('refill', 'New roll', false, nearEnd),
        action('jam', 'Jam', faults.includes('jam')),
        action('cutterError', 'Cutter fault', faults.includes('cutter')),
        action('hotHead', 'Hot head', faults.includes('head-hot')),
        action('clear', 'Clear faults', false, broken.length > 0),
        faults.includes('cover-open')
          ? action('closeCover', 'Close the cover', false)
          : action('openCover', 'Open the cover', false),
        silent ? action('speak', 'Answer again', false) : action('silence', 'Answer nothing', false),
      ],
    };
  }
}

function conditionOf(now: { flags: readonly string[]; silent: boolean; waits: boolean }): {
  condition: string;
  tone: PrinterState['tone'];
} {
  const has = (flag: string) => now.flags.includes(flag);
  const stopped = (condition: string) => ({ condition, tone: 'stopped' as const });
  if (has('cover-open')) return stopped('cover open');
  if (has('paper-end')) return stopped('out of paper');
  if (has('paper-jam')) return stopped(now.waits ? 'jam cleared, waits for recovery' : 'paper jam');
  if (has('cutter-error')) return stopped(now.waits ? 'cutter freed, waits for recovery' : 'cutter fault');
  if (has('head-temperature')) return stopped('head too hot');
  if (now.silent) return stopped('answers nothing');
  if (has('paper-near-end')) return { condition: 'paper near its end', tone: 'attention' };
  return { condition: 'ready', tone: 'fine' };
}
