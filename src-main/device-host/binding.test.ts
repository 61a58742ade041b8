import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPty } from '../../drivers/transports/index.ts';
import { Peer } from '../../drivers/xfs4iot/testing/peer.ts';
import { printerService } from '../../drivers/xfs4iot/testing/peer-services.ts';
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
    [
      { cardReader: { port: 'wss://192.0.2.1:443/xfs4iot/v1.0/Cards' } },
      'cardReader',
      'wss://192.0.2.1:443/xfs4iot/v1.0/Cards',
    ],
    [{ idCardReader: { port: 'xfs://127.0.0.1/SN-1' } }, 'idCardReader', 'xfs://127.0.0.1/SN-1'],
    [{ auxiliaries: { port: 'xfss://192.0.2.1/SN-2' } }, 'auxiliaries', 'xfss://192.0.2.1/SN-2'],
  ] as const)('%j is served by a driver of its class', async (devices, name, physical) => {
    const bound = await bind(devices);
    expect(bound.ok && bound.value[name]?.physical).toBe(physical);
    expect(bound.ok && bound.value[name]?.create().status().deviceClass).toBe(name);
  });

  test('binds to the unit that is named', async () => {
    const bound = await bind({
      cardReader: { identity: 'ACME Dual Reader (0042) 00' },
      auxiliaries: { port: '/dev/ttyUSB2', profile: 'modbus-io', identity: '0403:6001/A50285BI' },
    });
    expect(bound.ok && bound.value.cardReader?.identity).toBe('ACME Dual Reader (0042) 00');
    expect(bound.ok && bound.value.auxiliaries?.identity).toBe('0403:6001/A50285BI');
    const bySerial = await bind({ cardReader: { port: 'xfs://127.0.0.1/SN%2042' }, barcodeReader: { port: 'COM3' } });
    expect(bySerial.ok && bySerial.value.cardReader?.identity).toBe('SN 42');
    expect(bySerial.ok && bySerial.value.barcodeReader?.identity).toBeNull();
  });

  test('a service with several paper sources is as full as the one that is named', async () => {
    const printer = { media: 'notPresent', paper: { upper: 'out', lower: 'full' } };
    const status = { common: { device: 'online' }, printer };
    const peer = await Peer.start({ services: { Printer: { ...printerService, status } } });
    onTestFinished(() => peer.stop());
    const port = peer.uri('Printer');
    const paperOf = async (named: object) => {
      const bound = await bind({
        receiptPrinter: { port, family: 'epson', ...named },
        documentPrinter: { kind: 'xfs4iot', port, osPrinter: 'PDF', ...named },
      });
      if (!bound.ok) throw new Error(bound.error);
      const devices = [bound.value.receiptPrinter?.create(), bound.value.documentPrinter?.create()];
      for (const device of devices) expect(await device?.open()).toMatchObject({ ok: true });
      const told = devices.map((device) => [device?.status().paper, device?.status().faults]);
      for (const device of devices) await device?.close();
      return told;
    };
    expect(await paperOf({ paperSource: 'upper' })).toEqual(Array(2).fill(['out', ['paper-end']]));
    expect(await paperOf({ paperSource: 'lower' })).toEqual(Array(2).fill(['full', []]));
    expect(await paperOf({})).toEqual(Array(2).fill(['full', ['tray-empty']]));
  });

  test('a scanner that was set up to send AIM identifiers has them taken off its codes', async () => {
    const link = path.join(mkdtempSync(path.join(os.tmpdir(), 'aim-')), 'scanner');
    const pty = openPty({ link });
    if (!pty.ok) throw new Error(pty.error.message);
    const read = async (aimPrefix: boolean) => {
      const bound = await bind({ barcodeReader: { port: link, family: 'plain', aimPrefix } });
      const scanner = bound.ok ? bound.value.barcodeReader?.create() : undefined;
      if (!scanner) throw new Error('not served');
      expect((await scanner.open()).ok).toBe(true);
      const reading = scanner.read({ timeoutMs: 5000 });
      const writing = setInterval(() => void pty.value.write(Buffer.from(']Q1text\r')), 50);
      const code = await reading;
      clearInterval(writing);
      await scanner.close();
      return code.ok ? code.value : code.error;
    };
    expect(await read(true)).toEqual({ text: 'text', aim: ']Q1' });
    // Where none was set up, such a code comes from a scanner that was changed.
    expect(await read(false)).toMatchObject({ errorCode: 'codeFormChanged' });
    await pty.value.close();
    rmSync(path.dirname(link), { recursive: true });
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
