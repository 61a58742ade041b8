import { fail, ok, type Result } from '../contract/index.ts';
import type { CardChannel, CardService, ChannelFault, ReaderSlot, ServiceFault } from './channel.ts';
import { answered, type Calls, channelFaultOf, PcscChannel } from './pcsc-channel.ts';
import { dropClient, PcscClient, type Slot } from './pcsc-client.ts';
import { askPcscd } from './pcscd-answers.ts';
import { readerVersion } from './reader-version.ts';

type Pcsc = typeof import('pcsc-mini');

/**
 * The system's PC/SC service: pcscd, or the one of Windows and macOS. Thrown errors of the native module end here. Any number
 * of these share the process's one client, which stays when they stop.
 */
export class PcscCardService implements CardService {
  #client: PcscClient | null = null;
  #stopListening: () => void = () => undefined;
  readonly #channels = new Set<PcscChannel>();
  readonly #calls = new WeakMap<Slot, Calls>();
  readonly #changed = new Set<() => void>();
  readonly #lost = new Set<() => void>();

  async start(): Promise<Result<void, ServiceFault>> {
    this.stop();
    let pcsc: Pcsc;
    try {
      // Loaded late: without libpcsclite the import itself fails, and that must not keep other devices from starting.
      pcsc = await import('pcsc-mini');
    } catch {
      return fail('libraryMissing');
    }
    const sign = await askPcscd();
    if (sign === 'silent') return fail('serviceSilent');
    if (sign === 'absent') dropClient();
    const got = PcscClient.get(pcsc);
    if (!got.ok) return got;
    const client = got.value;
    this.#client = client;
    const tell = () => {
      if (this.#client === client) for (const listener of [...this.#changed]) listener();
    };
    this.#stopListening = client.listen({
      changed: tell,
      lost: () => {
        this.stop();
        for (const listener of [...this.#lost]) listener();
      },
    });
    // What is there already is told as what comes.
    if (client.slots.size > 0) setImmediate(tell);
    return ok(undefined);
  }

  slots(): readonly ReaderSlot[] {
    return [...(this.#client?.slots ?? [])].map(([name, { card, firmware }]) => ({
      ...{ name, card },
      firmware: firmware ?? null,
    }));
  }

  onChange(listener: () => void): () => void {
    this.#changed.add(listener);
    return () => this.#changed.delete(listener);
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  async probe(name: string): Promise<Result<void, ChannelFault>> {
    const client = this.#client;
    if (!client) return fail('serviceLost');
    const slot = client.slots.get(name);
    if (!slot) return fail('readerLost');
    // The command that is out is being waited for by somebody else.
    if (this.#callsOf(slot).pending > 0) return ok(undefined);
    try {
      const connected = await slot.reader.connect(client.pcsc.CardMode.DIRECT, client.pcsc.Protocol.UNSET);
      // The reader's driver answers, no card is spoken to; one that does not know it says so at once.
      if (slot.firmware === undefined)
        slot.firmware = await connected
          .attributeGet(client.pcsc.attributes.ids.VENDOR_IFD_VERSION)
          .then(answered)
          .then(readerVersion, () => null);
      await connected.disconnect(client.pcsc.CardDisposition.LEAVE);
      return ok(undefined);
    } catch (thrown) {
      const fault = channelFaultOf(thrown);
      // Whatever was said of the card, both the service and the reader answered.
      return fault === 'serviceLost' || fault === 'readerLost' ? fail(fault) : ok(undefined);
    }
  }

  async connect(name: string): Promise<Result<CardChannel, ChannelFault>> {
    const client = this.#client;
    if (!client) return fail('serviceLost');
    const slot = client.slots.get(name);
    if (!slot) return fail('readerLost');
    const calls = this.#callsOf(slot);
    if (calls.pending > 0) return fail('stuck');
    calls.pending += 1;
    try {
      // Exclusive: no other program's commands come between ours, and none reads what we selected.
      const card = await slot.reader.connect(client.pcsc.CardMode.EXCLUSIVE);
      const channel = new PcscChannel(card, { slot, calls }, client.pcsc.CardDisposition.UNPOWER, () =>
        this.#channels.delete(channel),
      );
      this.#channels.add(channel);
      return ok(channel);
    } catch (thrown) {
      return fail(channelFaultOf(thrown));
    } finally {
      calls.pending -= 1;
    }
  }

  #callsOf(slot: Slot): Calls {
    const calls = this.#calls.get(slot) ?? { pending: 0 };
    this.#calls.set(slot, calls);
    return calls;
  }

  stop(): void {
    this.#client = null;
    this.#stopListening();
    this.#stopListening = () => undefined;
    for (const channel of [...this.#channels]) channel.lost();
  }
}
