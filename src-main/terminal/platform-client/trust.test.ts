import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startLocalPlatform } from './local-platform.ts';
import { loadPlatformTrust } from './trust.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'trust-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  const place = path.join(folder, name);
  writeFileSync(place, content);
  return place;
};
const refusal = async (keysFile: string, certificateAuthorityFile?: string) => {
  const trust = await loadPlatformTrust({ keysFile, certificateAuthorityFile });
  return trust.ok ? null : trust.error.message.replaceAll(`${folder}/`, '');
};

it('names the setting of a key file that is away or none', async () => {
  expect(await refusal(path.join(folder, 'none.json'))).toBe(
    'platform.keysFile: none.json cannot be read (ENOENT); it is what the platform answers at /v1/keys.',
  );
  for (const content of ['', '[', '[]', 'null'])
    expect(await refusal(file('keys.json', content))).toBe(
      "platform.keysFile: keys.json does not hold the platform's two public keys: it is no JSON object.",
    );
  expect(await refusal(file('keys.json', '{}'))).toMatch(
    /^platform\.keysFile: keys\.json does not hold the platform's two public keys: sign is missing or wrong/,
  );
});

it('names the setting of an authority that TLS would not believe', async () => {
  const platform = await startLocalPlatform();
  const keys = file('keys.json', JSON.stringify(platform.keys));
  await platform.close();
  expect(await refusal(keys)).toBeNull();
  expect(await refusal(keys, path.join(folder, 'ca.pem'))).toBe(
    'platform.certificateAuthorityFile: ca.pem cannot be read (ENOENT).',
  );
  expect(await refusal(keys, file('ca.pem', 'not a certificate'))).toBe(
    'platform.certificateAuthorityFile: ca.pem holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).',
  );
});
