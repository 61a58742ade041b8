import { fail, ok, type Result, type TransportError } from '../contract/index.ts';
import type { Answer } from './answer.ts';
import { evidenceOf } from './axes.ts';
import { XfsConnection } from './connection.ts';
import type { ConnectionOptions, Quirks, RunOptions } from './connection-options.ts';
import { type EnvelopeOf, majorOf, type Refusal } from './envelope.ts';
import { type PaperLevels, statusIn, withThresholds } from './event-status.ts';
import { common, payloadOf, storage } from './messages.ts';
import type { XfsCapabilities, XfsStatus } from './payloads/common.ts';
import type { StorageUnits } from './payloads/storage.ts';
import { ASK_MS, identityOf, learn, type ServiceIdentity } from './service-capabilities.ts';
import type { CommandSpec } from './spec.ts';
import { mergeStatus } from './status-tree.ts';
import { majorsOf } from './versions.ts';

export interface ServiceOptions extends Omit<ConnectionOptions, 'onUnsolicited' | 'onClosed'> {
  readonly onStatus?: (status: XfsStatus) => void;
  readonly onUnsolicited?: (event: EnvelopeOf<'unsolicited'>) => void;
  readonly onClosed?: (reason: string) => void;
  readonly onRefused?: (refusal: Refusal) => void;
}

/** Changes in a row that no event told before a service's events are not believed in. */
const TRUST = 2;

/**
 * One XFS4IoT service: its versions, its capabilities, and its status as snapshot plus deltas. A command the service
 * did not list is never sent: [K] services fail hard on names they do not know.
 */
export class XfsService {
  readonly capabilities: XfsCapabilities;
  readonly #connection: XfsConnection;
  readonly #onStatus: (status: XfsStatus) => void;
  readonly #versions: ReadonlyMap<string, readonly string[]>;
  #status: XfsStatus = {};
  #thresholds: PaperLevels = {};
  #storage: StorageUnits | null = null;
  /** Changes that only a question showed, since an event told one. */
  #untold = 0;
  #heard = false;
  #seen = false;

  private constructor(connection: XfsConnection, capabilities: XfsCapabilities, options: ServiceOptions) {
    this.#connection = connection;
    this.capabilities = capabilities;
    this.#onStatus = options.onStatus ?? (() => undefined);
    this.#versions = new Map(
      capabilities.interfaces.flatMap(({ commands }) =>
        Object.entries(commands ?? {}).map(([name, { versions }]) => [name, versions] as const),
      ),
    );
    connection.cancelVersion = this.versionOf(common.cancel) ?? connection.cancelVersion;
  }

  /** Connects, learns the capabilities, sets the versions and takes the first status. */
  static async open(options: ServiceOptions): Promise<Result<XfsService, TransportError>> {
    let service: XfsService | null = null;
    const connected = await XfsConnection.open({
      ...options,
      onUnsolicited: (event) => {
        service?.take(event);
        options.onUnsolicited?.(event);
      },
    });
    if (!connected.ok) return connected;
    const connection = connected.value;
    const learnt = await learn(connection);
    if (learnt === null) {
      await connection.close();
      return fail({ kind: 'io', message: 'the service does not tell its capabilities' });
    }
    service = new XfsService(connection, learnt, options);
    // A service without it, or one that refuses it, speaks what it likes: completions are checked anyway.
    await service.run(common.setVersions, majorsOf(service), { timeoutMs: ASK_MS });
    const first = await service.refresh();
    if (first.kind === 'success') return ok(service);
    await connection.close();
    return fail({ kind: 'io', message: 'the service does not tell its status' });
  }

  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  get quirks(): Quirks {
    return this.#connection.quirks;
  }

  get generation(): 1 | 2 {
    return this.#connection.generation;
  }

  get status(): XfsStatus {
    return this.#status;
  }

  /** What `Storage.GetStorage` said, with its events laid over; null where nobody asked. */
  get storage(): StorageUnits | null {
    return this.#storage;
  }

  /** Its events say what changes: listed, or heard on this connection, and not found wanting since. */
  get tellsChanges(): boolean {
    const listed = this.capabilities.interfaces.some(({ events }) => events?.[common.statusChangedEvent.name]);
    return (listed || this.#heard) && this.#untold < TRUST;
  }

  stored(units: StorageUnits): void {
    this.#storage = units;
    this.#onStatus(this.#status);
  }

  get identity(): ServiceIdentity {
    return identityOf(this.capabilities);
  }

  /** The exact text of the newest version both sides know, or null. */
  versionOf(spec: { readonly name: string; readonly commandMajors: readonly number[] }): string | null {
    const listed = this.#versions.get(spec.name) ?? [];
    const usable = listed.filter((version) => spec.commandMajors.includes(majorOf(version)));
    return usable.toSorted((a, b) => majorOf(b) - majorOf(a))[0] ?? null;
  }

  async run<P, R>(spec: CommandSpec<P, R>, payload: P, options: Omit<RunOptions, 'version'>): Promise<Answer<R>> {
    const version = this.versionOf(spec);
    if (version === null) return { kind: 'notSent', why: 'unsupported' };
    return this.#connection.run(spec, payload, { ...options, version });
  }

  /** Asks for the whole status; it replaces whatever deltas said. */
  async refresh(): Promise<Answer<XfsStatus>> {
    const answer = await this.#connection.run(
      common.status,
      {},
      { version: this.versionOf(common.status) ?? (this.generation === 1 ? '1.0' : '2.0'), timeoutMs: ASK_MS },
    );
    if (answer.kind === 'success') {
      const status = withThresholds(answer.value, this.#thresholds);
      // One may be on its way while we ask; two in a row are not.
      if (this.#seen && evidenceOf(status) !== evidenceOf(this.#status)) this.#untold += 1;
      this.#seen = true;
      this.#status = status;
      this.#onStatus(this.#status);
    }
    return answer;
  }

  /** Cancels everything of this connection first: a reset would wait behind a waiting read. */
  async reset<P, R>(spec: CommandSpec<P, R>, payload: P, timeoutMs: number): Promise<Answer<R>> {
    await this.#connection.cancel(null);
    return this.run(spec, payload, { timeoutMs });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  private take(event: EnvelopeOf<'unsolicited'>): void {
    for (const spec of [storage.storageChangedEvent, storage.storageThresholdEvent, storage.countsChangedEvent]) {
      const units = payloadOf(spec, event);
      const all = units && storage.unitsSchema.safeParse(mergeStatus(this.#storage ?? {}, units));
      if (all?.success) this.#storage = all.data;
    }
    const delta = statusIn(event);
    if (delta === null) return;
    this.#thresholds = { ...this.#thresholds, ...delta.printer?.paper };
    this.#heard = true;
    this.#untold = 0;
    const merged = common.statusSchema.safeParse(mergeStatus(this.#status, delta));
    if (!merged.success) return;
    this.#status = merged.data;
    this.#onStatus(this.#status);
  }
}
