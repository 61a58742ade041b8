import type { Device } from '../contract/index.ts';
import type { Check } from './check.ts';
import { commandChecks } from './command-checks.ts';
import { cycleChecks } from './cycle-checks.ts';
import { lifecycleChecks } from './lifecycle-checks.ts';
import { plugChecks } from './plug-checks.ts';
import { privacyCheck } from './privacy-check.ts';
import type { ClassProbe } from './probe.ts';
import { statusChecks } from './status-checks.ts';

/** What every driver must do, whatever its class. `privacy`: where the class says in another way what is personal. */
export const genericChecks = <D extends Device>(
  probe: ClassProbe<D>,
  privacy: Check<D> = privacyCheck(probe),
): readonly Check<D>[] => [
  ...lifecycleChecks(probe),
  ...statusChecks<D>(),
  ...commandChecks(probe),
  ...plugChecks(probe),
  privacy,
  ...cycleChecks<D>(),
];
