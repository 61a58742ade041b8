import { existsSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { codeOf } from '../../scripts/dock/invented-staff.ts';
import { DiskImage } from '../fixtures/disk-image.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

const noDisk = DiskImage.lacking();
const RESERVE = 8 * 1024 * 1024;

describe.skipIf(noDisk !== null)(`a disk that is full${noDisk === null ? '' : ` (left out: ${noDisk})`}`, () => {
  let whole: Whole;
  let disk: DiskImage;
  let hands: ServiceHands;
  const ledger = () => path.join(whole.config.terminal.dataDirectory, 'ledger.db');
  const reserveLeft = () => statSync(`${ledger()}.reserve`).size;
  const noService = () => whole.sees('attract', ({ availableCount }) => availableCount === 0, 30_000);
  beforeAll(async () => {
    whole = await Whole.start({
      onDataDirectory: (directory) => {
        disk = DiskImage.mount(directory);
        return () => disk.unmount();
      },
    });
    hands = new ServiceHands(whole);
  }, 40_000);
  afterAll(() => whole.stop());

  test('serves no citizen and lets staff in, before a restart and after it; wrong codes count over it', async () => {
    disk.fill();
    await noService();
    // The ballast goes with the next row that does not fit; whatever filled the disk takes that, too.
    await vi.waitFor(() => expect(existsSync(`${ledger()}.ballast`)).toBe(false), { timeout: 20_000, interval: 100 });
    disk.fill();
    expect(reserveLeft()).toBe(RESERVE);
    const code = codeOf('2001') ?? '';
    const enter = () => {
      whole.touch({ type: 'openService' });
      hands.act({ act: 'enter', staff: '2001', code });
    };
    enter();
    const overview = await hands.sees('overview');
    expect(overview.parts[0]).toMatchObject({ id: 'storage', severity: 'now' });
    expect(reserveLeft()).toBeLessThan(RESERVE);
    disk.fill();
    const { audit } = await hands.open('records');
    expect(audit.map(({ act }) => act)).toEqual(expect.arrayContaining(['entered', 'opened']));
    await whole.sees('diagnostics', ({ view }) => view.unrecorded === 0);
    disk.fill();
    await hands.leave();
    whole.touch({ type: 'openService' });
    hands.act({ act: 'enter', staff: '2001', code: '000000' });
    await whole.sees('serviceAccess', ({ access }) => access.triesLeft === 4);
    await whole.stopTerminal();
    rmSync(`${ledger()}-shm`, { force: true });
    disk.fill();
    await whole.startTerminal();
    await noService();
    disk.fill();
    // What opened before the restart opens nothing after it.
    enter();
    await whole.sees('serviceAccess', ({ access }) => access.triesLeft === 3);
    hands.act({ act: 'leave' });
    await whole.sees('attract');
    disk.fill();
    await hands.enter('3001');
    disk.empty();
    // Who made room sees that it is taken notice of.
    await hands.sees(
      'overview',
      ({ parts }) => parts.some(({ id, severity }) => id === 'storage' && severity === 'fine'),
      20_000,
    );
    expect(reserveLeft()).toBe(RESERVE);
  }, 120_000);
});
