import { readFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from '../contract/config.ts';

/** What the shell itself needs of the configuration. */
export interface ShellSite {
  readonly name: string;
  readonly helpPhone: string;
  /** Absolute. */
  readonly dataDirectory: string;
}

/**
 * Null when the file cannot be read or does not fit: the terminal says in detail what is wrong with it; the shell
 * then still shows its safe screen.
 */
export function readSite(configFile: string): ShellSite | null {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(configFile, 'utf8'));
  } catch {
    return null;
  }
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) return null;
  const { site, terminal } = parsed.data;
  return {
    name: site.name['zh-CN'],
    helpPhone: site.helpPhone,
    dataDirectory: path.resolve(path.dirname(configFile), terminal.dataDirectory),
  };
}
