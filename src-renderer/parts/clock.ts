import { CHINA_ZONE, chinaDate } from '../../src-main/contract/china-time.ts';
import type { Language } from '../../src-main/contract/text.ts';

const MINUTE_MS = 60_000;

/** The wall clock for showing only; ticks at the start of each minute. A store for `useSyncExternalStore`. */
export const clock = {
  subscribe(listener: () => void): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const arm = (): void => {
      timer = setTimeout(
        () => {
          listener();
          arm();
        },
        MINUTE_MS - (Date.now() % MINUTE_MS),
      );
    };
    arm();
    return () => clearTimeout(timer);
  },
  /** Milliseconds since the epoch of the minute that runs. */
  minute: (): number => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS,
};

/** HH:mm as it is shown to citizens. */
export const clockTime = (now: number, language: Language): string =>
  new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: CHINA_ZONE }).format(
    now,
  );

/** Today, `YYYY-MM-DD`. */
export const today = (now = new Date()): string => chinaDate(now);
