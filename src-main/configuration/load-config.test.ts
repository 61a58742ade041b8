import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locatedPlace } from '../../drivers/xfs4iot/index.ts';
import { loadConfig } from './load-config.ts';

const KEY = 'k7Qp2ZxW9mVb4LtRs8Ny3KcD';
const valid = {
  terminal: { id: 'GZ-0001', dataDirectory: 'data' },
  site: { name: { 'zh-CN': '样例大厅', en: 'Sample hall' }, profile: 'hall', helpPhone: '12345' },
  platform: { url: 'https://platform.example:8443', terminalKey: KEY, keysFile: 'keys.json' },
  devices: { idCardReader: { port: '/dev/ttyUSB0' } },
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function load(content: unknown, options = {}) {
  const file = path.join(folder, 'terminal.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  return loadConfig(file, options);
}
const message = (content: unknown, options = {}) => {
  const result = load(content, options);
  return result.ok ? 'accepted' : result.error.message;
};

describe('a valid file', () => {
  it('gets its defaults and absolute paths', () => {
    const result = load({
      ...valid,
      platform: { ...valid.platform, certificateAuthorityFile: '../ca.pem' },
      devices: { documentPrinter: { kind: 'file', directory: 'paper' } },
    });
    if (!result.ok) throw new Error(result.error.message);
    expect(result.value.terminal.dataDirectory).toBe(path.join(folder, 'data'));
    expect(result.value.platform.keysFile).toBe(path.join(folder, 'keys.json'));
    expect(result.value.platform.certificateAuthorityFile).toBe(path.join(path.dirname(folder), 'ca.pem'));
    expect(result.value.devices.documentPrinter).toEqual({
      kind: 'file',
      directory: path.join(folder, 'paper'),
      keep: false,
    });
    expect(result.value.timing).toEqual({ idleSeconds: 60, warningSeconds: 30 });
    expect(result.value.languages).toEqual(['zh-CN', 'en']);
  });

  it('counts files of profiles and programs from its own folder, and leaves names alone', () => {
    const reader = (wrapper: string) => ({ idCardReader: { port: 'hid://0400:c35a', wrapper } });
    const board = (profile: string) => ({ auxiliaries: { port: '/dev/board', profile } });
    const loaded = (change: object) => {
      const result = load({ ...valid, ...change });
      if (!result.ok) throw new Error(result.error.message);
      return result.value;
    };
    const at = (name: string) => path.join(folder, name);
    const files = loaded({
      devices: { ...reader('wrapper.json'), ...board('boards/ours') },
      service: { staffFile: 'staff.json', restartMachine: ['bin/restart', './as it is'] },
      face: { portraitDecoder: { kind: 'program', command: ['./decode', '-'] } },
    });
    expect(files.devices.idCardReader?.wrapper).toBe(at('wrapper.json'));
    expect(files.devices.auxiliaries?.profile).toBe(at('boards/ours'));
    expect(files.service).toEqual({ staffFile: at('staff.json'), restartMachine: [at('bin/restart'), './as it is'] });
    expect(files.face?.portraitDecoder).toEqual({ kind: 'program', command: [at('decode'), '-'] });
    const names = loaded({
      devices: { ...reader('a-known-one'), ...board('line-board') },
      service: { staffFile: '/etc/staff.json', restartMachine: ['systemctl', 'reboot'] },
      face: { portraitDecoder: { kind: 'program', command: ['/opt/decode'] } },
    });
    expect(names.devices.idCardReader?.wrapper).toBe('a-known-one');
    expect(names.devices.auxiliaries?.profile).toBe('line-board');
    expect(names.service?.restartMachine).toEqual(['systemctl', 'reboot']);
    expect(names.face?.portraitDecoder).toEqual({ kind: 'program', command: ['/opt/decode'] });
  });

  it('may begin with a byte order mark, as Windows editors write it', () => {
    expect(load(`\uFEFF${JSON.stringify(valid)}`).ok).toBe(true);
  });
});

describe('errors name the field and what is expected', () => {
  it.each<[string, unknown, string]>([
    ['a missing group', { ...valid, site: undefined }, 'site is missing; it must be a group of settings in { }.'],
    [
      'a missing text',
      { ...valid, terminal: { id: 'GZ-0001' } },
      'terminal.dataDirectory is missing; it must be a text.',
    ],
    ['a wrong type', { ...valid, languages: 'zh-CN' }, 'languages must be a list in [ ].'],
    [
      'an unknown key',
      { ...valid, devices: { toaster: {} } },
      'devices.toaster is not a known setting; remove it or correct its name.',
    ],
    [
      'an unknown profile',
      { ...valid, site: { ...valid.site, profile: 'mall' } },
      'site.profile must be one of "hall", "bank-branch", "village".',
    ],
    ['a language', { ...valid, languages: ['fr'] }, 'languages[0] must be one of "zh-CN", "en".'],
    [
      'a baud rate',
      { ...valid, devices: { idCardReader: { port: 'COM3', baudRate: 1200 } } },
      'devices.idCardReader.baudRate must be one of 9600, 19200, 38400, 57600, 115200.',
    ],
    [
      'a port',
      { ...valid, devices: { idCardReader: { port: 'USB' } } },
      'devices.idCardReader.port must be a serial path such as /dev/ttyUSB0, or tcp://host:port, usb://vid:pid, hid://vid:pid, or an XFS4IoT service such as ws://127.0.0.1:5846/xfs4iot/v1.0/Name, or xfs://127.0.0.1/<its serial number>.',
    ],
    [
      'plain http',
      { ...valid, platform: { ...valid.platform, url: 'http://platform.example/' } },
      'platform.url must be https:// (plain http:// only to this machine itself).',
    ],
    ['a number too low', { ...valid, timing: { idleSeconds: 5 } }, 'timing.idleSeconds must be at least 10.'],
    [
      'a short key',
      { ...valid, platform: { ...valid.platform, terminalKey: 'short' } },
      'platform.terminalKey must be 24 to 200 printable ASCII characters without spaces.',
    ],
    [
      'a printer of no kind',
      { ...valid, devices: { documentPrinter: { directory: 'documents' } } },
      'devices.documentPrinter.kind must be one of "file", "ipp", "xfs4iot".',
    ],
    [
      'a number of a terminal',
      { ...valid, terminal: { ...valid.terminal, id: 'lobby 1' } },
      'terminal.id must be 4 to 32 capital letters, digits and hyphens.',
    ],
    ['a language twice', { ...valid, languages: ['en', 'en'] }, 'languages must name each language once.'],
    [
      'one line for two devices',
      { ...valid, devices: { idCardReader: { port: '/dev/ttyS1' }, barcodeReader: { port: '/dev/ttyS1' } } },
      'devices.barcodeReader.port must differ from devices.idCardReader.port.',
    ],
    [
      'a port beyond all ports',
      { ...valid, devices: { barcodeReader: { port: 'tcp://scanner.example:99999' } } },
      expect.stringContaining('devices.barcodeReader.port must be a serial path'),
    ],
    [
      'parts of an address that no request would carry',
      { ...valid, platform: { ...valid.platform, url: 'https://user:pw@platform.example/?x=1#y' } },
      'platform.url must be only https://host[:port][/path], without user, password, ? and #.',
    ],
    [
      'a printer beyond all ports',
      { ...valid, devices: { documentPrinter: { kind: 'ipp', uri: 'ipp://printer.example:99999/x' } } },
      'devices.documentPrinter.uri must be ipp://host[:port]/path or ipps://….',
    ],
    [
      'a printer at no address',
      { ...valid, devices: { documentPrinter: { kind: 'ipp', uri: 'ipp://[zz]/x' } } },
      'devices.documentPrinter.uri must be ipp://host[:port]/path or ipps://….',
    ],
    [
      'a control character',
      { ...valid, terminal: { ...valid.terminal, dataDirectory: 'da\u0000ta' } },
      'terminal.dataDirectory must not hold control characters; write it anew.',
    ],
    [
      'a file where a folder must be',
      { ...valid, terminal: { ...valid.terminal, dataDirectory: 'terminal.json/data' } },
      'terminal.dataDirectory must name a folder; what lies there is a file.',
    ],
    ['an empty list', { ...valid, languages: [] }, 'languages must be a list of at least 1.'],
  ])('%s', (_name, content, expected) => {
    const wanted = typeof expected === 'string' ? `terminal.json: ${expected}` : expected;
    expect(message(content).split('\n')).toContainEqual(wanted);
  });

  it('lists every problem at once', () => {
    const result = load({ ...valid, site: undefined, languages: [], extra: 1 });
    expect(result.ok ? 0 : result.error.problems.length).toBe(3);
  });

  it('says where JSON breaks without quoting the key', () => {
    const text = JSON.stringify(valid, null, 2).replace(`"${KEY}"`, `"${KEY}" oops`);
    const line = text.split('\n').findIndex((part) => part.includes('oops')) + 1;
    expect(message(text)).toMatch(
      new RegExp(`The file is not JSON: a comma or } is expected here \\(line ${line}, column \\d+\\)`),
    );
    expect(message(text)).not.toContain(KEY);
    expect(message(' ')).toContain('it is empty');
  });

  it('loses nothing in silence, and is no file of another kind', () => {
    const twice = JSON.stringify(valid).replace(/}$/, ',"devices":{}}');
    expect(message(twice)).toMatch(/json: devices stands there twice; remove one \(line 1, column \d+\)\.$/);
    expect(message('['.repeat(100_000))).toContain('lie in each other');
    expect(message(' '.repeat(300_000))).toContain('larger than 256 KB');
    const itself = loadConfig(folder);
    expect(itself.ok ? '' : itself.error.message).toContain('It is a folder; name the file in it.');
  });

  it('says that the file is not there', () => {
    const result = loadConfig(path.join(folder, 'none.json'));
    expect(result.ok ? '' : result.error.message).toContain('The file does not exist');
  });

  describe('of a service', () => {
    const SERVICE = 'ws://127.0.0.1:5846/xfs4iot/v1.0/Name';
    const refused = (devices: unknown) => message({ ...valid, devices });
    const CANARY = 'canary-7f3a';

    it.each([
      ['idCardReader.port', { idCardReader: { port: `${SERVICE}?token=${CANARY}` } }],
      ['barcodeReader.port', { barcodeReader: { port: `ws://me:${CANARY}@127.0.0.1:5846/xfs4iot/v1.0/Name` } }],
      ['receiptPrinter.port', { receiptPrinter: { port: `wss://${CANARY}@host:1/x`, family: 'epson' } }],
      ['receiptPrinter.port', { receiptPrinter: { port: `tcp://${CANARY}@host:9100`, family: 'epson' } }],
      ['cardReader.port', { cardReader: { port: `${SERVICE}#${CANARY}` } }],
      ['auxiliaries.port', { auxiliaries: { port: `${SERVICE}?${CANARY}` } }],
      [
        'documentPrinter.port',
        { documentPrinter: { kind: 'xfs4iot', port: `${SERVICE}?token=${CANARY}`, osPrinter: 'PDF' } },
      ],
      ['documentPrinter.uri', { documentPrinter: { kind: 'ipp', uri: `ipps://me:${CANARY}@host/ipp/print` } }],
    ])('a secret in devices.%s is refused and not repeated', (field, devices) => {
      expect(refused(devices)).toBe(
        `terminal.json: devices.${field} must hold no user name, password, query or fragment; the secret of a service goes into secretFile.`,
      );
    });

    it.each([
      ['xfs://127.0.0.1/SN-0042', true],
      ['xfss://[::1]/SN%200042', true],
      ['xfs://127.0.0.1', false],
      ['xfs://127.0.0.1/', false],
      ['xfs://127.0.0.1:5846/SN', false],
      ['xfs://127.0.0.1/SN/2', false],
      ['xfs://127.0.0.1/SN%2', false],
      [`xfs://me:${CANARY}@127.0.0.1/SN`, false],
      [`xfs://127.0.0.1/SN?token=${CANARY}`, false],
    ])('a place by serial number has a host and the number: %s', (port, taken) => {
      expect(load({ ...valid, devices: { auxiliaries: { port } } }).ok).toBe(taken);
      // What is taken here is one for the drivers as well.
      if (taken) expect(locatedPlace(port)).not.toBeNull();
    });

    it('a secret goes into a file, over wss:// or on this machine; its files are absolute then', () => {
      const files = { secretFile: 'bank.secret', authorityFile: 'bank.pem' };
      const far = 'wss://bank.example:443/xfs4iot/v1.0/Cards';
      const loaded = load({ ...valid, devices: { cardReader: { port: far, ...files } } });
      expect(loaded).toMatchObject({
        value: {
          devices: {
            cardReader: {
              secretFile: path.join(folder, 'bank.secret'),
              authorityFile: path.join(folder, 'bank.pem'),
              identity: null,
            },
          },
        },
      });
      const near = load({
        ...valid,
        devices: { documentPrinter: { kind: 'xfs4iot', port: SERVICE, osPrinter: 'PDF', secretFile: 's' } },
      });
      expect(near).toMatchObject({ value: { devices: { documentPrinter: { secretFile: path.join(folder, 's') } } } });
    });

    it.each([
      [
        'cardReader.secretFile is for wss:// and xfss:// services',
        { cardReader: { port: SERVICE.replace('127.0.0.1', 'bank.example'), secretFile: 's' } },
      ],
      [
        'idCardReader.secretFile is for wss:// and xfss:// services',
        { idCardReader: { port: '/dev/ttyUSB0', secretFile: 's' } },
      ],
      ['cardReader.secretFile is for wss:// and xfss:// services', { cardReader: { secretFile: 's' } }],
      ['cardReader.secretFile is for', { cardReader: { port: 'xfs://127.0.0.1/SN', secretFile: 's' } }],
      [
        'auxiliaries.authorityFile is for wss:// and xfss:// services only',
        { auxiliaries: { port: SERVICE, authorityFile: 'a' } },
      ],
      [
        'receiptPrinter.paperSource is for XFS4IoT services only',
        { receiptPrinter: { port: '/dev/ttyUSB0', family: 'epson', paperSource: 'lower' } },
      ],
      [
        'documentPrinter.paperSource must be left out where specialPaper',
        {
          documentPrinter: {
            ...{ kind: 'xfs4iot', port: SERVICE, osPrinter: 'PDF', paperSource: 'upper' },
            specialPaper: { trays: { plain: 'upper', special: 'aux' } },
          },
        },
      ],
      [
        'documentPrinter.fingerprint256 is for ipps:// printers only',
        {
          documentPrinter: {
            ...{ kind: 'ipp', uri: 'ipp://192.0.2.5/ipp/print' },
            fingerprint256: Array(32).fill('AB').join(':'),
          },
        },
      ],
      ['cardReader.reader is for PC/SC readers only', { cardReader: { port: SERVICE, reader: 'ACME' } }],
      [
        'barcodeReader.aimPrefix is for serial and TCP',
        { barcodeReader: { port: 'hid://0c2e:0901', aimPrefix: true } },
      ],
      [
        'barcodeReader.aimPrefix is for serial and TCP',
        { barcodeReader: { port: '/dev/x', family: 'ssi', aimPrefix: true } },
      ],
    ])('devices.%s', (sentence, devices) => {
      expect(refused(devices)).toContain(`terminal.json: devices.${sentence}`);
    });
  });

  it('never repeats a secret', () => {
    expect(message({ ...valid, platform: { ...valid.platform, terminalKey: 123456789012 } })).not.toContain('1234');
  });
});

describe('production', () => {
  const lines = (content: unknown) => message(content, { production: true }).split('\n');

  it('refuses what belongs on a developer machine', () => {
    const found = lines({
      ...valid,
      platform: { url: 'http://127.0.0.1:8080', terminalKey: 'change-me-change-me-change-me', keysFile: 'keys.json' },
      devices: {
        idCardReader: { port: '/dev/pts/4' },
        receiptPrinter: { port: 'tcp://127.0.0.1:9100', family: 'epson' },
        documentPrinter: { kind: 'file', directory: 'paper', keep: true },
      },
      face: { portraitDecoder: { kind: 'stand-in' } },
    }).join('\n');
    for (const field of [
      'devices.idCardReader.port is a pseudo-terminal',
      "devices.receiptPrinter.port is this machine's own loopback",
      'platform.url must be https://',
      'platform.terminalKey is a placeholder',
      'devices.documentPrinter.keep must be false',
      "face.portraitDecoder is the simulators' stand-in",
      'terminal.dataDirectory is a temporary folder',
      'platform.keysFile cannot be read',
    ]) {
      expect(found).toContain(field);
    }
  });

  it('refuses files of services that are missing, and a secret that others can read', () => {
    const secret = path.join(folder, 'bank.secret');
    writeFileSync(secret, 'x', { mode: 0o644 });
    const port = 'wss://bank.example:443/xfs4iot/v1.0/Cards';
    const found = lines({
      ...valid,
      devices: { cardReader: { port, secretFile: 'bank.secret', authorityFile: 'none.pem' } },
    }).join('\n');
    expect(found).toContain('devices.cardReader.secretFile can be read by other users');
    expect(found).toContain('devices.cardReader.authorityFile cannot be read');
  });

  it('accepts a real installation, and refuses the same file once others can read it', () => {
    const file = path.join(folder, 'terminal.json');
    writeFileSync(path.join(folder, 'keys.json'), '{}');
    writeFileSync(
      file,
      JSON.stringify({ ...valid, terminal: { ...valid.terminal, dataDirectory: '/var/lib/budayang' } }),
      { mode: 0o600 },
    );
    expect(loadConfig(file, { production: true })).toMatchObject({ ok: true });
    chmodSync(file, 0o644);
    expect(loadConfig(file, { production: true })).toMatchObject({ ok: false });
    expect(loadConfig(file)).toMatchObject({ ok: true });
  });
});
