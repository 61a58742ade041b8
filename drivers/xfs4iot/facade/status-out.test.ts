import { describe, expect, it } from 'vitest';
import { type DeviceStatus, STALE_AFTER_MS } from '../../contract/index.ts';
import { statusPayload } from './status-out.ts';

const seen = (more: Partial<DeviceStatus>): DeviceStatus => ({
  ...{ deviceClass: 'documentPrinter', device: 'online', media: null, paper: null, action: 'none', faults: [] },
  ...{ observedAt: 0, evidence: '', identity: null, model: 'sample' },
  ...more,
});
const printer = seen({
  ...{ media: 'notPresent', paper: 'full' },
  supplies: [{ name: 'toner', level: 'full', percent: 80 }],
});
const reader = seen({ deviceClass: 'idCardReader', media: 'present' });
const scanner = seen({ deviceClass: 'barcodeReader' });
const old = STALE_AFTER_MS + 1;

describe('a status that goes out', () => {
  it('says what was seen', () => {
    expect(statusPayload('Printer', printer, 0)).toEqual({
      common: { device: 'online', devicePosition: 'unknown' },
      printer: { media: 'notPresent', paper: { upper: 'full' }, toner: 'full' },
    });
    expect(statusPayload('CardReader', reader, 0).cardReader).toEqual({ media: 'present', chipModule: 'ok' });
    expect(statusPayload('BarcodeReader', scanner, 0).barcodeReader).toEqual({ scanner: 'on' });
  });

  it('says of what nobody saw lately that it is unknown, in every part', () => {
    const common = { device: 'offline', devicePosition: 'unknown' };
    expect(statusPayload('Printer', printer, old)).toEqual({
      common,
      printer: { media: 'unknown', paper: { upper: 'unknown' }, toner: 'unknown' },
    });
    expect(statusPayload('CardReader', reader, old)).toEqual({
      common,
      cardReader: { media: 'unknown', chipModule: 'unknown' },
    });
    expect(statusPayload('BarcodeReader', scanner, old)).toEqual({ common, barcodeReader: { scanner: 'unknown' } });
  });

  it('calls a chip module well only while its reader is', () => {
    const chip = (device: DeviceStatus['device']) => statusPayload('CardReader', { ...reader, device }, 0).cardReader;
    expect([chip('hardwareError'), chip('offline'), chip('powerOff')]).toMatchObject([
      { chipModule: 'inoperable' },
      { chipModule: 'unknown' },
      { chipModule: 'unknown' },
    ]);
  });
});
