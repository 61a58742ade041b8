import type { Client, Reader } from 'pcsc-mini';
import { fail, ok, type Result, systemClock } from '../contract/index.ts';
import type { CardPresence, ServiceFault } from './channel.ts';
import { askPcscd } from './pcscd-answers.ts';

type Pcsc = typeof import('pcsc-mini');

/** A reader of the card service, as long as it is plugged in. */
export interface Slot {
  readonly reader: Reader;
  card: CardPresence;
  /** Asked once, at the first `probe` that reached the reader; left out until then. */
  firmware?: string | null;
  /** Whoever speaks to the card in it. */
  readonly removed: Set<() => void>;
}

/** Who listens to a client. */
export interface ClientListener {
  changed(): void;
  /** Once: this client is of no use any more. */
  lost(): void;
}

/**
 * This process's client of the card service: one for all, and not stopped while the service lives. pcsc-mini stops by
 * `SCardCancel`, which pcsc-lite ignores while its own thread is not yet waiting (as when a reader is just being initialized),
 * and then by `SCardReleaseContext`, which waits on the caller's thread for that thread: until the next card, or for ever.
 */
export class PcscClient {
  readonly pcsc: Pcsc;
  readonly slots = new Map<string, Slot>();
  readonly #client: Client;
  readonly #listeners = new Set<ClientListener>();

  private constructor(pcsc: Pcsc) {
    this.pcsc = pcsc;
    this.#client = new pcsc.Client();
    this.#client.on('error', () => this.drop());
    this.#client.on('reader', (reader) => this.#watch(reader));
  }

  /** The one there is, or a new one. */
  static get(pcsc: Pcsc): Result<PcscClient, ServiceFault> {
    if (current) return ok(current);
    const made = new PcscClient(pcsc);
    try {
      made.#client.start();
    } catch (thrown) {
      const denied = thrown instanceof Error && 'code' in thrown && thrown.code === 'SecurityViolation';
      return fail(denied ? 'serviceDenied' : 'serviceAbsent');
    }
    current = made;
    return ok(made);
  }

  listen(listener: ClientListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The service is gone, or was: whoever comes next gets a new client. */
  drop(): void {
    if (current !== this) return;
    current = null;
    for (const slot of this.slots.values()) {
      tellRemoved(slot);
      slot.reader.removeAllListeners();
    }
    this.slots.clear();
    for (const listener of [...this.#listeners]) listener.lost();
    this.#listeners.clear();
    // It may be kept for good: then nothing of ours with it. An error nobody listens to would be thrown.
    this.#client.removeAllListeners().on('error', () => undefined);
    void retire(this.#client);
  }

  #watch(reader: Reader): void {
    const { ReaderStatus } = this.pcsc;
    if (current !== this) return;
    const name = reader.name();
    const slot: Slot = { reader, card: 'unknown', removed: new Set() };
    this.slots.set(name, slot);
    const tell = () => {
      for (const listener of [...this.#listeners]) listener.changed();
    };
    reader.on('change', (status) => {
      if (status.has(ReaderStatus.EMPTY)) slot.card = 'notPresent';
      else if (status.has(ReaderStatus.MUTE)) slot.card = 'mute';
      else slot.card = status.has(ReaderStatus.PRESENT) ? 'present' : 'unknown';
      if (slot.card === 'notPresent') tellRemoved(slot);
      tell();
    });
    reader.on('disconnect', () => {
      if (this.slots.get(name) === slot) this.slots.delete(name);
      tellRemoved(slot);
      tell();
    });
  }
}

let current: PcscClient | null = null;

/** The client there is, where its service has gone and it does not know yet. */
export const dropClient = (): void => current?.drop();

function tellRemoved(slot: Slot): void {
  for (const listener of [...slot.removed]) listener();
  slot.removed.clear();
}

const LOOKED_FOR_MS = 1_000;
/**
 * One a death of the service, kept for good: pcsc-mini would stop it once more when it is collected, and the error of that is
 * nobody's to catch and ends the process. It also never joins its thread then, which had ended: README, "Kept for good".
 */
const unstoppable = new Set<Client>();

/** Stopping a client asks the service, and waits for it: one that says nothing is waited for elsewhere. */
async function retire(client: Client): Promise<void> {
  while ((await askPcscd()) === 'silent') await systemClock.delay(LOOKED_FOR_MS);
  try {
    client.stop();
  } catch {
    // A client whose service is dead cannot say goodbye to it.
    unstoppable.add(client);
  }
}
