import type { Logger } from '../logging/logger.ts';
import type { LogFields, ShellLog } from './shell-log.ts';

const BLOCKED = {
  'navigation-refused': 'navigation',
  'redirect-refused': 'navigation',
  'webview-refused': 'window',
  'window-refused': 'window',
  'permission-refused': 'permission',
  'request-refused': 'network',
  'preconnect-refused': 'network',
  'download-refused': 'download',
  'file-chooser-refused': 'dialog',
  'dialog-refused': 'dialog',
  'page-message-refused': 'ipc',
} as const;

const GONE = [
  'clean-exit',
  'abnormal-exit',
  'killed',
  'crashed',
  'oom',
  'launch-failed',
  'integrity-failure',
  'memory-eviction',
] as const;

/** What the shell tells, also in the log files' own words; what has no word there stays on the console. */
export function withLogFile(console: ShellLog, logger: () => Logger | null): ShellLog {
  const at =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}): void => {
      console[level](event, fields);
      const file = logger();
      if (file !== null) record(file, event, fields);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

function record(file: Logger, event: string, fields: LogFields): void {
  const child = fields.child === 'device-host' ? 'deviceHost' : 'terminal';
  const number = (name: string): number => (typeof fields[name] === 'number' ? fields[name] : 0);
  if (event in BLOCKED) {
    file.log('shell.requestBlocked', { what: BLOCKED[event as keyof typeof BLOCKED] });
  } else if (event === 'child-ready') {
    file.log('shell.childRestarted', { child, tookMs: number('ms') });
  } else if (event === 'child-ended') {
    file.log('shell.childExited', { child, exitCode: number('code'), restarts: number('exits') });
  } else if (event === 'child-killed') {
    file.log('shell.childSilent', { child, silentMs: number('silentMs') });
  } else if (event === 'page-broken') {
    file.log('shell.rendererGone', { reason: GONE.find((reason) => reason === fields.reason) ?? 'unresponsive' });
  } else if (event === 'page-changed') {
    const cause =
      fields.reason === 'session-ended' ? 'sessionEnded' : fields.reason === 'hung' ? 'unresponsive' : 'gone';
    file.log('shell.rendererReplaced', { tookMs: number('ms'), cause });
  } else if (event === 'safe-screen' && fields.shown === true) {
    file.log('shell.crashLoop', { child: fields.terminal === true ? 'terminal' : 'renderer', restarts: 5 });
  } else if (event === 'configuration-unreadable') {
    file.log('config.refused', { problems: 1 });
  } else if (event === 'started') {
    file.log('process.started', { tookMs: number('ms') });
  }
}
