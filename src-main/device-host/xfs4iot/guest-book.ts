import { randomUUID } from 'node:crypto';
import { type Clock, type Completion, type Device, type Effect, failed } from '../../../drivers/contract/index.ts';
import type { DevicePort, FacadeAct } from '../../../drivers/xfs4iot/facade/index.ts';
import { type GuestAct, guestActSchema } from '../../contract/device-messages.ts';
import { TerminalNotes } from '../terminal-notes.ts';

const proofSchema = guestActSchema.shape.proof.unwrap();

interface Open {
  readonly id: string;
  readonly command: string;
  readonly noted: Promise<boolean>;
  /** Whose command it is: clients count their requests alike. */
  readonly client: string;
  readonly requestId: number;
  /** The device is at it. */
  moving: boolean;
  effect: Effect;
  proof: GuestAct['proof'];
}

/**
 * Writes down what guests do, by way of the terminal's ledger: a device moves for a guest only after the terminal said
 * that the beginning is on its disk. What ended while no terminal was there is told to the next one.
 */
export class GuestBook {
  readonly #notes: TerminalNotes;
  /** False when no terminal is there. */
  readonly #tell: (act: GuestAct) => boolean;
  readonly #mayBegin: () => boolean;
  /** One guest a device, so one act a class. */
  readonly #open = new Map<string, Open>();
  #untold: GuestAct[] = [];

  constructor(options: { clock: Clock; tell: (act: GuestAct) => boolean; mayBegin: () => boolean }) {
    this.#notes = new TerminalNotes(options.clock);
    this.#tell = options.tell;
    this.#mayBegin = options.mayBegin;
  }

  /** The facade's audit. Refused knocks and questions are not acts. */
  take(act: FacadeAct): void {
    if (act.act !== 'commandBegun' && act.act !== 'commandEnded') return;
    const deviceClass = guestActSchema.shape.deviceClass.safeParse(lowered(act.service)).data;
    if (deviceClass === undefined) return;
    if (act.act === 'commandBegun') this.#begin(deviceClass, act);
    else this.#end(deviceClass, act, act.completionCode);
  }

  /** The same device, moving for guests only when that is on the disk and no citizen came meanwhile. */
  lend<D extends Device>(port: DevicePort<D>): DevicePort<D> {
    return {
      // Its own act does not keep a guest away.
      status: () => {
        const status = port.status();
        return this.#open.get(status.deviceClass)?.moving === true ? { ...status, activity: 'idle' } : status;
      },
      run: async <T>(command: (device: D) => Promise<Completion<T>>) => {
        const open = this.#open.get(port.status().deviceClass);
        if (open === undefined || !(await open.noted))
          return failed('deviceNotReady', 'notRecorded', 'nobody can write this act down now');
        open.moving = true;
        // Asked once the device is ours: the wait for it may have been long enough for somebody to come.
        const completion = await port.run(async (device) =>
          this.#mayBegin() ? await command(device) : failed('deviceNotReady', 'occupied', 'a citizen came'),
        );
        open.moving = false;
        open.effect = completion.ok ? completion.effect : completion.error.effect;
        if (completion.ok) open.proof = proofSchema.safeParse(completion.value).data;
        return completion;
      },
    };
  }

  noted(id: string, noted: boolean): void {
    this.#notes.noted(id, noted);
  }

  /** A terminal is there (again): it hears what ended without it. */
  terminalCame(): void {
    const untold = this.#untold;
    this.#untold = [];
    for (const act of untold) this.#send(act);
  }

  terminalWent(): void {
    this.#notes.terminalWent();
  }

  #begin(deviceClass: GuestAct['deviceClass'], act: { command: string; client: string; requestId: number }): void {
    const { client, requestId } = act;
    const id = randomUUID();
    const command = commandWord(act.command);
    const noted = this.#notes.ask(id, () =>
      this.#tell({ kind: 'guestAct', id, deviceClass, command, outcome: 'begun', effect: 'none' }),
    );
    const begun = { id, command, noted, client, requestId };
    this.#open.set(deviceClass, { ...begun, moving: false, effect: 'none', proof: undefined });
  }

  /** Ends without a beginning were refused before they reached a device. */
  #end(deviceClass: GuestAct['deviceClass'], of: { client: string; requestId: number }, outcome: string): void {
    const open = this.#open.get(deviceClass);
    if (open?.requestId !== of.requestId || open.client !== of.client || open.moving) return;
    this.#open.delete(deviceClass);
    this.#notes.noted(open.id, false);
    const { id, command, effect, proof } = open;
    const act: GuestAct = { kind: 'guestAct', id, deviceClass, command, outcome, effect };
    this.#send(proof === undefined ? act : { ...act, proof });
  }

  #send(act: GuestAct): void {
    if (!this.#tell(act)) this.#untold.push(act);
  }
}

const lowered = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
/** `Printer.PrintNative` → `printNative`. */
const commandWord = (name: string): string => lowered(name.split('.')[1] ?? name);
