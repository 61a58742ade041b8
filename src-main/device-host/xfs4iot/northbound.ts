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
} from '../../../drivers/xfs4iot/facade/index.ts';
import type { NorthboundConfig } from '../../contract/config-northbound.ts';

const SECRET_FILE = 'northbound.secret';

/** What the device host holds; null where nothing is fitted. */
export interface LendableDevices {
  readonly idCardReader: DevicePort<IdCardReader> | null;
  readonly barcodeReader: DevicePort<BarcodeReader> | null;
  readonly receiptPrinter: DevicePort<ReceiptPrinter> | null;
  readonly documentPrinter: DevicePort<DocumentPrinter> | null;
}

function serviceOf(kind: NorthboundConfig['services'][number], devices: LendableDevices): ServedService | null {
  switch (kind) {
    case 'idCardReader':
      return devices.idCardReader && idCardService(devices.idCardReader);
    case 'barcodeReader':
      return devices.barcodeReader && barcodeService(devices.barcodeReader);
    case 'receiptPrinter':
      return devices.receiptPrinter && receiptService(devices.receiptPrinter);
    case 'documentPrinter':
      return devices.documentPrinter && documentService(devices.documentPrinter);
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
}): Promise<Result<Facade | null, string>> {
  const { config, dataDirectory, devices, lease, clock, audit } = options;
  if (!config.enabled) return ok(null);
  const secret = await installationSecret(path.join(dataDirectory, SECRET_FILE));
  if (!secret.ok) return secret;
  const services = [...new Set(config.services)].map((kind) => serviceOf(kind, devices)).filter((one) => one !== null);
  return startFacade({ port: config.port, secret: secret.value, services, lease, clock, audit });
}
