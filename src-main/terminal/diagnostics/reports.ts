import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chinaTime } from '../../contract/china-time.ts';
import type { Config } from '../../contract/config.ts';
import type { Logger } from '../../logging/logger.ts';
import { DAY_MS, RETENTION_DAYS } from '../ledger/retention.ts';

/** Readiness reports as files: `reports/readiness-<terminal>-<when>.pdf`, the time as twelve digits of China's clock. */
export interface Reports {
  readonly config: { readonly terminal: Pick<Config['terminal'], 'id' | 'dataDirectory'> };
  readonly wallMs: () => number;
  readonly log: Logger['log'];
}

const folderOf = ({ config }: Reports) => path.join(config.terminal.dataDirectory, 'reports');
const stampOf = (wallMs: number) => chinaTime(new Date(wallMs)).replace(/[-: ]/g, '');
const reportName = /^readiness-.+-(\d{12})\.pdf$/;

/** Written whole or not at all; the name, or null when the disk does not take it. */
export function saveReport(reports: Reports, pdf: Uint8Array): string | null {
  const { config, wallMs, log } = reports;
  const folder = folderOf(reports);
  const name = `readiness-${config.terminal.id}-${stampOf(wallMs())}.pdf`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unfinished = path.join(folder, `.${name}`);
    const handle = openSync(unfinished, 'w', 0o600);
    try {
      writeFileSync(handle, pdf);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(unfinished, path.join(folder, name));
    return name;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    log('service.notWritten', { what: 'report', code: String(thrown.code) });
    return null;
  }
}

/**
 * Deletes reports that are older than `RETENTION_DAYS` but for the newest, and what a crash left half written. Other files
 * are not ours.
 */
export function deleteOldReports(reports: Reports): void {
  const folder = folderOf(reports);
  const oldest = stampOf(reports.wallMs() - RETENTION_DAYS.reports * DAY_MS);
  try {
    const names = readdirSync(folder);
    const stamps = names.flatMap((name) => reportName.exec(name)?.[1] ?? []);
    const newest = stamps.toSorted().at(-1) ?? '';
    for (const name of names) {
      const unfinished = name.startsWith('.');
      const stamp = reportName.exec(unfinished ? name.slice(1) : name)?.[1];
      const old = stamp !== undefined && stamp < oldest && stamp !== newest;
      if (stamp !== undefined && (unfinished || old)) rmSync(path.join(folder, name));
    }
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    // Nobody saved one yet.
    if (thrown.code !== 'ENOENT') reports.log('service.notWritten', { what: 'report', code: String(thrown.code) });
  }
}
