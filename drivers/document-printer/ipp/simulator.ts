import {
  createServer as createHttp,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer, type Server } from 'node:net';
import { type Clock, systemClock } from '../../contract/index.ts';
import { type Cut, CutSocket } from './cut-socket.ts';
import { decodeIpp } from './decode.ts';
import { encodeIpp } from './encode.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { type Paper, SimulatedEngine, type SimulatedJob } from './simulated-engine.ts';
import { afterwards, type Incoming, SimulatedJobs } from './simulated-jobs.ts';
import { charset, GROUPS, type IppAttribute, type IppGroup, type IppMessage, naturalLanguage } from './values.ts';

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
  /** Lays down and completes what it got of a document that broke off, as ippeveprinter does. */
  readonly lenient?: boolean;
  /** Tells ended jobs oldest first. */
  readonly oldestFirst?: boolean;
  /** Tells no more jobs than this of a list, whatever is asked. */
  readonly tellsAtMost?: number;
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
  readonly #options: IppSimulatorOptions;
  readonly #jobs: SimulatedJobs;
  readonly #http: HttpServer;
  #server: Server | null = null;
  #port = 0;

  constructor(options: IppSimulatorOptions = {}) {
    this.#options = options;
    const clock = options.clock ?? systemClock;
    this.engine = new SimulatedEngine(clock);
    this.#jobs = new SimulatedJobs(options, this.engine, clock, () => this.uri);
    this.#http = createHttp({ keepAliveTimeout: 5_000 });
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

  /** Leaves an attribute of a job away at that operation, and says so. */
  set ignores(ignores: { readonly at: Operation; readonly name: string } | null) {
    this.#jobs.ignores = ignores;
  }

  /** Keeps the names of jobs to itself from here on, as printers do that take us for somebody else than their owner. */
  set namesHidden(hidden: boolean) {
    this.#jobs.namesHidden = hidden;
  }

  /** Takes jobs; set to false by a person at its panel. */
  set accepting(accepting: boolean) {
    this.#jobs.accepting = accepting;
  }

  /** So many documents of ours came out of it before. */
  printedBefore(count: number): void {
    this.#jobs.printedBefore(count);
  }

  get jobs(): readonly SimulatedJob[] {
    return this.#jobs.all;
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
    this.#jobs.powerCut();
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
    return this.#jobs.handle(message, operation, answer);
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
      return this.#jobs.handle(message, operation, answer);
    }
    return this.#jobs.handle(message, operation, () => {
      if (kind === 'powerCut') this.powerCut();
      else status(0x0507);
    });
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
}
