import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeyboardWedge } from './keyboard-wedge.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function rig() {
  const wants: boolean[] = [];
  return { wants, wedge: new KeyboardWedge({ now: () => 1_000, want: (wanted) => wants.push(wanted) }) };
}

test('asks the shell for keys only while somebody waits for a code', async () => {
  const { wedge, wants } = rig();
  wedge.code('BDY1:before');
  const reading = wedge.read({ timeoutMs: 5_000 });
  expect(await wedge.read({ timeoutMs: 5_000 })).toMatchObject({ ok: false, error: { errorCode: 'busy' } });
  wedge.code('BDY1:shown');
  wedge.code('BDY1:after');
  expect(await reading).toMatchObject({ ok: true, value: { text: 'BDY1:shown', aim: null } });
  expect(wants).toEqual([true, false]);
});

test('ends with time and when it is called off, and wants nothing any more', async () => {
  const { wedge, wants } = rig();
  const late = wedge.read({ timeoutMs: 5_000 });
  vi.advanceTimersByTime(5_000);
  expect(await late).toMatchObject({ ok: false, error: { code: 'timeOut' } });
  const off = new AbortController();
  const canceled = wedge.read({ timeoutMs: 5_000, signal: off.signal });
  off.abort();
  expect(await canceled).toMatchObject({ ok: false, error: { code: 'canceled' } });
  expect(wants).toEqual([true, false, true, false]);
});

test('never counts as fine, and proves itself only by a code that is shown', async () => {
  const { wedge } = rig();
  expect(wedge.view()).toMatchObject({ health: 'attention', status: { faults: ['keyboard-wedge'] } });
  expect(wedge.view().status).toMatchObject({ attachment: 'unknown', activity: 'idle', source: 'inferred' });
  expect(await wedge.checkHealth('internal', { timeoutMs: 10 })).toMatchObject({ ok: true, value: { passed: false } });
  const check = wedge.checkHealth('interactive', { timeoutMs: 5_000 });
  expect(wedge.view().status.activity).toBe('busy');
  wedge.code('11010519491231002X');
  expect(await check).toEqual({
    ok: true,
    value: { passed: true, code: 'read', evidence: '18 characters' },
    effect: 'none',
  });
});
