import {
  type BarcodeReader,
  type Clock,
  type Completion,
  type Device,
  type DeviceClass,
  type DeviceStatus,
  type DocumentPrinter,
  failed,
  type IdCardReader,
  type ReceiptPrinter,
  unreachable,
} from '../../drivers/contract/index.ts';
import { type Channel, typedChannel } from '../channel/channel.ts';
import {
  type DeviceHostToTerminal,
  type DeviceRequest,
  terminalToDeviceHostSchema,
} from '../contract/device-messages.ts';
import { Attachment } from './attachment.ts';

/** A document printer that keeps files can forget them: called at session end. */
export interface WipingDocumentPrinter extends DocumentPrinter {
  wipe(): Promise<Completion<void>>;
}

/** How each fitted class is made anew; a class left out is not fitted to this machine. */
export interface Binding {
  readonly idCardReader?: () => IdCardReader;
  readonly barcodeReader?: () => BarcodeReader;
  readonly receiptPrinter?: () => ReceiptPrinter;
  readonly documentPrinter?: () => WipingDocumentPrinter;
}

/** Statuses are repeated this often, so that the terminal sees them age when this process hangs. */
const REPEAT_STATUS_MS = 3000;

export interface DeviceHost {
  /** Serves one terminal; a new one replaces it and cancels what the old one had running. */
  connect(channel: Channel): void;
  stop(): Promise<void>;
}

/** Owns every device of the machine: which are fitted, one lock each, one completion for each request. */
export function startDeviceHost(options: {
  binding: Binding;
  clock: Clock;
  onRefused: (path: string) => void;
}): DeviceHost {
  const { binding, clock } = options;
  let client: { send(message: DeviceHostToTerminal): void } | null = null;
  let running = new Map<string, AbortController>();

  const broadcast = () =>
    client?.send({ kind: 'status', statuses: all().map((attachment) => attachment.status()), now: clock.now() });
  const attach = <D extends Device>(deviceClass: DeviceClass, create: (() => D) | undefined): Attachment<D> | null =>
    create === undefined ? null : new Attachment<D>({ deviceClass, create, clock, onStatus: onStatus(deviceClass) });
  const seen = new Map<DeviceClass, string>();
  const onStatus = (deviceClass: DeviceClass) => (status: DeviceStatus) => {
    const { observedAt: _, evidence: __, ...axes } = status;
    const text = JSON.stringify(axes);
    if (seen.get(deviceClass) === text) return;
    seen.set(deviceClass, text);
    broadcast();
  };

  const reader = attach('idCardReader', binding.idCardReader);
  const scanner = attach('barcodeReader', binding.barcodeReader);
  const receipts = attach('receiptPrinter', binding.receiptPrinter);
  const documents = attach('documentPrinter', binding.documentPrinter);
  const all = () => [reader, scanner, receipts, documents].filter((attachment) => attachment !== null);

  const run = <D extends Device, T>(
    attachment: Attachment<D> | null,
    command: (device: D) => Promise<Completion<T>>,
  ) =>
    attachment === null
      ? Promise.resolve(failed('deviceNotReady', 'notFitted', 'no device of this class is fitted'))
      : attachment.run(command);

  function execute(request: DeviceRequest, signal: AbortSignal): Promise<Completion<unknown>> {
    const progress = (value: 'waiting' | 'seen' | 'reading' | 'sent') =>
      client?.send({ kind: 'progress', id: request.id, progress: value });
    switch (request.command) {
      case 'idCard.read':
        return run(reader, (device) => device.read({ timeoutMs: request.timeoutMs, signal, onProgress: progress }));
      case 'idCard.present':
        return run(reader, (device) => device.cardPresent());
      case 'barcode.read':
        return run(scanner, (device) => device.read({ timeoutMs: request.timeoutMs, signal }));
      case 'receipt.print':
        return run(receipts, (device) =>
          device.print({ jobId: request.jobId, receipt: request.receipt, onSent: () => progress('sent') }),
        );
      case 'document.print': {
        const { jobId, title, copies } = request;
        return run(documents, (device) =>
          device.print({ jobId, title, copies, pdf: Buffer.from(request.pdfBase64, 'base64') }),
        );
      }
      case 'document.wipe':
        return run(documents, (device) => device.wipe());
      default:
        return unreachable(request);
    }
  }

  async function serve(request: DeviceRequest): Promise<void> {
    const owner = client;
    const abort = new AbortController();
    running.set(request.id, abort);
    const completion = await execute(request, abort.signal);
    running.delete(request.id);
    owner?.send(
      completion.ok
        ? { kind: 'completion', id: request.id, ok: true, value: completion.value ?? null, effect: completion.effect }
        : { kind: 'failure', id: request.id, error: completion.error },
    );
  }

  for (const attachment of all()) attachment.start();
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
        if (message.kind === 'cancel') running.get(message.id)?.abort();
        else void serve(message);
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
      await Promise.all(all().map((attachment) => attachment.stop()));
    },
  };
}
