import { type Completion, type Device, type DeviceStatus, unreachable } from '../../drivers/contract/index.ts';
import type { DeviceRequest, HealthCheckResult } from '../contract/device-messages.ts';
import { type AttachedDevices, runOn } from './attached-devices.ts';
import type { Attachment } from './attachment.ts';
import {
  auxiliariesChecks,
  barcodeReaderChecks,
  checkHealth,
  documentPrinterChecks,
  type HealthCheckOptions,
  type HealthChecks,
  idCardReaderChecks,
  receiptPrinterChecks,
  smartCardReaderChecks,
} from './health-check.ts';
import { reopenCheck } from './reopen-check.ts';
import { testPage } from './test-page.ts';

/** What a technician's test of a level does with each class; a level it cannot do is an answer too, never a pass. */
export function selfTest(
  devices: AttachedDevices,
  { deviceClass, level, timeoutMs }: Extract<DeviceRequest, { command: 'device.checkHealth' }>,
  { signal, now }: Pick<HealthCheckOptions, 'signal' | 'now'>,
): Promise<Completion<HealthCheckResult>> {
  const asKept = (attachment: Attachment<Device> | null) => ({
    ...{ timeoutMs, signal, now },
    seen: (status: DeviceStatus) => attachment?.seen(status) ?? status,
  });
  const run = <D extends Device>(attachment: Attachment<D> | null, checks: HealthChecks<D>) =>
    runOn(attachment, (device) => checkHealth(device, checks, level, asKept(attachment)));
  const anew = <D extends Device>(attachment: Attachment<D> | null) => reopenCheck(attachment, asKept(attachment));
  switch (deviceClass) {
    case 'idCardReader':
      return level === 'external' ? anew(devices.idCardReader) : run(devices.idCardReader, idCardReaderChecks);
    case 'barcodeReader':
      return run(devices.barcodeReader, barcodeReaderChecks);
    case 'receiptPrinter':
      return run(devices.receiptPrinter, receiptPrinterChecks);
    case 'documentPrinter':
      return run(
        devices.documentPrinter,
        documentPrinterChecks(() => testPage(['Test page', 'Frame, grid and ten greys: all must be whole.'])),
      );
    case 'cardReader':
      return level === 'external' ? anew(devices.cardReader) : run(devices.cardReader, smartCardReaderChecks);
    case 'auxiliaries':
      return run(devices.auxiliaries, auxiliariesChecks);
    case 'camera':
      // Cameras are read by the page and owned by the terminal: none of them is ever fitted here.
      return run(null, {});
    default:
      return unreachable(deviceClass);
  }
}
