import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLedger } from './ledger.ts';
import { must, openTestLedger, submit, TEST_TERMINAL } from './test-ledger.ts';

const RESERVE = 2 * 1024 * 1024;
const limits = { ballastBytes: 512 * 1024, minimumFreeBytes: 1024 * 1024, reserveBytes: RESERVE };
const OPEN_DOOR = { wrongTries: 0, triesForMs: 0, locks: [], lockedForMs: null };

let folder = '';
let file = '';
let filler = '';
const lacking =
  process.platform === 'linux' && process.getuid?.() === 0 ? null : 'a small file system needs Linux and root';

/** Whatever filled the disk takes each free byte at once. */
function fill(): void {
  const handle = openSync(filler, 'a');
  for (const bytes of [64 * 1024, 1]) {
    const block = Buffer.alloc(bytes, 0x46);
    try {
      for (;;) writeSync(handle, block);
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC')) throw thrown;
    }
  }
  closeSync(handle);
}

describe.skipIf(lacking !== null)(`a disk that is full${lacking === null ? '' : ` (left out: ${lacking})`}`, () => {
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'staff-reserve-'));
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', folder], { encoding: 'utf8' });
    if (mounted.status !== 0) throw new Error(mounted.stderr);
    file = path.join(folder, 'ledger.db');
    filler = path.join(folder, 'filler');
  });
  afterEach(() => {
    spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** The ballast is gone and nothing of citizens' is taken. */
  function filled() {
    const ledger = openTestLedger(file, { limits });
    must(ledger.beginSession('session-1'));
    for (let tries = 0, fits = true; fits; tries++) {
      if (tries > 200) throw new Error('the disk does not fill');
      fill();
      fits = ledger.caseNumber().ok;
    }
    return ledger;
  }

  test('still takes who came in, what they did and wrong tries; nothing of a citizen', () => {
    const ledger = filled();
    expect(ledger.canAccept()).toMatchObject({ ok: false, reason: 'ballastSpent' });
    expect(ledger.service.reserveLeft()).toBe(RESERVE);
    for (const staff of ['100001', '100002', '100003']) {
      fill();
      must(ledger.service.writeDoor({ ...OPEN_DOOR, wrongTries: 1, triesForMs: 1000 }));
      must(ledger.service.act({ staff: '-', act: 'door', detail: 'wrong-try.1' }));
      fill();
      expect(must(ledger.service.letIn({ staff, step: 7 }, OPEN_DOOR))).toBe(true);
      must(ledger.service.act({ staff, act: 'entered', detail: 'technician' }));
      fill();
      must(ledger.service.test({ staff, what: 'storage', outcome: 'failed', code: 'x', evidence: 'e'.repeat(1200) }));
      expect(must(ledger.service.usedStep(staff))).toBe(7);
    }
    const left = ledger.service.reserveLeft();
    expect(left).toBeLessThan(RESERVE);
    fill();
    const refused = { ok: false, error: { code: 'full' } };
    expect(ledger.caseNumber()).toMatchObject(refused);
    expect(ledger.service.askHelp('attract')).toMatchObject(refused);
    // Each minute of a lock or of a remembered try: where it does not fit it is refused, and takes nothing.
    for (let minute = 0; minute < 60; minute++)
      ledger.service.keepDoor({ ...OPEN_DOOR, wrongTries: 1, triesForMs: minute });
    expect(ledger.service.reserveLeft()).toBe(left);
    // What the machine notes of itself takes nothing away from who has to come in.
    expect(ledger.service.act({ staff: '-', act: 'alarm', detail: 'cabinet-opened' })).toMatchObject(refused);
    expect(ledger.service.reserveLeft()).toBe(left);
    ledger.close();
  });

  test('is opened after a restart, with what was used before it', () => {
    const ledger = filled();
    expect(must(ledger.service.letIn({ staff: '100001', step: 7 }, OPEN_DOOR))).toBe(true);
    ledger.close();
    // SQLite's index of the log, which a clean end takes away.
    rmSync(`${file}-shm`, { force: true });
    fill();
    const again = must(openLedger({ file, terminal: TEST_TERMINAL, limits }));
    fill();
    expect(must(again.recover())).toMatchObject({ crashedSession: 'session-1' });
    fill();
    expect(must(again.service.usedStep('100001'))).toBe(7);
    expect(must(again.service.letIn({ staff: '100001', step: 8 }, OPEN_DOOR))).toBe(true);
    again.close();
  });

  test('lets nobody in once the reserve is gone too, and has it again when there is room', () => {
    const ledger = filled();
    let acts = 0;
    while (ledger.service.act({ staff: '100001', act: 'opened', detail: `page-${acts}` }).ok) {
      acts += 1;
      fill();
      if (acts > 10_000) throw new Error('the reserve has no end');
    }
    // A piece of 128 KB an act at the very least.
    expect(acts).toBeGreaterThanOrEqual(RESERVE / (128 * 1024));
    expect(ledger.service.reserveLeft()).toBe(0);
    expect(ledger.service.letIn({ staff: '100001', step: 9 }, OPEN_DOOR)).toMatchObject({
      ok: false,
      error: { code: 'full' },
    });
    expect(must(ledger.service.usedStep('100001'))).toBeNull();
    expect(must(ledger.service.acts(10_000))).toHaveLength(acts);
    rmSync(filler);
    must(ledger.maintain());
    expect(ledger.service.reserveLeft()).toBe(RESERVE);
    expect(spawnSync('du', ['-B1', `${file}.reserve`], { encoding: 'utf8' }).stdout).toContain(String(RESERVE));
    expect(ledger.canAccept()).toEqual({ ok: true });
    submit(ledger, 'session-1');
    ledger.close();
  });
});
