import type { Clock, DeviceClass, DeviceEvent, DeviceStatus } from '../../drivers/contract/index.ts';
import { type Channel, typedChannel } from '../channel/channel.ts';
import {
  type DeviceHostToTerminal,
  type DeviceRequest,
  terminalToDeviceHostSchema,
} from '../contract/device-messages.ts';
import { attachDevices, type Binding } from './attached-devices.ts';
import { execute } from './execute.ts';

/** Statuses are repeated this often, so that the terminal sees them age when this process hangs. */
const REPEAT_STATUS_MS = 3000;

export interface DeviceHost {
  /** Serves one terminal; a new one replaces it and cancels what the old one had running. */
  connect(channel: Channel): void;
  stop(): Promise<void>;
}

/** Owns every device of the machine: which are fitted, one lock each wire, one completion for each request. */
export function startDeviceHost(options: {
  binding: Binding;
  clock: Clock;
  onRefused: (path: string) => void;
}): DeviceHost {
  const { binding, clock } = options;
  let client: { send(message: DeviceHostToTerminal): void } | null = null;
  let running = new Map<string, AbortController>();

  const broadcast = () =>
    client?.send({ kind: 'status', statuses: devices.all.map((device) => device.status()), now: clock.now() });
  const seen = new Map<DeviceClass, string>();
  const devices = attachDevices(binding, {
    clock,
    onEvent: (event: DeviceEvent) => client?.send({ kind: 'event', event, now: clock.now() }),
    onStatus: (status: DeviceStatus) => {
      const { observedAt: _, evidence: __, ...axes } = status;
      const text = JSON.stringify(axes);
      if (seen.get(status.deviceClass) === text) return;
      seen.set(status.deviceClass, text);
      broadcast();
    },
  });

  async function serve(request: DeviceRequest): Promise<void> {
    const owner = client;
    const abort = new AbortController();
    running.set(request.id, abort);
    const completion = await execute(devices, request, {
      signal: abort.signal,
      now: () => clock.now(),
      onProgress: (progress) => owner?.send({ kind: 'progress', id: request.id, progress }),
    });
    running.delete(request.id);
    owner?.send(
      completion.ok
        ? { kind: 'completion', id: request.id, ok: true, value: completion.value ?? null, effect: completion.effect }
        : { kind: 'failure', id: request.id, error: completion.error },
    );
  }

  for (const device of devices.all) device.start();
  const repeat = setInterval(broadcast, REPEAT_STATUS_MS);

  return {
    connect(channel) {
      for (const abort of running.values()) abort.abort();
      running = new Map();
      const typed = typedChannel<typeof terminalToDeviceHostSchema, DeviceHostToTerminal>(
        channel,
        terminalToDeviceHostSchema,
        ({ path }) => options.onRefused(path),
      );
      client = typed;
      typed.onMessage((message) => {
        switch (message.kind) {
          case 'cancel':
            running.get(message.id)?.abort();
            return;
          case 'occupied':
            devices.occupied = message.occupied;
            return;
          default:
            void serve(message);
        }
      });
      typed.onClose(() => {
        if (client !== typed) return;
        client = null;
        // Nobody waits for the card any more: the field goes off. Papers in motion are finished, never cut.
        for (const abort of running.values()) abort.abort();
      });
      broadcast();
    },
    async stop() {
      clearInterval(repeat);
      for (const abort of running.values()) abort.abort();
      await Promise.all(devices.all.map((device) => device.stop()));
    },
  };
}
