import type { Direction, Subject } from '../../conformance/check.ts';
import { Holdings } from '../../conformance/counting.ts';
import { type Clock, type Device, type DeviceClass, systemClock } from '../../contract/index.ts';
import { Peer } from './peer.ts';
import type { PeerService } from './peer-services.ts';

/** Everybody's time runs this much faster than the sockets', so that seconds of waiting cost little. */
export const FASTER = 10;
const clock: Clock = {
  now: () => systemClock.now() * FASTER,
  delay: (milliseconds, signal) => systemClock.delay(milliseconds / FASTER, signal),
};
const PATIENCE = { acknowledgeMs: 5_000, graceMs: 3_000, cancelMs: 3_000, connectMs: 1_000, heartbeatMs: 4_000 };

/** A host that can be pulled out and plugged in again on the same port. */
export class Plug {
  peer: Peer | null = null;
  port = 0;
  readonly #service: PeerService;
  readonly #script: (peer: Peer) => void;

  constructor(service: PeerService, script: (peer: Peer) => void) {
    this.#service = service;
    this.#script = script;
  }

  async in(): Promise<void> {
    if (this.peer) return;
    this.peer = await Peer.start({ services: { Device: this.#service }, port: this.port });
    this.port = this.peer.port;
    this.#script(this.peer);
  }

  async out(): Promise<void> {
    await this.peer?.stop();
    this.peer = null;
    // The client's end of the socket hears of it in the next turns.
    await systemClock.delay(5);
  }
}

export async function plugged(service: PeerService, script: (peer: Peer) => void): Promise<Plug> {
  const plug = new Plug(service, script);
  await plug.in();
  return plug;
}

/** A subject whose host is stopped by `close`. */
export type PeerSubject<D extends Device> = Subject<D> & { close(): Promise<void> };

type Acts = Partial<Record<Direction, () => void | Promise<void>>>;

/** One driver and its host; everything is pulled, frozen and started again on real sockets. */
export function subject<D extends Device>(
  deviceClass: DeviceClass,
  plug: Plug,
  cycles: number,
  parts: {
    readonly acts: Acts;
    readonly reset?: () => void;
    readonly papers?: () => number;
    readonly lights?: () => number;
    readonly lacks?: readonly Direction[];
    readonly create: (link: { address: string; clock: Clock; patience: typeof PATIENCE }) => D;
  },
): PeerSubject<D> {
  const holdings = new Holdings();
  const driverClock = holdings.clock(clock);
  const acts: Acts = {
    unplug: () => plug.out(),
    'plug-in': () => plug.in(),
    'send-garbage': () => {
      for (const text of ['{', '\u0000', '{"header":{"type":"event"}}', Buffer.from([0xff, 0])])
        plug.peer?.sendText('Device', text);
    },
    'silent-death': () => plug.peer?.freeze('Device'),
    ...parts.acts,
  };
  return {
    deviceClass,
    peer: 'simulator',
    clock,
    cycles,
    settleMs: 500,
    lacks: parts.lacks ?? [],
    close: () => plug.out(),
    stage: {
      direct: async (direction) => {
        await acts[direction]?.();
        return acts[direction] !== undefined;
      },
      countPapers: async () => parts.papers?.() ?? null,
      ...(parts.lights ? { countLights: async () => parts.lights?.() ?? null } : {}),
      reset: async () => {
        parts.reset?.();
        // A frozen socket stays frozen: the next check needs a host that lives.
        await plug.out();
        await plug.in();
      },
    },
    held: () => holdings.count(),
    create: () =>
      parts.create({
        address: `ws://127.0.0.1:${plug.port}/xfs4iot/v1.0/Device`,
        clock: driverClock,
        patience: PATIENCE,
      }),
  };
}
