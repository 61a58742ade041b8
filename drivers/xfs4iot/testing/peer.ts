import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type PeerCommand, readCommand } from './peer-schemas.ts';
import type { PeerService } from './peer-services.ts';

type Payload = Readonly<Record<string, unknown>>;

/** How a service strays from the standard. */
export interface PeerQuirks {
  /** No acknowledge at all. */
  noAcknowledge?: boolean;
  /** Completion first, then the acknowledge. */
  acknowledgeLate?: boolean;
  /** `authorizationRequired`, as the 2021-1 schema spells it. */
  americanSpelling?: boolean;
  /** Unsolicited messages as `event` without a request, as KAL sends them. */
  unsolicitedAsEvent?: boolean;
}

/** One command in a script's hands. */
export interface PeerCall extends PeerCommand {
  readonly socket: WebSocket;
  /** Aborted by `Common.Cancel` or a dropped socket. */
  readonly canceled: AbortSignal;
  event(name: string, payload?: Payload, version?: string): void;
  complete(code?: string, payload?: Payload, version?: string): void;
}
export type PeerScript = (call: PeerCall) => void;

/**
 * An XFS4IoT host written from the published facts and without any of the product's codec: the other side to test the
 * client against. Checks every command strictly and keeps what broke the standard in `violations`.
 */
export class Peer {
  readonly violations: string[] = [];
  readonly received: PeerCommand[] = [];
  /** What clients showed to come in. */
  readonly secrets: string[] = [];
  readonly scripts = new Map<string, PeerScript>();
  quirks: PeerQuirks = {};
  readonly #server: http.Server;
  readonly #sockets = new Map<WebSocket, string>();
  readonly #services: Readonly<Record<string, PeerService>>;
  readonly #generation: 1 | 2;
  readonly #ignoresNewer: boolean;
  readonly #scheme: 'ws' | 'wss';

  private constructor(options: PeerOptions) {
    this.#services = options.services;
    this.#generation = options.generation ?? 2;
    this.#ignoresNewer = options.ignoresNewer === true;
    this.#scheme = options.tls ? 'wss' : 'ws';
    this.#server = options.tls ? https.createServer(options.tls) : http.createServer();
    const sockets = new WebSocketServer({ server: this.#server });
    sockets.on('connection', (socket, request) => {
      const service = /^\/xfs4iot\/v1\.0\/?([A-Za-z0-9]*)\/?$/.exec(request.url ?? '')?.[1] ?? '';
      this.#sockets.set(socket, service);
      if (request.headers.authorization !== undefined) this.secrets.push(request.headers.authorization);
      this.#serve(socket, service);
    });
  }

  static async start(options: PeerOptions): Promise<Peer> {
    const peer = new Peer(options);
    await new Promise<void>((resolve, reject) => {
      peer.#server.once('error', reject);
      peer.#server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return peer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  uri(service: string): string {
    return `${this.#scheme}://127.0.0.1:${this.port}/xfs4iot/v1.0${service === '' ? '' : `/${service}/`}`;
  }

  /** Answers this command by a script instead of at once with success. */
  on(name: string, script: PeerScript): void {
    this.scripts.set(name, script);
  }

  unsolicited(service: string, name: string, version: string, payload: Payload): void {
    const header = this.quirks.unsolicitedAsEvent
      ? { type: 'event', name, version }
      : { type: 'unsolicited', name, version, ...(this.#generation === 1 ? { requestId: 0 } : {}) };
    this.sendText(service, JSON.stringify({ header, payload }));
  }

  /** Anything at all, as it is, to every client of a service. */
  sendText(service: string, text: string | Buffer): void {
    for (const [socket, of] of this.#sockets) if (of === service) socket.send(text);
  }

  /** Takes nothing more from a service's clients, not even a ping, and says nothing. */
  freeze(service: string): void {
    for (const [socket, of] of this.#sockets) if (of === service) socket.pause();
  }

  /** Cuts every connection without a goodbye. */
  dropAll(): void {
    for (const socket of this.#sockets.keys()) socket.terminate();
    this.#sockets.clear();
  }

  async stop(): Promise<void> {
    this.dropAll();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: WebSocket, service: string): void {
    const running = new Map<number, AbortController>();
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#sockets.delete(socket);
      for (const abort of running.values()) abort.abort();
    });
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.violations.push('binary frame');
      const command = readCommand(data.toString(), this.#generation);
      const old = typeof command === 'string' && this.#generation === 1 && readCommand(data.toString(), 2);
      if (old && typeof old !== 'string') {
        if (!this.#ignoresNewer) this.#refuseNewer(socket, old);
        return;
      }
      if (typeof command === 'string') {
        this.violations.push(command);
        return;
      }
      if (running.has(command.requestId)) this.violations.push(`requestId ${command.requestId} twice`);
      this.received.push(command);
      this.#answer(socket, service, command, running);
    });
  }

  #answer(socket: WebSocket, service: string, command: PeerCommand, running: Map<number, AbortController>): void {
    const { name, requestId, version } = command;
    const abort = new AbortController();
    running.set(requestId, abort);
    const send = (header: Payload, payload: Payload = {}) => {
      const body = { header: { name, requestId, version, ...header } };
      socket.send(JSON.stringify(Object.keys(payload).length > 0 ? { ...body, payload } : body));
    };
    const acknowledge = () => send({ type: 'acknowledge' }, this.#generation === 1 ? { status: 'ok' } : {});
    const call: PeerCall = {
      ...command,
      socket,
      canceled: abort.signal,
      event: (event, payload = {}, its = '2.0') =>
        send({ type: 'event', name: event, version: this.#generation === 1 ? '1.0' : its }, payload),
      complete: (code = 'success', payload = {}, its = this.#services[service]?.completions?.[name] ?? version) => {
        running.delete(requestId);
        const word = this.quirks.americanSpelling ? code.replace('authoris', 'authoriz') : code;
        if (this.#generation === 1) send({ type: 'completion', version: its }, { ...payload, completionCode: word });
        else send({ type: 'completion', version: its, completionCode: word }, payload);
        if (this.quirks.acknowledgeLate) acknowledge();
      },
    };
    if (!this.quirks.noAcknowledge && !this.quirks.acknowledgeLate) acknowledge();
    const listed = service === '' ? ['2.0', '1.0'] : (this.#services[service]?.commands[name] ?? []);
    if (!listed.includes(version)) {
      this.violations.push(`${name} ${version} is not listed`);
      call.complete('unsupportedCommand');
      return;
    }
    const script = this.scripts.get(name);
    if (script) script(call);
    else this.#standard(service, call, running);
  }

  #standard(service: string, call: PeerCall, running: Map<number, AbortController>): void {
    const own = this.#services[service];
    switch (call.name) {
      case 'ServicePublisher.GetServices':
        call.complete('success', {
          vendorName: 'Sample',
          services: Object.keys(this.#services).map((name) => ({ serviceURI: this.uri(name) })),
        });
        return;
      case 'Common.Status':
        call.complete('success', own?.status);
        return;
      case 'Common.Capabilities':
        call.complete('success', capabilitiesOf(own));
        return;
      case 'Common.Cancel': {
        const wanted = call.payload.requestIds;
        const ids = Array.isArray(wanted) ? wanted : [...running.keys()];
        const found = ids.filter((id) => id !== call.requestId && running.has(id));
        if (found.length === 0) {
          call.complete('commandErrorCode', { errorCode: 'noMatchingRequestIDs' });
          return;
        }
        call.complete();
        for (const id of found) running.get(id)?.abort();
        return;
      }
      default:
        call.complete();
        return;
    }
  }

  /** A 2021-1 service does not know the newer envelope: it takes it for an unsupported version. */
  #refuseNewer(socket: WebSocket, { name, requestId, version }: PeerCommand): void {
    const header = { name, requestId, version };
    socket.send(JSON.stringify({ header: { ...header, type: 'acknowledge' }, payload: { status: 'ok' } }));
    const payload = { completionCode: 'unsupportedCommand' };
    socket.send(JSON.stringify({ header: { ...header, type: 'completion' }, payload }));
  }
}

export interface PeerOptions {
  readonly services: Readonly<Record<string, PeerService>>;
  readonly generation?: 1 | 2;
  /** One of generation 1 leaves a newer envelope without any answer, instead of refusing it. */
  readonly ignoresNewer?: boolean;
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

function capabilitiesOf(service: PeerService | undefined): Payload {
  const commands = Object.entries(service?.commands ?? {});
  return {
    interfaces: (service?.interfaces ?? []).map((name) => ({
      name,
      commands: Object.fromEntries(
        commands
          .filter(([command]) => command.startsWith(`${name}.`))
          .map(([command, versions]) => [command, { versions }]),
      ),
      ...eventsOf(service?.events, name),
      maximumRequests: 0,
    })),
    common: {
      deviceInformation: [
        {
          modelName: service?.model,
          serialNumber: service?.serial,
          firmware: [{ firmwareName: 'App', firmwareVersion: '1.1.2', hardwareRevision: 'A' }],
        },
      ],
    },
    ...service?.capabilities,
  };
}

const eventsOf = (events: PeerService['events'], of: string): Payload => {
  const own = Object.entries(events ?? {}).filter(([event]) => event.startsWith(`${of}.`));
  return own.length === 0 ? {} : { events: Object.fromEntries(own.map(([event, versions]) => [event, { versions }])) };
};
