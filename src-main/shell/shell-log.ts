/** Numbers, names of things and states. Never text that came from a page, a card or a file. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** What the shell tells about itself: one event name, a few fields. */
export interface ShellLog {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

/** One JSON line an event on standard output. */
export function consoleLog(write: (line: string) => void): ShellLog {
  const at =
    (level: string) =>
    (event: string, fields: LogFields = {}): void =>
      write(`${JSON.stringify({ time: new Date().toISOString(), level, source: 'shell', event, ...fields })}\n`);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
