import path from 'node:path';
import {
  type BarcodeReader,
  type Clock,
  type DocumentPrinter,
  type IdCardReader,
  ok,
  type ReceiptPrinter,
  type Result,
} from '../../../drivers/contract/index.ts';
import {
  type Audit,
  barcodeService,
  type DevicePort,
  documentService,
  type Facade,
  idCardService,
  installationSecret,
  type Lease,
  receiptService,
  type ServedService,
  startFacade,
  type VendorModeDesk,
} from '../../../drivers/xfs4iot/facade/index.ts';
import type { DevicesConfig } from '../../contract/config-devices.ts';
import type { NorthboundConfig } from '../../contract/config-northbound.ts';

const SECRET_FILE = 'northbound.secret';

/** What the device host holds; null where nothing is fitted. */
export interface LendableDevices {
  readonly idCardReader: DevicePort<IdCardReader> | null;
  readonly barcodeReader: DevicePort<BarcodeReader> | null;
  readonly receiptPrinter: DevicePort<ReceiptPrinter> | null;
  readonly documentPrinter: DevicePort<DocumentPrinter> | null;
}

/** What a guest is told of the receipts' way out, as configured; the bin's usual size where nothing is. */
export type ReceiptExit = Pick<NonNullable<DevicesConfig['receiptPrinter']>, 'retractBinPapers' | 'heldOutSeconds'>;

function serviceOf(
  kind: NorthboundConfig['services'][number],
  devices: LendableDevices,
  desk: VendorModeDesk,
  exit: ReceiptExit | undefined,
): ServedService | null {
  switch (kind) {
    case 'idCardReader':
      return devices.idCardReader && idCardService(devices.idCardReader);
    case 'barcodeReader':
      return devices.barcodeReader && barcodeService(devices.barcodeReader);
    case 'receiptPrinter':
      return (
        devices.receiptPrinter &&
        receiptService(devices.receiptPrinter, {
          binPapers: exit?.retractBinPapers,
          heldOutSeconds: exit?.heldOutSeconds,
        })
      );
    case 'documentPrinter':
      return devices.documentPrinter && documentService(devices.documentPrinter);
    case 'vendorMode':
      return desk.service();
  }
}

/**
 * Serves the fitted devices as XFS4IoT services on loopback. Null when it is turned off. The error says in one sentence
 * why it cannot; the terminal works without it.
 */
export async function startNorthbound(options: {
  config: NorthboundConfig;
  dataDirectory: string;
  devices: LendableDevices;
  lease: Lease;
  clock: Clock;
  audit: Audit;
  desk: VendorModeDesk;
  exit?: ReceiptExit | undefined;
}): Promise<Result<Facade | null, string>> {
  const { config, dataDirectory, devices, lease, clock, audit, desk } = options;
  if (!config.enabled) return ok(null);
  const secret = await installationSecret(path.join(dataDirectory, SECRET_FILE));
  if (!secret.ok) return secret;
  const services = [...new Set(config.services)]
    .map((kind) => serviceOf(kind, devices, desk, options.exit))
    .filter((one) => one !== null);
  const started = await startFacade({ port: config.port, secret: secret.value, services, lease, clock, audit });
  if (started.ok) desk.onChange = () => started.value.look();
  return started;
}
