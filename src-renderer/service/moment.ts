import { CHINA_ZONE } from '../../src-main/contract/china-time.ts';
import type { Language } from '../../src-main/contract/text.ts';

/** A moment of these days: 11-21 07:30, never broken between two lines. Seconds since 1970. */
export const moment = (seconds: number, language: Language): string =>
  new Intl.DateTimeFormat(language, {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: CHINA_ZONE,
  })
    .format(seconds * 1000)
    .replaceAll(' ', '\u00a0');

/** 3.2 GB. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const value = count / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power] ?? ''}`;
}
