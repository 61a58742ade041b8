import http, { type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Clock, type DeviceEvent, fail, ok, type Result, systemClock } from '../../contract/index.ts';
import type { Payload } from '../generation-one.ts';
import { MAX_MESSAGE_BYTES } from '../limits.ts';
import type { Audit } from './audit.ts';
import { commonCommands, LONGEST_QUEUE, publisherCommands } from './common-commands.ts';
import { Doorkeeper, type Refused, serviceNameIn, statusOf } from './doorkeeper.ts';
import { Doorstep } from './doorstep.ts';
import type { Lease } from './lease.ts';
import { ServiceQueue } from './queue.ts';
import { commandsOf, type ServedService } from './served.ts';
import { type Endpoint, FacadeSession } from './session.ts';
import { StatusWatch } from './status-watch.ts';

export interface FacadeOptions {
  /** 0 takes any free one (tests). */
  readonly port: number;
  readonly secret: string;
  readonly services: readonly ServedService[];
  readonly lease: Lease;
  readonly audit: Audit;
  readonly clock?: Clock;
  /** How often statuses are compared and connections probed. Milliseconds. */
  readonly statusEveryMs?: number;
  readonly heartbeatMs?: number;
  /** Whoever has not shown a whole request by then is cut off. Milliseconds. */
  readonly knockMs?: number;
}

export interface Facade {
  readonly port: number;
  /** Something may have changed: clients hear of it now, not at the next comparison. */
  look(): void;
  /** An event of a device: clients of its service hear of it in the standard's words. */
  tell(event: DeviceEvent): void;
  close(): Promise<void>;
}

const STATUS_EVERY_MS = 500;
const HEARTBEAT_MS = 15_000;
const MOST_CONNECTIONS = 16;
/** Those that still knock or are held back. */
const MOST_KNOCKING = 48;
const KNOCK_MS = 5_000;

/** Serves our devices as XFS4IoT services on this machine's loopback, to whoever knows this installation's secret. */
export async function startFacade(options: FacadeOptions): Promise<Result<Facade, string>> {
  const { secret, services, lease, audit, clock = systemClock } = options;
  const stopped = new AbortController();
  const doorkeeper = new Doorkeeper(secret, clock);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
  const doorstep = new Doorstep(MOST_KNOCKING);
  const knockMs = options.knockMs ?? KNOCK_MS;
  // Node looks for late callers every 30 s unless told.
  const patience = { requestTimeout: knockMs, headersTimeout: knockMs, connectionsCheckingInterval: knockMs / 5 };
  const server = http.createServer(patience, (_, response) => {
    audit({ act: 'connectionRefused', why: 'notUpgrade' });
    response.writeHead(statusOf('notUpgrade'), { connection: 'close' }).end();
  });
  server.on('connection', (socket) => doorstep.arrive(socket));
  const sessions = new Map<FacadeSession, string>();
  const alive = new Map<WebSocket, boolean>();
  const portOf = (): number => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  const tellAll = (name: string) => (event: string, payload: Payload) => {
    for (const [session, of] of sessions) if (of === name) session.tell(event, payload);
  };
  const endpoints = new Map<string, Endpoint>([
    [
      '',
      {
        service: null,
        commands: publisherCommands(
          services.map(({ name }) => name),
          portOf,
        ),
        queue: new ServiceQueue(clock, LONGEST_QUEUE),
        broadcast: tellAll(''),
      },
    ],
    ...services.map((service): [string, Endpoint] => [
      service.name,
      {
        service,
        commands: [...commonCommands(service, () => clock.now()), ...commandsOf(service)],
        queue: new ServiceQueue(clock, LONGEST_QUEUE),
        broadcast: tellAll(service.name),
      },
    ]),
  ]);

  async function refuse(socket: Duplex, why: Refused): Promise<void> {
    audit({ act: 'connectionRefused', why });
    socket.on('error', () => socket.destroy());
    if (why === 'secret' && !(await doorkeeper.holdBack(stopped.signal))) {
      socket.destroy();
      return;
    }
    socket.end(`HTTP/1.1 ${statusOf(why)} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const name = serviceNameIn(request);
    const endpoint = name === null ? undefined : endpoints.get(name);
    const refused = doorkeeper.examine(request, portOf()) ?? (endpoint ? null : 'path');
    if (refused !== null || endpoint === undefined || name === null) {
      void refuse(socket, refused ?? 'path');
      return;
    }
    if (sessions.size >= MOST_CONNECTIONS) {
      void refuse(socket, 'full');
      return;
    }
    doorstep.letIn(socket);
    sockets.handleUpgrade(request, socket, head, (client) => {
      const session = new FacadeSession(client, endpoint, lease, audit);
      sessions.set(session, name);
      alive.set(client, true);
      audit({ act: 'connected', service: name === '' ? 'ServicePublisher' : name });
      client.on('pong', () => alive.set(client, true));
      client.on('error', () => client.terminate());
      client.on('close', () => {
        sessions.delete(session);
        alive.delete(client);
        audit({ act: 'disconnected', service: name === '' ? 'ServicePublisher' : name });
      });
    });
  });

  const statuses = new StatusWatch(services, (name, event, payload) => tellAll(name)(event, payload));
  const look = () => statuses.look(clock.now());

  /** Most changes are told by `look`; that a status grew stale nobody tells. */
  async function watchStatuses(): Promise<void> {
    for (;;) {
      await clock.delay(options.statusEveryMs ?? STATUS_EVERY_MS, stopped.signal);
      if (stopped.signal.aborted) return;
      look();
    }
  }

  async function probe(): Promise<void> {
    for (;;) {
      await clock.delay(options.heartbeatMs ?? HEARTBEAT_MS, stopped.signal);
      if (stopped.signal.aborted) return;
      for (const [client, answered] of alive) {
        if (!answered) client.terminate();
        else {
          alive.set(client, false);
          client.ping();
        }
      }
    }
  }

  const listening = await new Promise<Result<void, string>>((resolve) => {
    server.once('error', (error) => {
      const code = 'code' in error ? String(error.code) : 'unknown error';
      resolve(fail(`the XFS4IoT facade cannot listen on port ${options.port} (${code})`));
    });
    server.listen(options.port, '127.0.0.1', () => resolve(ok(undefined)));
  });
  if (!listening.ok) return listening;
  look();
  void watchStatuses();
  void probe();

  return ok({
    port: portOf(),
    look,
    tell(event) {
      for (const service of services) {
        if (service.deviceClass !== event.deviceClass) continue;
        for (const [name, payload] of service.told?.(event) ?? []) tellAll(service.name)(name, payload);
      }
    },
    async close() {
      stopped.abort();
      for (const client of alive.keys()) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
