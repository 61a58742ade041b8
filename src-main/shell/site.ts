import { loadConfig } from '../configuration/load-config.ts';

/** What the shell itself needs of the configuration. */
export interface ShellSite {
  readonly name: string;
  readonly helpPhone: string;
  /** Absolute. */
  readonly dataDirectory: string;
  /** Cameras belong to this machine. */
  readonly cameras: boolean;
}

/**
 * Null when the configuration cannot be used: the terminal says in detail what is wrong with it; the shell then
 * still shows its safe screen.
 */
export function readSite(configFile: string, production: boolean): ShellSite | null {
  const loaded = loadConfig(configFile, { production });
  if (!loaded.ok) return null;
  const { site, terminal, devices } = loaded.value;
  return {
    name: site.name['zh-CN'],
    helpPhone: site.helpPhone,
    dataDirectory: terminal.dataDirectory,
    cameras: devices.camera !== undefined,
  };
}
