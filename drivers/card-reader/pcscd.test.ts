import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../contract/index.ts';
import { runSmartCard } from './cli.ts';
import { PcscSocialSecurityCardReader } from './driver.ts';
import { PcscCardService } from './pcsc-service.ts';
import { type PrivatePcscd, privatePcscd, whyNoPcscd } from './pcscd-kit.ts';
import { SimulatedCard, type SimulatedCardOptions, sampleCard } from './simulated-card.ts';
import { insertVirtualCard, type VirtualCard } from './virtual-card.ts';

const reason = whyNoPcscd();
if (reason !== null) console.warn(`no real card service in these tests: ${reason}`);

/** Both selections, records of both files, the last question. `driver.test.ts` does all fifteen, at several bytes. */
const AT_COMMANDS = [0, 1, 3, 7, 11, 14];
const WAIT_MS = 5_000;
const errorOf = (completion: { ok: true } | { ok: false; error: { errorCode: string } }) =>
  completion.ok ? 'ok' : completion.error.errorCode;

describe.skipIf(reason !== null)('with a real pcscd', () => {
  let pcscd: PrivatePcscd;
  const drivers: PcscSocialSecurityCardReader[] = [];
  const cards: VirtualCard[] = [];
  beforeAll(async () => {
    pcscd = await privatePcscd();
    await pcscd.start();
  });
  afterAll(async () => await pcscd?.dispose());
  afterEach(async () => {
    for (const card of cards.splice(0)) {
      card.pull();
      await card.ended;
    }
    for (const driver of drivers.splice(0)) await driver.close();
  });

  const opened = async (reader = '00 00') => {
    const driver = new PcscSocialSecurityCardReader(new PcscCardService(), { reader });
    drivers.push(driver);
    expect(await driver.open()).toMatchObject({ ok: true });
    return driver;
  };
  const insert = async (
    options: Partial<SimulatedCardOptions> = {},
    script: (card: SimulatedCard) => void = () => undefined,
  ) => {
    const card = new SimulatedCard({ card: sampleCard, ...options });
    script(card);
    const inserted = await insertVirtualCard(card, pcscd.port);
    if (!inserted.ok) throw new Error(inserted.error);
    cards.push(inserted.value);
    return { card, virtual: inserted.value };
  };
  /** Until the reader itself says so. */
  const until = async (driver: PcscSocialSecurityCardReader, right: () => boolean) => {
    const seen = new AbortController();
    const stop = driver.onStatus(() => right() && seen.abort());
    if (!right()) await systemClock.delay(10_000, seen.signal);
    stop();
    expect(right()).toBe(true);
  };

  it('reads a card put in before and after asking, and tells in and out', async () => {
    const driver = await opened();
    const events: string[] = [];
    driver.onEvent(({ name }) => events.push(name));
    expect(await driver.cardPresent()).toMatchObject({ value: 'notPresent' });
    const reading = driver.read({ timeoutMs: WAIT_MS });
    const { virtual } = await insert();
    expect(await reading).toEqual({ ok: true, value: sampleCard, effect: 'none' });
    // vpcd knows no VENDOR_IFD_VERSION: pcscd answers that it does not, at once, and nothing is told.
    expect(await driver.refresh()).toMatchObject({ device: 'online', media: 'present', faults: [], firmware: null });
    virtual.pull();
    await until(driver, () => driver.status().media === 'notPresent');
    await insert({ fetch: true });
    await until(driver, () => driver.status().media === 'present');
    expect(await driver.read({ timeoutMs: WAIT_MS })).toMatchObject({ ok: true, value: sampleCard });
    expect(events.map((name) => name.slice(11))).toEqual([
      'MediaInsertedEvent',
      'MediaRemovedEvent',
      'MediaInsertedEvent',
    ]);
  });

  it('gives nothing of a card pulled in mid-read, early and late', { timeout: 60_000 }, async () => {
    // One reader after the other: with cards in both, vpcd 3.3 misses some, as a second client of pcscd confirms.
    const driver = await opened();
    for (const at of AT_COMMANDS) {
      const reading = driver.read({ timeoutMs: WAIT_MS });
      // Pulled before or in the answer. Never between its two length bytes: that crashes vpcd 3.3 itself.
      await insert({}, (card) => card.inject({ kind: 'pull', at, bytes: [0, 2, 3, 4][at % 4] ?? 0 }));
      expect(errorOf(await reading), `at ${at}`).toBe('cardRemoved');
      await until(driver, () => driver.status().media === 'notPresent');
    }
    await insert();
    expect(await driver.read({ timeoutMs: WAIT_MS })).toMatchObject({ ok: true });
  });

  it('refuses another kind of card', async () => {
    const driver = await opened();
    await insert({ card: null });
    expect(await driver.read({ timeoutMs: WAIT_MS })).toMatchObject({
      error: { code: 'unsupportedData', errorCode: 'cardTypeUnknown' },
    });
  });

  it('gives up a card that falls silent, says so until it is pulled, then goes on', { timeout: 30_000 }, async () => {
    const driver = await opened();
    const { virtual } = await insert({}, (card) => card.inject({ kind: 'silence', at: 3 }));
    expect(errorOf(await driver.read({ timeoutMs: WAIT_MS }))).toBe('cardMute');
    expect(driver.status().faults).toEqual(['card-mute']);
    expect(errorOf(await driver.read({ timeoutMs: WAIT_MS }))).toBe('cardStuck');
    virtual.pull();
    await until(driver, () => driver.status().media === 'notPresent');
    expect(driver.status().faults).toEqual([]);
    await insert();
    expect(await driver.read({ timeoutMs: WAIT_MS })).toMatchObject({ ok: true });
  });

  it('lets nobody else at the card while it reads', async () => {
    const driver = await opened();
    const other = await opened();
    await insert({}, (card) => card.inject({ kind: 'slow', milliseconds: 20 }));
    await until(other, () => other.status().media === 'present');
    let reading: ReturnType<typeof driver.read> | null = null;
    await new Promise<void>((began) => {
      reading = driver.read({ timeoutMs: WAIT_MS, onProgress: (progress) => progress === 'reading' && began() });
    });
    expect(errorOf(await other.read({ timeoutMs: WAIT_MS }))).toBe('cardInUse');
    expect(await reading).toMatchObject({ ok: true });
  });

  it('comes back by itself after pcscd was killed in mid-read', { timeout: 30_000 }, async () => {
    const driver = await opened();
    const reading = driver.read({
      timeoutMs: WAIT_MS,
      onProgress: (progress) => {
        if (progress === 'reading') void pcscd.kill();
      },
    });
    await insert({}, (card) => card.inject({ kind: 'slow', milliseconds: 50 }));
    expect(errorOf(await reading)).toBe('serviceLost');
    expect(driver.status()).toMatchObject({ device: 'offline', faults: ['service-absent'], media: 'unknown' });
    expect(errorOf(await driver.read({ timeoutMs: WAIT_MS }))).toBe('serviceLost');
    const late = new PcscSocialSecurityCardReader(new PcscCardService(), { reader: '00 00' });
    // A daemon that is dying may still take the connection and drop it, which its library calls a security violation.
    await expect.poll(async () => errorOf(await late.open()), { timeout: 10_000 }).toBe('serviceAbsent');
    await pcscd.start();
    await until(driver, () => driver.status().device === 'online');
    await insert();
    expect(await driver.read({ timeoutMs: WAIT_MS })).toMatchObject({ ok: true, value: sampleCard });
  });

  it('is driven from the command line', async () => {
    const output = { stdout: '', stderr: '' };
    const run = (action: 'read' | 'status', reader: string | null, json = true) =>
      runSmartCard(action, {
        json,
        timeoutMs: WAIT_MS,
        ...(reader === null ? {} : { reader }),
        stdout: { write: (text) => (output.stdout += text) },
        stderr: { write: (text) => (output.stderr += text) },
      });
    expect(await run('status', null)).toBe(2);
    expect(output.stderr).toMatch(/^smart-card status: several readers fit.*\[severalReaders\]\n$/);
    output.stdout = '';
    expect(await run('status', '00 01', false)).toBe(0);
    expect(output.stdout).toMatch(/^online {2}Virtual PCD 01 {2}no faults/);
    output.stdout = '';
    await insert();
    expect(await run('read', '00 00')).toBe(0);
    expect(JSON.parse(output.stdout)).toEqual(sampleCard);
  });

  it('does not take its process along when pcscd is stopped dead', { timeout: 30_000 }, async () => {
    // In a process of its own: PC/SC's calls are synchronous, and one that waits for ever stops everything.
    const script = `import { createInterface } from 'node:readline/promises';
      import { PcscSocialSecurityCardReader } from '${import.meta.dirname}/driver.ts';
      import { PcscCardService } from '${import.meta.dirname}/pcsc-service.ts';
      const lines = createInterface({ input: process.stdin });
      const make = () => new PcscSocialSecurityCardReader(new PcscCardService(), { reader: '00 00' });
      const first = make();
      console.log((await first.open()).ok);
      await new Promise((resolve) => lines.once('line', resolve));
      console.log((await first.refresh()).faults.join());
      await first.close();
      const second = make();
      const opened = await second.open();
      console.log(opened.ok || opened.error.errorCode, second.status().faults.join());
      await new Promise((resolve) => lines.once('line', resolve));
      console.log((await second.open()).ok);
      await second.close();
      process.exit();`;
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script]);
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    let said = '';
    child.stdout.on('data', (text) => {
      said += text;
      if (said === 'true\n') {
        pcscd.freeze();
        child.stdin.write('frozen\n');
      } else if (said.endsWith('serviceSilent no-answer\n')) {
        pcscd.thaw();
        child.stdin.write('thawed\n');
      }
    });
    await once(child, 'exit');
    clearTimeout(late);
    pcscd.thaw();
    expect(said).toBe('true\nno-answer\nserviceSilent no-answer\ntrue\n');
  });

  it('outlives a client of a dead service that is collected', () => {
    const script = `import { PcscSocialSecurityCardReader } from '${import.meta.dirname}/driver.ts';
      import { PcscCardService } from '${import.meta.dirname}/pcsc-service.ts';
      import { privatePcscd } from '${import.meta.dirname}/pcscd-kit.ts';
      const pcscd = await privatePcscd();
      const moment = () => new Promise((resolve) => setTimeout(resolve, 100));
      const open = async (meanwhile) => {
        const driver = new PcscSocialSecurityCardReader(new PcscCardService(), { reader: '00 00' });
        const opened = await driver.open();
        await meanwhile();
        await driver.close();
        return opened.ok;
      };
      await pcscd.start();
      await open(async () => { await pcscd.kill(); await moment(); });
      await pcscd.start();
      for (let round = 0; round < 5; round += 1) { globalThis.gc(); await moment(); }
      console.log(await open(moment));
      await pcscd.dispose();`;
    const options = ['--expose-gc', '--input-type=module-typescript', '-e', script];
    const { stdout, stderr, status } = spawnSync(process.execPath, options, { timeout: 20_000 });
    expect([stderr.toString(), stdout.toString(), status]).toEqual(['', 'true\n', 0]);
  });

  it('loads in a process of its own', () => {
    const script = `import { PcscCardService } from '${import.meta.dirname}/pcsc-service.ts';
      const service = new PcscCardService(); const started = await service.start();
      await new Promise((resolve) => setTimeout(resolve, 200));
      console.log(started.ok, service.slots().length); service.stop(); process.exit();`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      timeout: 10_000,
    });
    expect([stdout.toString(), status]).toEqual(['true 2\n', 0]);
  });
});
