import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../drivers/contract/index.ts';
import { Peer } from '../../drivers/xfs4iot/testing/peer.ts';
import { auxiliariesService, cardReaderService } from '../../drivers/xfs4iot/testing/peer-services.ts';
import { devicesConfigSchema } from '../contract/config-devices.ts';
import { fitDevices } from './binding.ts';
import { serviceLink } from './service-link.ts';

const CANARY = 'canary-7f3a9c51d2';
let room = '';
const at = (name: string) => path.join(room, name);
const put = (name: string, content: string) => {
  writeFileSync(at(name), content, { mode: 0o600 });
  return at(name);
};
/** An authority, and a certificate of it for this machine (openssl). */
beforeAll(() => {
  room = mkdtempSync(path.join(os.tmpdir(), 'service-link-'));
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: room, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  for (const name of ['authority', 'stranger'])
    openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
    );
  openssl('req', ...key, '-keyout', 'host.key', '-out', 'host.csr', '-subj', '/CN=host');
  put('host.ext', 'subjectAltName=IP:127.0.0.1');
  const sign = [
    '-CA',
    'authority.pem',
    '-CAkey',
    'authority.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'host.ext',
  ];
  openssl('x509', '-req', '-in', 'host.csr', '-out', 'host.pem', ...sign);
});
afterAll(() => rmSync(room, { recursive: true, force: true }));

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
async function served(tls: boolean) {
  const pair = { key: readFileSync(at('host.key'), 'utf8'), cert: readFileSync(at('host.pem'), 'utf8') };
  const services = { Cards: cardReaderService, Board: auxiliariesService };
  const peer = await Peer.start({ services, ...(tls ? { tls: pair } : {}) });
  ends.push(() => peer.stop());
  return peer;
}
/** What the device tells after it was opened. */
async function opened(device: Device | undefined) {
  if (!device) throw new Error('not served');
  ends.push(() => device.close());
  const told: string[] = [];
  device.onStatus((status) => told.push(JSON.stringify(status)));
  const answer = await device.open();
  return { answer, said: JSON.stringify([answer, device.status(), told]) };
}

describe('a configured service', () => {
  it('is shown the secret of its file, which stands nowhere else', async () => {
    const peer = await served(false);
    const secretFile = put('bank.secret', `${CANARY}\n`);
    const binding = await fitDevices(
      devicesConfigSchema.parse({
        cardReader: { port: peer.uri('Cards'), secretFile },
        idCardReader: { port: peer.uri('Cards'), secretFile },
        auxiliaries: { port: peer.uri('Board'), secretFile },
      }),
    );
    const all = [binding.cardReader, binding.idCardReader, binding.auxiliaries];
    for (const fitting of all) {
      const { answer, said } = await opened(fitting?.create());
      expect(answer.ok).toBe(true);
      expect(said + JSON.stringify(fitting) + JSON.stringify(fitting?.traffic?.frames())).not.toContain(CANARY);
    }
    expect(peer.secrets).toEqual(all.map(() => `Bearer ${CANARY}`));
  });

  it('is believed over wss:// only with a certificate of the authority in the file', async () => {
    const peer = await served(true);
    const withAuthority = async (name: string) => {
      const cardReader = { port: peer.uri('Cards'), authorityFile: at(name) };
      return opened((await fitDevices(devicesConfigSchema.parse({ cardReader }))).cardReader?.create());
    };
    expect((await withAuthority('authority.pem')).answer).toMatchObject({ ok: true });
    const refused = await withAuthority('stranger.pem');
    expect(refused.answer).toMatchObject({ error: { errorCode: 'port-denied' } });
    expect(peer.received.some(({ name }) => name === 'CardReader.ReadRawData')).toBe(false);
  });
});

describe('a file that is none', () => {
  it.each([
    ['secretFile', () => ({ secretFile: at('none') }), /cannot be read/],
    ['secretFile', () => ({ secretFile: put('two', `${CANARY} ${CANARY}`) }), /the secret alone/],
    ['secretFile', () => ({ secretFile: put('empty', '\n') }), /the secret alone/],
    ['secretFile', () => ({ secretFile: put('lines', `${CANARY}\r\nX-Other: 1`) }), /the secret alone/],
    ['authorityFile', () => ({ authorityFile: at('none') }), /cannot be read/],
    ['authorityFile', () => ({ authorityFile: put('key', `-----BEGIN PRIVATE KEY-----${CANARY}`) }), /no certificate/],
  ] as const)('%s is named, and what is in it is not', async (field, files, why) => {
    const link = await serviceLink(files());
    expect(link).toMatchObject({ ok: false, error: { field, why: expect.stringMatching(why) } });
    expect(JSON.stringify(link)).not.toContain(CANARY);
  });

  it('bars its device alone', async () => {
    const binding = await fitDevices(
      devicesConfigSchema.parse({
        cardReader: { port: 'ws://127.0.0.1:1/x', secretFile: at('none') },
        receiptPrinter: { port: '/dev/ttyUSB1', family: 'epson' },
      }),
    );
    expect(binding.cardReader?.barred?.why).toMatch(/^devices\.cardReader\.secretFile: cannot be read/);
    expect(binding.receiptPrinter?.barred).toBeNull();
  });
});
