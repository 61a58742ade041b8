import {
  createServer as createHttp,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer, type Server } from 'node:net';
import { type Clock, systemClock } from '../../contract/index.ts';
import { groupOf } from './attributes.ts';
import { type Cut, CutSocket } from './cut-socket.ts';
import { decodeIpp } from './decode.ts';
import { A4, PDF } from './description.ts';
import { encodeIpp } from './encode.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { type Paper, SimulatedEngine, type SimulatedJob, type SimulatedState } from './simulated-engine.ts';
import {
  boolean,
  charset,
  collection,
  enumeration,
  GROUPS,
  type IppAttribute,
  type IppGroup,
  type IppMessage,
  integer,
  keyword,
  mimeMediaType,
  nameAttribute,
  naturalLanguage,
  octets,
  text,
  uri,
} from './values.ts';

export interface IppSimulatorOptions {
  readonly clock?: Clock;
  /** Offers Create-Job and Send-Document; true unless told. */
  readonly twoSteps?: boolean;
  /** Lays pages on paper while the document is still coming in, as printers with little memory do. */
  readonly streaming?: boolean;
  /** Tells `job-impressions-completed`; some printers always say 0. */
  readonly counts?: boolean;
  /** Forgets jobs as soon as they have ended. */
  readonly forgets?: boolean;
  readonly formats?: readonly string[];
  readonly version?: '1.1' | '2.0';
  /** Further printer attributes; they replace those of the same name. */
  readonly attributes?: readonly IppAttribute[];
}

/** What goes wrong with an operation; each for so many requests, Infinity for ever. */
export interface IppTrouble {
  readonly kind:
    | { readonly status: number }
    | { readonly http: number }
    | 'garbage'
    | 'wrongRequestId'
    | 'stall'
    /** Says that it is busy, and prints all the same. */
    | 'busyButTakes'
    /** The job vanishes when its document was taken and before the answer: switched off and on. */
    | 'powerCut';
  times: number;
}

const STATE_CODES: Readonly<Record<SimulatedState, number>> = {
  incoming: 3,
  pending: 3,
  processing: 5,
  canceled: 7,
  aborted: 8,
  completed: 9,
};
const operationName = (code: number): Operation | null => {
  const found = Object.entries(OPERATIONS).find(([, value]) => value === code);
  return found ? (found[0] as Operation) : null;
};

/** An office printer: IPP over HTTP on a real TCP port of 127.0.0.1, an engine with paper, and troubles to script. */
export class IppPrinterSimulator {
  readonly engine: SimulatedEngine;
  readonly troubles = new Map<Operation, IppTrouble>();
  /** The operation, bytes received and bytes answered of every connection so far. */
  readonly connections: { operation: Operation | null; socket: CutSocket }[] = [];
  readonly requests: { operation: Operation; job: readonly IppAttribute[] }[] = [];
  cut: Cut | null = null;
  accepting = true;
  readonly #options: IppSimulatorOptions;
  readonly #clock: Clock;
  readonly #http: HttpServer;
  #server: Server | null = null;
  #port = 0;
  #jobs = new Map<number, SimulatedJob>();
  #nextJob = 1;
  #startedAt: number;

  constructor(options: IppSimulatorOptions = {}) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#startedAt = this.#clock.now();
    this.engine = new SimulatedEngine(this.#clock);
    this.#http = createHttp({ keepAliveTimeout: 1_000 });
    this.#http.on('request', (request, response) => this.#serve(request, response));
    this.#http.on('checkContinue', (request, response) => {
      if (this.expectRefused) {
        response.writeHead(417).end();
        return;
      }
      response.writeContinue();
      this.#serve(request, response);
    });
  }

  /** Embedded servers that do not know `Expect: 100-continue`. */
  expectRefused = false;

  get uri(): string {
    return `ipp://127.0.0.1:${this.#port}/ipp/print`;
  }

  get papers(): readonly Paper[] {
    return this.engine.papers;
  }

  get jobs(): readonly SimulatedJob[] {
    return [...this.#jobs.values()];
  }

  /** Listens; the same port again after `hangUp`. */
  async listen(): Promise<string> {
    const server = createServer({ noDelay: true }, (socket) => {
      const number = this.connections.length;
      const wire = new CutSocket(socket, this.cut?.connection === number ? this.cut : null);
      this.connections.push({ operation: null, socket: wire });
      this.#http.emit('connection', wire);
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (typeof address === 'object' && address) this.#port = address.port;
    return this.uri;
  }

  /** Off the network: connections are dropped, new ones refused. */
  async hangUp(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    for (const { socket } of this.connections) socket.destroy();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Switched off and on: jobs and their numbers are forgotten, paper stays. */
  powerCut(): void {
    for (const { socket } of this.connections) socket.destroy();
    this.engine.powerCut();
    this.#jobs = new Map();
    this.#nextJob = 1;
    this.#startedAt = this.#clock.now();
  }

  async close(): Promise<void> {
    await this.hangUp();
    this.#http.close();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    let incoming: Incoming | null = null;
    request.on('data', (chunk: Buffer) => {
      if (incoming) return incoming.more(chunk);
      chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      const decoded = decodeIpp(bytes);
      if (!decoded.ok) return;
      const connection = this.connections.find(({ socket }) => Object.is(socket, request.socket));
      const operation = operationName(decoded.value.message.code);
      if (connection) connection.operation = operation;
      incoming = this.#begin(decoded.value.message, operation, response);
      incoming.more(bytes.subarray(decoded.value.documentOffset));
    });
    request.on('end', () => incoming?.whole());
    // The connection broke before the whole request was here.
    request.on('close', () => {
      if (!request.complete) incoming?.broken();
    });
    request.on('error', () => undefined);
    response.on('error', () => undefined);
  }

  #begin(message: IppMessage, operation: Operation | null, response: ServerResponse): Incoming {
    const answer = (status: number, ...groups: IppGroup[]) => this.#answer(message, response, status, groups);
    if (operation) {
      const job = message.groups.find(({ tag }) => tag === GROUPS.job)?.attributes ?? [];
      this.requests.push({ operation, job });
    }
    const [major] = message.version;
    if (major > Number(this.#options.version?.[0] ?? 2)) return afterwards(() => answer(0x0503));
    if (operation === null) return afterwards(() => answer(0x0501));
    const trouble = this.troubles.get(operation);
    if (trouble && trouble.times > 0) {
      trouble.times -= 1;
      return this.#troubled(trouble, message, operation, response);
    }
    return this.#handle(message, operation, answer);
  }

  #troubled({ kind }: IppTrouble, message: IppMessage, operation: Operation, response: ServerResponse): Incoming {
    const status = (code: number) => this.#answer(message, response, code, []);
    if (kind === 'stall') return afterwards(() => undefined);
    if (kind === 'garbage') {
      return afterwards(() => {
        response.writeHead(200, { 'Content-Type': 'application/ipp' }).end('\u0002\u0000not IPP at all');
      });
    }
    if (typeof kind === 'object') {
      return afterwards(() => {
        if ('status' in kind) status(kind.status);
        else response.writeHead(kind.http, { Location: '/elsewhere' }).end();
      });
    }
    if (kind === 'wrongRequestId') {
      const answer = (code: number, ...groups: IppGroup[]) =>
        this.#answer({ ...message, requestId: message.requestId + 1 }, response, code, groups);
      return this.#handle(message, operation, answer);
    }
    return this.#handle(message, operation, () => {
      if (kind === 'powerCut') this.powerCut();
      else status(0x0507);
    });
  }

  #handle(message: IppMessage, operation: Operation, answer: Answer): Incoming {
    const asked = groupOf(message, 'operation');
    const job = this.#jobs.get(asked.integer('job-id') ?? 0);
    const wrongFormat =
      asked.has('document-format') && !this.#formats().includes(asked.string('document-format') ?? '');
    if (wrongFormat) {
      const attributes = [mimeMediaType('document-format', asked.string('document-format') ?? '')];
      return afterwards(() => answer(0x040b, { tag: GROUPS.unsupported, attributes }));
    }
    switch (operation) {
      case 'getPrinterAttributes':
        return afterwards(() =>
          answer(0, { tag: GROUPS.printer, attributes: this.#printer(asked.strings('requested-attributes')) }),
        );
      case 'validateJob':
        return afterwards(() => answer(this.accepting ? 0 : 0x0506));
      case 'createJob':
        return afterwards(() => {
          if (this.#taken()) return answer(0x0507);
          const created = this.#create(message);
          return answer(0, { tag: GROUPS.job, attributes: this.#job(created) });
        });
      case 'printJob':
        if (this.#taken()) return afterwards(() => answer(0x0507));
        return this.#receive(this.#create(message), answer);
      case 'sendDocument':
        if (!job) return afterwards(() => answer(0x0406));
        if (job.state !== 'incoming') return afterwards(() => answer(0x0404));
        return this.#receive(job, answer);
      case 'getJobAttributes':
        return afterwards(() => (job ? answer(0, { tag: GROUPS.job, attributes: this.#job(job) }) : answer(0x0406)));
      case 'getJobs': {
        const ended = asked.string('which-jobs') === 'completed';
        const wanted = this.jobs.filter((one) => STATE_CODES[one.state] >= 7 === ended).reverse();
        const groups = wanted.map((one) => ({ tag: GROUPS.job, attributes: this.#job(one) }));
        return afterwards(() => answer(0, ...groups));
      }
      case 'cancelJob':
        return afterwards(() => {
          if (!job) return answer(0x0406);
          if (STATE_CODES[job.state] >= 7) return answer(0x0404);
          this.engine.end(job, 'canceled', 'job-canceled-by-user');
          this.#forget(job);
          return answer(0);
        });
    }
  }

  /** One job at a time, like ippeveprinter and small printers. */
  #taken(): boolean {
    return this.engine.busy || this.jobs.some(({ state }) => state === 'incoming');
  }

  #create(message: IppMessage): SimulatedJob {
    const job: SimulatedJob = {
      id: this.#nextJob,
      name: groupOf(message, 'operation').string('job-name') ?? '',
      copies: groupOf(message, 'job').integer('copies') ?? 1,
      state: 'incoming',
      reason: 'job-incoming',
      document: Buffer.alloc(0),
      pages: 0,
      printed: 0,
      startedAt: null,
    };
    this.#nextJob += 1;
    this.#jobs.set(job.id, job);
    return job;
  }

  #receive(job: SimulatedJob, answer: Answer): Incoming {
    const streaming = this.#options.streaming === true;
    return {
      more: (bytes) => {
        job.document = Buffer.concat([job.document, bytes]);
        // The first page is out as soon as its bytes are in.
        if (streaming && job.document.length > 60 && job.printed === 0) {
          job.startedAt = 1;
          job.state = 'processing';
          job.printed = 1;
        }
      },
      whole: () => {
        if (streaming) job.printed = 0;
        this.engine.start(job);
        const attributes = this.#job(job);
        this.#forget(job);
        answer(0, { tag: GROUPS.job, attributes });
      },
      broken: () => {
        this.engine.end(job, 'aborted', 'submission-interrupted');
        this.#forget(job);
      },
    };
  }

  #forget(job: SimulatedJob): void {
    if (this.#options.forgets && STATE_CODES[job.state] >= 7) this.#jobs.delete(job.id);
  }

  #answer(message: IppMessage, response: ServerResponse, status: number, groups: readonly IppGroup[]): void {
    const body = encodeIpp({
      version: message.version,
      code: status,
      requestId: message.requestId,
      groups: [
        {
          tag: GROUPS.operation,
          attributes: [charset('attributes-charset', 'utf-8'), naturalLanguage('attributes-natural-language', 'en')],
        },
        ...groups,
      ],
    });
    response.writeHead(200, { 'Content-Type': 'application/ipp', 'Content-Length': body.length }).end(body);
  }

  #formats(): readonly string[] {
    return this.#options.formats ?? [PDF, 'image/pwg-raster'];
  }

  #job(job: SimulatedJob): IppAttribute[] {
    return [
      integer('job-id', job.id),
      uri('job-uri', `${this.uri}/${job.id}`),
      nameAttribute('job-name', job.name),
      enumeration('job-state', STATE_CODES[job.state]),
      keyword('job-state-reasons', job.reason),
      integer('job-impressions-completed', this.#options.counts === false ? 0 : job.printed),
      job.startedAt === null
        ? { name: 'time-at-processing', values: [{ syntax: 'no-value' }] }
        : integer('time-at-processing', job.startedAt),
    ];
  }

  #printer(requested: readonly string[]): IppAttribute[] {
    const { sheets, reasons, stuck, busy } = this.engine;
    const operations = Object.entries(OPERATIONS).filter(
      ([name]) => this.#options.twoSteps !== false || (name !== 'createJob' && name !== 'sendDocument'),
    );
    const words = sheets > 0 && sheets <= 10 ? [...reasons, 'media-low-report'] : [...reasons];
    const own: IppAttribute[] = [
      uri('printer-uuid', 'urn:uuid:5f6b1c2e-0000-4000-8000-00000000a4a4'),
      text('printer-make-and-model', 'Simulated Office Printer'),
      enumeration('operations-supported', ...operations.map(([, code]) => code)),
      mimeMediaType('document-format-supported', ...this.#formats()),
      { name: 'copies-supported', values: [{ syntax: 'rangeOfInteger', lower: 1, upper: 99 }] },
      keyword('sides-supported', 'one-sided', 'two-sided-long-edge'),
      keyword('media-supported', A4, 'iso_a5_148x210mm'),
      keyword('media-source-supported', 'auto', 'tray-1', 'tray-2'),
      keyword('media-col-supported', 'media-size', 'media-source'),
      enumeration('printer-state', stuck ? 5 : busy ? 4 : 3),
      keyword('printer-state-reasons', ...(words.length === 0 ? ['none'] : words)),
      boolean('printer-is-accepting-jobs', this.accepting),
      integer('printer-up-time', Math.max(1, Math.round((this.#clock.now() - this.#startedAt) / 1000))),
      octets(
        'printer-input-tray',
        `type=sheetFeedAutoRemovableTray;maxcapacity=250;level=${sheets};status=0;name=tray-1;`,
      ),
      octets('printer-supply', 'index=1;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=75;'),
      collection('media-col-ready', keyword('media-source', 'tray-1')),
    ];
    const replaced = this.#options.attributes ?? [];
    const all = [...own.filter(({ name }) => !replaced.some((other) => other.name === name)), ...replaced];
    return requested.includes('all') ? all : all.filter(({ name }) => requested.includes(name));
  }
}

/** A request that is coming in. */
interface Incoming {
  more(bytes: Buffer): void;
  whole(): void;
  broken(): void;
}

type Answer = (status: number, ...groups: IppGroup[]) => void;

/** Nothing is done before the request is whole. */
const afterwards = (act: () => void): Incoming => ({ more: () => undefined, whole: act, broken: () => undefined });
