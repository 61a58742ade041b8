import { describe, expect, test } from 'vitest';
import { devicesConfigSchema } from '../contract/config-devices.ts';
import { bindDevices, fitDevices } from './binding.ts';

const bind = (devices: unknown) => bindDevices(devicesConfigSchema.parse(devices));

describe('what is configured', () => {
  test.each([
    [{ idCardReader: { port: '/dev/ttyUSB0' } }, 'idCardReader', '/dev/ttyUSB0'],
    [{ idCardReader: { port: 'usb://0400:c35a' } }, 'idCardReader', 'usb://0400:c35a'],
    [{ idCardReader: { port: 'hid://0400:c35a', wrapper: 'example-raw-64' } }, 'idCardReader', 'hid://0400:c35a'],
    [
      { idCardReader: { port: 'ws://127.0.0.1:5846/xfs4iot/v1.0/Id' } },
      'idCardReader',
      'ws://127.0.0.1:5846/xfs4iot/v1.0/Id',
    ],
    [{ barcodeReader: { port: 'hid://0c2e:0901' } }, 'barcodeReader', 'hid://0c2e:0901'],
    [{ barcodeReader: { port: '/dev/ttyACM0', family: 'ssi' } }, 'barcodeReader', '/dev/ttyACM0'],
    [{ receiptPrinter: { port: 'tcp://192.0.2.1:9100', family: 'custom' } }, 'receiptPrinter', 'tcp://192.0.2.1:9100'],
    [
      { receiptPrinter: { port: 'wss://192.0.2.1:5846/xfs4iot/v1.0/R', family: 'epson' } },
      'receiptPrinter',
      'wss://192.0.2.1:5846/xfs4iot/v1.0/R',
    ],
    [
      { documentPrinter: { kind: 'ipp', uri: 'ipp://192.0.2.1/ipp/print' } },
      'documentPrinter',
      'ipp://192.0.2.1/ipp/print',
    ],
    [{ cardReader: {} }, 'cardReader', 'pcsc:'],
  ] as const)('%j is served by a driver of its class', async (devices, name, physical) => {
    const bound = await bind(devices);
    expect(bound.ok && bound.value[name]?.physical).toBe(physical);
    expect(bound.ok && bound.value[name]?.create().status().deviceClass).toBe(name);
  });

  test('that no driver can take is named with its field', async () => {
    expect(await bind({ idCardReader: { port: 'hid://0400:c35a' } })).toMatchObject({
      ok: false,
      error: expect.stringMatching(/^devices\.idCardReader\.wrapper: is missing; .*wrapper/),
    });
    expect(devicesConfigSchema.safeParse({ barcodeReader: { port: 'usb://0c2e:0901' } }).success).toBe(false);
    expect(devicesConfigSchema.safeParse({ receiptPrinter: { port: 'printer', family: 'epson' } }).success).toBe(false);
  });

  test('a device that cannot be served is barred alone, with its field and what to do', async () => {
    const binding = await fitDevices(
      devicesConfigSchema.parse({
        idCardReader: { port: 'hid://0400:c35a' },
        auxiliaries: { port: 'hid://1234:5678', profile: 'no-such-board' },
        barcodeReader: { port: '/dev/ttyACM0', family: 'newland' },
        receiptPrinter: { port: '/dev/ttyUSB1', family: 'epson' },
      }),
    );
    const barred = (name: 'idCardReader' | 'auxiliaries') => binding[name]?.barred;
    expect(barred('idCardReader')).toMatchObject({
      fault: 'misconfigured',
      why: expect.stringMatching(/^devices\.idCardReader\.wrapper: /),
    });
    expect(barred('auxiliaries')).toMatchObject({
      fault: 'misconfigured',
      why: expect.stringMatching(/^devices\.auxiliaries\.profile: "no-such-board" is no profile: expected modbus-io/),
    });
    expect(binding.barcodeReader?.barred).toBeNull();
    expect(binding.receiptPrinter?.create().status().deviceClass).toBe('receiptPrinter');
  });
});
