import type { DiagnosticsPage } from '../../../contract/diagnostics.ts';
import { exportLogs } from '../log-export.ts';
import { type LogLine, newestLines } from '../log-lines.ts';
import type { OpenPage, PageContext } from '../page.ts';

const SHOWN = 200;
const READ_EVERY_TICKS = 5;
type View = Extract<DiagnosticsPage, { page: 'logs' }>;

/** The newest log lines, and all of them onto a removable volume. The platform has no place for logs: not offered. */
export function logsPage({ services, audit, changed }: PageContext): OpenPage {
  let level: View['level'] = 'info';
  let exported: View['exported'] = null;
  let exporting = false;
  let ticks = 0;
  let lines: LogLine[] = [];
  const read = () => {
    lines = newestLines(services.logDirectory, level, SHOWN);
  };
  read();

  async function run(target: string): Promise<void> {
    exporting = true;
    const { version, wallMs, logDirectory, config, log } = services;
    const done = await exportLogs({ logDirectory, target, terminal: config.terminal.id, version, wallMs: wallMs() });
    if (!done.ok)
      log('service.notWritten', { what: 'logs', code: /^[A-Z]+$/.test(done.evidence) ? done.evidence : 'other' });
    exported = { to: 'usb', ...done };
    exporting = false;
    changed();
  }

  return {
    view: () => ({
      page: 'logs',
      lines: lines.map(({ time, level: of, process, event, fields }) => ({
        at: time,
        level: of,
        process,
        event,
        fields: Object.entries(fields)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
      })),
      level,
      targets: services.removable() === null ? [] : ['usb'],
      exporting,
      exported,
    }),
    act(act) {
      if (act.act === 'logLevel') {
        level = act.level;
        read();
        return true;
      }
      if (act.act !== 'exportLogs' || act.to !== 'usb' || exporting) return false;
      const target = services.removable();
      if (target === null) return false;
      audit('logs-exported', 'usb');
      void run(target);
      return true;
    },
    tick() {
      ticks += 1;
      if (ticks % READ_EVERY_TICKS === 0) read();
    },
  };
}
