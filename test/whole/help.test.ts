import { afterAll, beforeAll, expect, test } from 'vitest';
import { operationsTerminalsSchema } from '../../src-main/contract/operations-api.ts';
import { ServiceHands } from './service-kit.ts';
import { Whole } from './whole.ts';

/** A citizen calls for staff: screen, ledger, platform, service side, and back to the screen. */
let whole: Whole;
beforeAll(async () => {
  whole = await Whole.start({ staffHours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }] });
});
afterAll(() => whole.stop());

const atPlatform = async () =>
  (await whole.operations('terminals', operationsTerminalsSchema)).terminals[0]?.help ?? null;
const acts = () =>
  whole
    .ledgerRows<{ act: string }>(
      "SELECT staff || ' ' || detail AS act FROM service_acts WHERE act = 'help' ORDER BY id",
    )
    .map(({ act }) => act);

test('is taken once from any screen of theirs, without ending what they do, and told to the platform', async () => {
  await whole.toForm('social-insurance-proof', 'wang-yan');
  await whole.says(({ help }) => help?.mayCall === true);
  whole.touch({ type: 'callStaff' }, { type: 'callStaff' });
  await whole.says(({ help }) => help?.mayCall === false && /^\d\d:\d\d$/.test(help.calledAt ?? ''));
  await whole.sees('form');
  await expect.poll(atPlatform, { timeout: 10_000 }).toMatchObject({ asked: 1, open: 1, openAt: 'form' });
  expect(acts()).toEqual(['- asked.form']);
  whole.touch({ type: 'exit' });
  whole.machine.liftCard();
  await whole.sees('attract');
});

test('is the first thing bank staff see; their acknowledgement reaches the platform and the citizen', async () => {
  const hands = new ServiceHands(whole);
  expect((await hands.enter('1001')).help).toMatchObject({ at: { en: 'the form' }, times: 1 });
  // Nobody calls for staff from staff's own side.
  whole.touch({ type: 'callStaff' });
  hands.act({ act: 'acknowledgeHelp' });
  await hands.sees('overview', ({ help }) => help === null);
  await hands.leave();
  await whole.says(({ help }) => help?.calledAt === null && help.acknowledgedAt !== null);
  await expect.poll(atPlatform, { timeout: 10_000 }).toMatchObject({ asked: 1, open: 0, openSince: null });
  expect(acts()).toEqual(['- asked.form', '1001 acknowledged']);
});
