import { expect, it } from 'vitest';
import type { AuxiliariesSnapshot } from '../../../drivers/contract/index.ts';
import { codeSchema } from '../ledger/record-bodies.ts';
import { Cabinet } from './cabinet.ts';

const quiet: AuxiliariesSnapshot = {
  presence: 'notPresent',
  doors: { cabinet: 'closed' },
  tamper: 'off',
  ups: { state: 'good', percent: 98 },
  operatorSwitch: 'run',
  headset: null,
  lights: { cardReader: { flashRate: 'slow', color: null } },
  volume: null,
};

function cabinet() {
  const written: string[] = [];
  const lights: string[] = [];
  const clock = { now: 0 };
  const made = new Cabinet({
    now: () => clock.now,
    write: (detail) => written.push(codeSchema.parse(detail)),
    log: () => undefined,
    presenceLight: 'cardReader',
    setLight: (position, { flashRate }) => lights.push(`${position} ${flashRate}`),
    onChange: () => undefined,
  });
  return { made, written, lights, clock };
}

it('says nothing of a cabinet that is closed and has power', () => {
  const { made, written, lights } = cabinet();
  made.take(quiet);
  made.take({ ...quiet, doors: { cabinet: 'unknown' }, tamper: 'unknown' });
  made.take(quiet);
  made.take(null);
  expect(written).toEqual([]);
  expect(lights).toEqual([]);
});

it('writes each door, tamper and power change once, also one that was found at the start', () => {
  const { made, written } = cabinet();
  made.take({ ...quiet, doors: { cabinet: 'open' } });
  made.take({ ...quiet, doors: { cabinet: 'open' }, tamper: 'on' });
  made.take({ ...quiet, tamper: 'on', ups: { state: 'engaged', percent: 80 } });
  expect(written).toEqual(['door.cabinet.open', 'tamper.on', 'door.cabinet.closed', 'ups.engaged']);
});

it('calls power low only on a battery that is nearly empty, and not when nobody tells', () => {
  const { made } = cabinet();
  const withUps = (state: NonNullable<AuxiliariesSnapshot['ups']>['state']) => ({
    ...quiet,
    ups: { state, percent: null },
  });
  const low = (['good', 'engaged', 'low', 'powering', 'recovered', 'unknown'] as const).filter((state) => {
    made.take(withUps(state));
    return made.powerLow;
  });
  expect(low).toEqual(['low']);
  made.take(withUps('low'));
  made.take(null);
  expect(made.powerLow).toBe(false);
});

it('moves the light when somebody comes, and tells it again to a board that forgot', () => {
  const { made, lights } = cabinet();
  made.take({ ...quiet, presence: 'present' });
  made.take({ ...quiet, presence: 'present', lights: { cardReader: { flashRate: 'continuous', color: null } } });
  made.take({ ...quiet, presence: 'unknown', lights: { cardReader: null } });
  made.take({ ...quiet, lights: { cardReader: null } });
  expect(lights).toEqual(['cardReader continuous', 'cardReader slow']);
});

it('a bouncing switch does not fill the ledger', () => {
  const { made, written, clock } = cabinet();
  for (let second = 0; second < 600; second++) {
    clock.now = second * 1000;
    made.take({ ...quiet, doors: { cabinet: second % 2 === 0 ? 'open' : 'closed' } });
  }
  expect(written).toHaveLength(20);
  clock.now = 4_000_000;
  made.take({ ...quiet, doors: { cabinet: 'open' } });
  expect(written).toHaveLength(21);
});
