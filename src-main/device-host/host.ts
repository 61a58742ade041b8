import {
  type AuxiliariesSnapshot,
  type Clock,
  type DeviceClass,
  type DeviceEvent,
  type DeviceStatus,
  fail,
  failed,
  ok,
  type Result,
} from '../../drivers/contract/index.ts';
import { type Facade, type FacadeAct, VendorModeDesk } from '../../drivers/xfs4iot/facade/index.ts';
import { type Channel, typedChannel } from '../channel/channel.ts';
import type { NorthboundConfig } from '../contract/config-northbound.ts';
import {
  type DeviceHostToTerminal,
  type DeviceRequest,
  terminalToDeviceHostSchema,
} from '../contract/device-messages.ts';
import { attachDevices, type Binding } from './attached-devices.ts';
import type { ConfigurationCheck } from './configuration-check.ts';
import { DocumentSteps } from './document-steps.ts';
import { CALLED_OFF, execute } from './execute.ts';
import { type PortraitDecoder, portraitDecoder } from './portrait-decoder.ts';
import { TrafficWatch } from './traffic-watch.ts';
import { GuestBook } from './xfs4iot/guest-book.ts';
import { type ReceiptExit, startNorthbound } from './xfs4iot/northbound.ts';
import { SessionLease } from './xfs4iot/session-lease.ts';

/** Statuses are repeated this often, so that the terminal sees them age when this process hangs. */
const REPEAT_STATUS_MS = 3000;

export interface DeviceHost {
  /** Serves one terminal; a new one replaces it and cancels what the old one had running. */
  connect(channel: Channel): void;
  /**
   * Lends devices to other programs of this machine, as configured; null when that is turned off. `audit` hears of
   * everything they asked, also of what was refused.
   */
  serveGuests(options: {
    config: NorthboundConfig;
    dataDirectory: string;
    exit?: ReceiptExit | undefined;
    audit: (act: FacadeAct) => void;
  }): Promise<Result<{ port: number } | null, string>>;
  stop(): Promise<void>;
}

const noFile: ConfigurationCheck = async () =>
  failed('unsupportedCommand', 'no-file', 'this device host was started without a configuration file');

/** Owns every device of the machine: which are fitted, one lock each wire, one completion for each request. */
export function startDeviceHost(options: {
  binding: Binding;
  clock: Clock;
  onRefused: (path: string) => void;
  /** Makes pictures of cards' photos; without it no photo is asked for. */
  portraits?: PortraitDecoder;
  /** Left out where there is no file. */
  checkConfiguration?: ConfigurationCheck;
}): DeviceHost {
  const { binding, clock, portraits = portraitDecoder(undefined), checkConfiguration = noFile } = options;
  let facade: Facade | null = null;
  let client: { send(message: DeviceHostToTerminal): void } | null = null;
  let running = new Map<string, AbortController>();

  const broadcast = () =>
    client?.send({ kind: 'status', statuses: devices.all.map((device) => device.status()), now: clock.now() });
  const seen = new Map<DeviceClass, string>();
  let inputs: AuxiliariesSnapshot | null = null;
  const devices = attachDevices(binding, {
    clock,
    onEvent: (event: DeviceEvent) => {
      client?.send({ kind: 'event', event, now: clock.now() });
      facade?.tell(event);
    },
    onInputs: (now) => {
      inputs = now;
      client?.send({ kind: 'inputs', inputs });
    },
    onKey: (key) => client?.send({ kind: 'key', key }),
    onStatus: (status: DeviceStatus) => {
      const { observedAt: _, evidence: __, source: ___, ...axes } = status;
      const text = JSON.stringify(axes);
      if (seen.get(status.deviceClass) === text) return;
      seen.set(status.deviceClass, text);
      broadcast();
      facade?.look();
    },
  });

  const watch = new TrafficWatch(
    (deviceClass) => (deviceClass === 'camera' ? null : (binding[deviceClass]?.traffic ?? null)),
    (deviceClass, traffic) => client?.send({ kind: 'traffic', deviceClass, traffic }),
  );
  const lease = new SessionLease();
  // Nobody can say that the machine is free until a terminal does.
  lease.occupied = true;
  const book = new GuestBook({
    clock,
    tell: (act) => {
      client?.send(act);
      return client !== null;
    },
    mayBegin: () => !lease.occupied,
  });
  const steps = new DocumentSteps(clock);
  const desk = new VendorModeDesk({
    clock,
    onWish: (word) => {
      client?.send({ kind: 'vendorMode', word });
      return client !== null;
    },
    onQuiet: () => client?.send({ kind: 'vendorMode', word: 'quiet' }),
  });
  let stopped = false;

  async function serve(request: DeviceRequest): Promise<void> {
    const owner = client;
    const abort = new AbortController();
    running.set(request.id, abort);
    const completion = await execute(devices, request, {
      signal: abort.signal,
      now: () => clock.now(),
      portraits,
      checkConfiguration,
      onProgress: (progress) => owner?.send({ kind: 'progress', id: request.id, progress }),
      onStep: (step) =>
        steps.ask(request.id, () => {
          owner?.send({ kind: 'documentStep', id: request.id, step });
          return owner !== null && owner === client;
        }),
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
      watch.look(null);
      lease.occupied = true;
      desk.outside();
      book.terminalWent();
      steps.terminalWent();
      book.terminalCame();
      typed.onMessage((message) => {
        switch (message.kind) {
          case 'cancel':
            running.get(message.id)?.abort(CALLED_OFF);
            return;
          case 'occupied':
            lease.occupied = message.occupied;
            return;
          case 'vendorMode':
            desk[message.step]();
            return;
          case 'watchTraffic':
            watch.look(message.deviceClass);
            return;
          case 'stepNoted':
            steps.noted(message.id, message.noted);
            return;
          case 'guestNoted':
            book.noted(message.id, message.noted);
            return;
          default:
            void serve(message);
        }
      });
      typed.onClose(() => {
        if (client !== typed) return;
        client = null;
        watch.look(null);
        lease.occupied = true;
        desk.outside();
        book.terminalWent();
        steps.terminalWent();
        // Nobody waits for the card any more: the field goes off. Papers in motion are finished, never cut.
        for (const abort of running.values()) abort.abort();
      });
      broadcast();
      if (inputs !== null) client.send({ kind: 'inputs', inputs });
    },
    async serveGuests({ config, dataDirectory, exit, audit }) {
      const { idCardReader, barcodeReader, receiptPrinter, documentPrinter } = devices;
      const started = await startNorthbound({
        config,
        dataDirectory,
        devices: {
          idCardReader: idCardReader && book.lend(idCardReader),
          barcodeReader: barcodeReader && book.lend(barcodeReader),
          receiptPrinter: receiptPrinter && book.lend(receiptPrinter),
          documentPrinter: documentPrinter && book.lend(documentPrinter),
        },
        lease,
        clock,
        desk,
        exit,
        audit: (act) => {
          book.take(act);
          audit(act);
        },
      });
      if (!started.ok) return fail(started.error);
      facade = started.value;
      if (stopped) await facade?.close();
      return ok(facade && { port: facade.port });
    },
    async stop() {
      stopped = true;
      desk.stop();
      await facade?.close();
      clearInterval(repeat);
      watch.look(null);
      for (const abort of running.values()) abort.abort();
      await Promise.all(devices.all.map((device) => device.stop()));
    },
  };
}
