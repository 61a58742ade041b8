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
import { type DeviceHostToTerminal, terminalToDeviceHostSchema } from '../contract/device-messages.ts';
import { attachDevices, type Binding } from './attached-devices.ts';
import type { ConfigurationCheck } from './configuration-check.ts';
import { execute } from './execute.ts';
import { type PortraitDecoder, portraitDecoder } from './portrait-decoder.ts';
import { RunningRequests } from './running-requests.ts';
import { TerminalNotes } from './terminal-notes.ts';
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
  let requests: RunningRequests | null = null;

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
  const steps = new TerminalNotes(clock);
  const desk = new VendorModeDesk({
    clock,
    onWish: (word) => {
      client?.send({ kind: 'vendorMode', word });
      return client !== null;
    },
    onQuiet: () => client?.send({ kind: 'vendorMode', word: 'quiet' }),
  });
  let stopped = false;

  const requestsOf = (terminal: { send(message: DeviceHostToTerminal): void }) =>
    new RunningRequests({
      send: (message) => terminal.send(message),
      execute: (request, more) =>
        execute(devices, request, { ...more, now: () => clock.now(), portraits, checkConfiguration }),
      onStep: (id, step) =>
        steps.ask(id, () => {
          terminal.send({ kind: 'documentStep', id, step });
          return terminal === client;
        }),
    });
  /** Of the one that was there: nobody can say that the machine is free, nobody looks, and nobody writes down what is done. */
  const terminalWent = () => {
    requests?.terminalWent();
    watch.look(null);
    lease.occupied = true;
    desk.outside();
    book.terminalWent();
    steps.terminalWent();
  };

  for (const device of devices.all) device.start();
  const repeat = setInterval(broadcast, REPEAT_STATUS_MS);

  return {
    connect(channel) {
      const typed = typedChannel<typeof terminalToDeviceHostSchema, DeviceHostToTerminal>(
        channel,
        terminalToDeviceHostSchema,
        ({ path }) => options.onRefused(path),
      );
      client = typed;
      terminalWent();
      const mine = requestsOf(typed);
      requests = mine;
      book.terminalCame();
      typed.onMessage((message) => {
        switch (message.kind) {
          case 'cancel':
            mine.callOff(message.id);
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
            void mine.serve(message);
        }
      });
      typed.onClose(() => {
        if (client !== typed) return;
        client = null;
        terminalWent();
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
      requests?.terminalWent();
      await Promise.all(devices.all.map((device) => device.stop()));
    },
  };
}
