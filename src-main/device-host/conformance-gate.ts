import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DriverIdentity } from '../../drivers/conformance/production.ts';
import type { Config } from '../contract/config.ts';
import { driverVersions } from './driver-versions.ts';

/** A driver as a configuration asks for it; which version of it runs here is the gate's to know. */
export type DriverName = Omit<DriverIdentity, 'version'>;
/** Why this driver may not run here, one sentence; null when it may. */
export type Gate = (driver: DriverName) => string | null;

const LARGEST_REPORT = 1024 * 1024;
const MOST_REPORTS = 500;

/**
 * The gate of production: only drivers with a signed report made with hardware, in which everything passed, about the
 * very sources that run here. What cannot be read proves nothing. `versions` only in tests.
 */
export async function conformanceGate(
  settings: Config['conformance'],
  versions: () => Promise<Readonly<Record<string, string>>> = driverVersions,
): Promise<Gate> {
  // The suites come with their own devices; a development start need not load them.
  const { enabledInProduction } = await import('../../drivers/conformance/production.ts');
  const { trustedKeysSchema } = await import('../../drivers/conformance/report.ts');
  const read = trustedKeysSchema.safeParse(settings && (await readJson(settings.trustedKeysFile)));
  const keys = read.data ?? { keys: [] };
  // What would else be told of every report, though the fault is none of theirs.
  const why =
    settings === undefined
      ? 'the configuration names no reports (conformance.reportsDirectory)'
      : read.success
        ? null
        : 'conformance.trustedKeysFile cannot be read as { "keys": [{ "owner", "publicKey" }] }';
  const reports = settings === undefined ? [] : await readReports(settings.reportsDirectory);
  const known = await versions();
  return (driver) => {
    const judged = enabledInProduction({ ...driver, version: known[driver.name] ?? '' }, reports, keys);
    if (judged.ok) return null;
    return why === null ? judged.error.message : `${driver.name} may not run in production: ${why}`;
  };
}

async function readReports(directory: string): Promise<unknown[]> {
  const names = await readdir(directory).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  return Promise.all(files.slice(0, MOST_REPORTS).map((name) => readJson(path.join(directory, name))));
}

/** Undefined when there is nothing to be read. */
async function readJson(file: string): Promise<unknown> {
  try {
    if ((await stat(file)).size > LARGEST_REPORT) return undefined;
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
