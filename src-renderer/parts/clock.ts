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

/** Today by this machine's calendar, `YYYY-MM-DD`. */
export function today(now = new Date()): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
