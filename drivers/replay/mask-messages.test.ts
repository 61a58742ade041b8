import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIpp } from '../document-printer/ipp/decode.ts';
import { encodeIpp } from '../document-printer/ipp/encode.ts';
import { GROUPS, type IppAttribute, type IppValue } from '../document-printer/ipp/values.ts';
import { maskIpp } from './mask-ipp.ts';
import { maskXfs } from './mask-xfs.ts';

const CANARY = 'ZHANG SAN 110101198807061234';

/** Attributes of RFC 8011, PWG 5100.9, 5100.13 and CUPS whose texts people, sites and jobs get into. */
const OF_PEOPLE = [
  ...['status-message', 'detailed-status-message', 'document-access-error', 'document-name', 'document-message'],
  ...['printer-state-message', 'printer-info', 'printer-location', 'printer-name', 'printer-alert-description'],
  ...['printer-dns-sd-name', 'printer-organization', 'printer-organizational-unit', 'printer-geo-location'],
  ...['printer-message-from-operator', 'printer-more-info', 'printer-uri-supported', 'printer-supply-info-uri'],
  ...['printer-contact-col', 'printer-icons', 'printer-detailed-status-messages', 'printer-alert', 'printer-static'],
  ...['printer-serial-number', 'print-client-name', 'marker-message', 'media-info', 'identify-message', 'output-user'],
  ...[
    'job-name',
    'job-originating-user-name',
    'job-state-message',
    'job-detailed-status-messages',
    'job-sheets-default',
  ],
  ...['job-message-from-operator', 'job-accounting-user-id-default', 'job-password-supported', 'requesting-user-name'],
  ...[
    'ipp-person',
    'operations-name',
    'sides-text',
    'pdl-text',
    'pwg-name',
    'x-vendor',
    'xprinter-uuid',
    'printer-uuids',
  ],
];
/** Texts of the device itself: its make, its program, its trays and its colours. */
const OF_THE_DEVICE = [
  ...['printer-uuid', 'printer-make-and-model', 'printer-device-id', 'printer-firmware-name'],
  ...['printer-firmware-string-version', 'printer-supply', 'printer-supply-description', 'printer-input-tray'],
  ...['printer-output-tray', 'marker-names', 'media-ready', 'media-source', 'media-type', 'output-bin-supported'],
];

const SYNTAXES: readonly ((text: string) => IppValue)[] = [
  (value) => ({ syntax: 'textWithoutLanguage', value }),
  (value) => ({ syntax: 'nameWithoutLanguage', value }),
  (value) => ({ syntax: 'textWithLanguage', language: 'en', value }),
  (value) => ({ syntax: 'nameWithLanguage', language: 'en', value }),
  (value) => ({ syntax: 'uri', value: `ipp://${value}` }),
  (value) => ({ syntax: 'octetString', value: Uint8Array.from(Buffer.from(value)) }),
  (value) => ({ syntax: 'other', tag: 0x4f, value: Uint8Array.from(Buffer.from(value)) }),
  // Of the wrong syntax: no keyword, no format and no language has a blank in it.
  (value) => ({ syntax: 'keyword', value }),
  (value) => ({ syntax: 'mimeMediaType', value }),
  (value) => ({ syntax: 'naturalLanguage', value }),
];
const masked = (attributes: readonly IppAttribute[], tag: number = GROUPS.printer): string => {
  const bytes = maskIpp(encodeIpp({ version: [2, 0], code: 0, requestId: 5, groups: [{ tag, attributes }] }));
  expect(decodeIpp(bytes).ok).toBe(true);
  return Buffer.from(bytes).toString('latin1');
};

describe('a recorded IPP message', () => {
  const names = fc.oneof(
    fc.constantFrom(...OF_PEOPLE),
    fc.stringMatching(/^(printer|job|media|marker|document|output|status)-[a-z-]{1,20}$/),
  );
  it('lets no text through that somebody may have written, whatever attribute it stands in, also inside a collection', () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...SYNTAXES), fc.constantFrom(1, 2, 4, 5), (name, value, tag) => {
        fc.pre(!OF_THE_DEVICE.includes(name));
        const attribute = { name, values: [value(CANARY)] };
        const inside = { name: 'media-col-ready', values: [{ syntax: 'collection' as const, members: [attribute] }] };
        for (const word of ['ZHANG', '110101']) expect(masked([attribute, inside], tag)).not.toContain(word);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(OF_THE_DEVICE)('keeps %s, by which a technician knows the device', (name) => {
    expect(masked([{ name, values: [{ syntax: 'nameWithoutLanguage', value: 'Make 7' }] }])).toContain('Make 7');
  });
});

const maskedXfs = (name: string, payload: object, type = 'completion', more: object = {}) =>
  JSON.parse(maskXfs(JSON.stringify({ header: { type, name, requestId: 3, version: '2.0', ...more }, payload })));

describe('a recorded XFS4IoT message about the device', () => {
  const IMPERSONAL = ['Common.ErrorEvent', 'Common.Status', 'Common.GetTransactionState', 'Lights.SetLight'];
  const MORE = [
    'Common.Capabilities',
    'Auxiliaries.SetAuxiliaries',
    'Storage.GetStorage',
    'ServicePublisher.GetServices',
  ];
  const texts = [CANARY, 'zhangsan', 'ZhangSan', '张三', '13800138000', 'ws://zhangsan.example/xfs4iot'];
  const keys = ['vendorDescription', 'errorDescription', 'transactionID', 'extra', 'device', 'paper', 'serviceURI'];
  it('lets no text through that is no word of the standard, wherever it stands, nor a long number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...IMPERSONAL, ...MORE),
        fc.constantFrom(...keys),
        fc.constantFrom(...texts),
        fc.constantFrom('completion', 'event', 'unsolicited', 'command'),
        (name, key, text, type) => {
          const payload = { [key]: text, [`${key}s`]: [text, { [key]: text }], [CANARY]: true, phone: 13_800_138_000 };
          const out = JSON.stringify(
            maskedXfs(name, { common: payload, ...payload }, type, { weird: text, type: text }),
          );
          for (const one of ['ZHANG', 'zhangsan', 'ZhangSan', '张三', '13800138000', '110101', 'example'])
            expect(out).not.toContain(one);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps every word the codec reads', () => {
    const folder = new URL('../xfs4iot/payloads/', import.meta.url);
    const source = readdirSync(folder)
      .map((file) => readFileSync(new URL(file, folder), 'utf8'))
      .join('\n');
    const lists = source.matchAll(/(?:wordSchema\(|z\.enum\(|_WORDS = )\[([^\]]*)\]/g);
    const words = [...lists].flatMap(([, list = '']) => [...list.matchAll(/'([^']+)'/g)].map(([, word = '']) => word));
    expect(words.length).toBeGreaterThan(50);
    for (const word of words)
      expect(maskedXfs('Common.Status', { common: { device: word } }).payload.common.device).toBe(word);
  });

  it('keeps what a replayed service must tell of itself: its interfaces, commands, versions, sources and make', () => {
    const payload = {
      interfaces: [{ name: 'Printer', commands: { 'Printer.PrintNative': { versions: ['3.0'] } }, maximumRequests: 0 }],
      common: { deviceInformation: [{ modelName: 'Maker TP-80', serialNumber: 'SN 0042', modelDescription: 'of us' }] },
      printer: { paperSources: { upper: true, aux2: false }, osPrinter: 'budayang.pdf/1', autoRetractPeriod: 30 },
    };
    const out = maskedXfs('Common.Capabilities', payload, 'completion', { completionCode: 'success' });
    expect(out.header).toMatchObject({ name: 'Common.Capabilities', requestId: 3, completionCode: 'success' });
    expect(out.payload).toMatchObject({ interfaces: payload.interfaces, printer: payload.printer });
    expect(out.payload.common.deviceInformation).toEqual([
      { modelName: 'Maker TP-80', serialNumber: 'SN 0042', modelDescription: 'aa aa' },
    ]);
  });
});
