import type { DiagnosticsPage } from '../../../contract/diagnostics.ts';
import { LOGS_BYTES } from '../../../contract/platform-api.ts';
import { pause } from '../../pause.ts';
import { exportLogs, packLogs } from '../log-export.ts';
import { newestLines } from '../log-lines.ts';
import { sendLogs } from '../log-sending.ts';
import type { OpenPage, PageContext } from '../page.ts';

const SHOWN = 200;
const READ_EVERY_TICKS = 5;
type View = Extract<DiagnosticsPage, { page: 'logs' }>;
type Target = View['targets'][number];

/** The newest log lines, and all of them onto a removable volume or to the platform. */
export function logsPage({ services, audit, changed }: PageContext): OpenPage {
  let level: View['level'] = 'info';
  let exported: View['exported'] = null;
  let exporting: View['exporting'] = null;
  let running: AbortController | null = null;
  let ticks = 0;
  const read = () => newestLines(services.logDirectory, level, SHOWN);
  let newest = read();
  const { version, wallMs, logDirectory, config, log } = services;
  const what = () => ({ logDirectory, terminal: config.terminal.id, version, wallMs: wallMs() });

  async function toPlatform(signal: AbortSignal): Promise<{ ok: boolean; evidence: string }> {
    const packed = await packLogs(what(), LOGS_BYTES);
    if (!packed.ok) return { ok: false, evidence: packed.error };
    const { content, sha256, lines: count } = packed.value;
    const sent = await sendLogs({
      content,
      sha256,
      send: services.sendLogs,
      signal,
      delay: pause,
      random: Math.random,
      onTry: (tries) => {
        exporting = { to: 'platform', bytes: content.length, tries };
        changed();
      },
    });
    if (!sent.ok) return { ok: false, evidence: sent.error };
    return { ok: true, evidence: `${count} lines, ${content.length} bytes, SHA-256 ${sha256.slice(0, 16)}` };
  }

  async function run(to: Target, make: (signal: AbortSignal) => Promise<{ ok: boolean; evidence: string }>) {
    const abort = new AbortController();
    running = abort;
    exporting = { to, bytes: null, tries: 0 };
    const done = await make(abort.signal);
    running = null;
    exporting = null;
    exported = { to, ...done };
    if (!done.ok && to === 'usb')
      log('service.notWritten', { what: 'logs', code: /^[A-Z]+$/.test(done.evidence) ? done.evidence : 'other' });
    audit(done.ok ? 'logs-kept' : 'logs-not-kept', to);
    changed();
  }

  const targets = (): Target[] => [
    ...(services.removable() === null ? [] : (['usb'] as const)),
    ...(services.platformState() === 'offline' ? [] : (['platform'] as const)),
  ];

  return {
    view: () => ({
      page: 'logs',
      unreadable: newest.unreadable,
      lines: newest.lines.map(({ time, level: of, process, event, fields }) => ({
        at: time,
        level: of,
        process,
        event,
        fields: Object.entries(fields)
          .map(([name, value]) => `${name}=${value}`)
          .join(' '),
      })),
      level,
      targets: targets(),
      exporting,
      exported,
    }),
    act(act) {
      if (act.act === 'logLevel') {
        level = act.level;
        newest = read();
        return true;
      }
      if (act.act === 'cancel' && exporting?.to === 'platform') {
        running?.abort();
        return true;
      }
      if (act.act !== 'exportLogs' || running !== null || !targets().includes(act.to)) return false;
      const target = services.removable();
      if (act.to === 'usb' && target === null) return false;
      audit('logs-exported', act.to);
      void run(act.to, (signal) =>
        act.to === 'usb' && target !== null ? exportLogs({ ...what(), target }) : toPlatform(signal),
      );
      return true;
    },
    tick() {
      ticks += 1;
      if (ticks % READ_EVERY_TICKS === 0) newest = read();
    },
    close: () => running?.abort(),
  };
}
