import path from 'node:path';
import { driverEntries, driverVersion } from '../../drivers/conformance/driver-version.ts';

/** By driver name: content hashes of the sources this program was made from. A build puts them here (`electron.config.ts`). */
declare const DRIVER_VERSIONS: Readonly<Record<string, string>> | undefined;

/** Counted from a source tree; also what the build runs. */
export async function countDriverVersions(drivers: string): Promise<Record<string, string>> {
  const counted = Object.entries(driverEntries).map(
    async ([name, entries]): Promise<[string, string]> => [name, await driverVersion(drivers, entries)],
  );
  return Object.fromEntries(await Promise.all(counted));
}

/** The versions of the drivers that run here: what the build carried, or, run from sources, those counted now. */
export const driverVersions = async (): Promise<Readonly<Record<string, string>>> =>
  typeof DRIVER_VERSIONS === 'undefined'
    ? countDriverVersions(path.join(import.meta.dirname, '../../drivers'))
    : DRIVER_VERSIONS;
