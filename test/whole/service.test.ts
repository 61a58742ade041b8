import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../../scripts/dock/invented-staff.ts';
import type { DiagnosticsPage, ServiceAct } from '../../src-main/contract/diagnostics.ts';
import { Whole } from './whole.ts';

let whole: Whole;
beforeAll(async () => {
  whole = await Whole.start();
});
afterAll(() => whole.stop());

const act = (what: ServiceAct) => whole.touch({ type: 'service', act: what });
const overview = (holds: (page: Extract<DiagnosticsPage, { page: 'overview' }>) => boolean) =>
  whole.sees('diagnostics', ({ view }) => view.page.page === 'overview' && holds(view.page));

describe('the service side', () => {
  test('opens on the attract screen only, asks who is there, and lets nobody in for a wrong code', async () => {
    whole.touch({ type: 'start' }, { type: 'openService' });
    await whole.sees('home');
    whole.touch({ type: 'exit' });
    await whole.sees('farewell');
    whole.touch({ type: 'start' });
    await whole.sees('attract');
    whole.touch({ type: 'openService' });
    await whole.sees('serviceAccess');
    act({ act: 'enter', staff: '2001', code: '000000' });
    await whole.sees('serviceAccess', ({ access }) => access.wrong && access.triesLeft === 4);
    // Nothing of the inside answers before the door.
    act({ act: 'open', page: 'overview' });
    act({ act: 'restart', what: 'app' });
    await whole.sees('serviceAccess');
  });

  test('shows a technician what is wrong as it happens, and gives the screen back', async () => {
    act({ act: 'enter', staff: '2001', code: codeOf('2001') ?? '' });
    await overview(({ readiness }) => readiness === 'ready');
    // A finger on the glass is a touch, whatever the page makes of it.
    await whole.sees('diagnostics', ({ view: { idleSecondsLeft } }) => idleSecondsLeft < 179);
    whole.touch({ type: 'touched' });
    await whole.sees('diagnostics', ({ view: { idleSecondsLeft } }) => idleSecondsLeft === 180);
    whole.machine.unplug('printer');
    const { view } = await overview(({ parts }) => parts[0]?.severity === 'now');
    expect(view).toMatchObject({ staff: '2001', role: 'technician' });
    const page = view.page.page === 'overview' ? view.page : null;
    expect(page?.readiness).toBe('limited');
    expect(page?.parts[0]).toMatchObject({ id: 'receiptPrinter', fixer: 'technician', nextAction: expect.anything() });
    await whole.machine.plug('printer');
    await overview(({ readiness }) => readiness === 'ready');
    act({ act: 'leave' });
    await whole.sees('attract');
  });

  test('serves citizens afterwards as if nobody had been there', async () => {
    await whole.toForm('social-insurance-proof', 'wang-yan');
    whole.touch({ type: 'exit' });
    whole.machine.liftCard();
    await whole.sees('attract');
  });
});
