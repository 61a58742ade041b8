import { afterEach, beforeEach, expect, test } from 'vitest';
import { Bench, seenAs } from '../bench.test-kit.ts';
import { restartableIn } from '../restart.ts';
import { restartPage } from './restart.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());
const everything = { restartable: ['app', 'deviceHost', 'machine'] as const };

test('offers what somebody can do here, and the machine to engineers only', () => {
  const may = (role: 'technician' | 'engineer') => seenAs(restartPage(bench.context(role, everything)), 'restart').may;
  expect(may('technician')).toEqual(['app', 'deviceHost']);
  expect(may('engineer')).toEqual(['app', 'deviceHost', 'machine']);
  expect(restartableIn(bench.config, false)).toEqual([]);
  expect(restartableIn(bench.config, true)).toEqual(['app', 'deviceHost']);
  const service = { staffFile: '/staff.json', restartMachine: ['/sbin/reboot'] };
  expect(restartableIn({ ...bench.config, service }, true)).toContain('machine');
});

test('restarts once asked, in the audit, and says what goes on', () => {
  const page = restartPage(bench.context('technician', everything));
  expect(page.act?.({ act: 'restart', what: 'machine' })).toBe(false);
  expect(page.act?.({ act: 'restart', what: 'deviceHost' })).toBe(true);
  expect(bench.restarts).toEqual(['deviceHost']);
  expect(seenAs(page, 'restart').going).toBe('deviceHost');
  expect(bench.acts()).toEqual(['restart deviceHost']);
});

test('is refused while a paper is on its way', () => {
  const { ledger } = bench;
  ledger.beginSession('session-1');
  ledger.printIntent({
    jobId: 'job-1',
    sessionId: 'session-1',
    caseNumber: null,
    kind: 'receipt',
    titleKey: 'receipt',
  });
  const page = restartPage(bench.context('technician', everything));
  expect(page.act?.({ act: 'restart', what: 'app' })).toBe(true);
  expect(bench.restarts).toEqual([]);
  expect(seenAs(page, 'restart').refused?.en).toContain('being printed');
  ledger.printSettled({ jobId: 'job-1', state: 'printed', explanation: null });
  page.act?.({ act: 'restart', what: 'app' });
  expect(bench.restarts).toEqual(['app']);
});

test('is refused while a report or a test page is printed, which stands in no journal', () => {
  bench.paperMoves = true;
  const page = restartPage(bench.context('technician', everything));
  expect(page.act?.({ act: 'restart', what: 'deviceHost' })).toBe(true);
  expect(bench.restarts).toEqual([]);
  expect(seenAs(page, 'restart').refused?.en).toContain('being printed');
  bench.paperMoves = false;
  page.act?.({ act: 'restart', what: 'deviceHost' });
  expect(bench.restarts).toEqual(['deviceHost']);
});

test('does not say for ever that it goes on: the device host is back soon, and what did not happen is said', () => {
  const page = restartPage(bench.context('engineer', everything));
  page.act?.({ act: 'restart', what: 'deviceHost' });
  bench.passes(21_000);
  page.tick?.();
  expect(seenAs(page, 'restart')).toMatchObject({ going: null, refused: null });
  page.act?.({ act: 'restart', what: 'machine' });
  bench.passes(119_000);
  page.tick?.();
  expect(seenAs(page, 'restart').going).toBe('machine');
  bench.passes(1_000);
  page.tick?.();
  expect(seenAs(page, 'restart')).toMatchObject({
    going: null,
    refused: { en: expect.stringContaining('not restarted') },
  });
  expect(bench.acts()).toEqual(['restart deviceHost', 'restart machine', 'restart-refused machine']);
});
