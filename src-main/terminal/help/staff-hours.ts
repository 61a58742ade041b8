import { chinaTime, inChina } from '../../contract/china-time.ts';
import type { Config } from '../../contract/config.ts';
import type { StaffHours } from '../../contract/config-staff.ts';

type Site = Config['site'];

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

/**
 * What holds where the configuration says nothing. A bank's 24-hour lobby is watched at night, too; a service hall has its
 * office hours; in a village nobody may be near at all, and the phone is the answer.
 */
const usual: Readonly<Record<Site['profile'], readonly StaffHours[]>> = {
  'bank-branch': [{ days: EVERY_DAY, from: '00:00', to: '24:00' }],
  hall: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  village: [],
};

/** Can somebody of staff come now? By China's clock. */
export function staffCanCome({ profile, staffHours }: Pick<Site, 'profile' | 'staffHours'>, now: Date): boolean {
  const day = ((inChina(now).getUTCDay() + 6) % 7) + 1;
  const clock = clockOf(now);
  return (staffHours ?? usual[profile]).some(({ days, from, to }) => days.includes(day) && from <= clock && clock < to);
}

/** HH:MM in China. */
export const clockOf = (at: Date): string => chinaTime(at).slice(11);
