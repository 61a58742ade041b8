import { loadConfig } from '../configuration/load-config.ts';
import { type DevicesConfig, WEDGE_PORT } from '../contract/config-devices.ts';

/** What the shell itself needs of the configuration. */
export interface ShellSite {
  readonly name: string;
  readonly helpPhone: string;
  /** Absolute. */
  readonly dataDirectory: string;
  /** Cameras belong to this machine. */
  readonly cameras: boolean;
  /** How the codes of a keyboard-wedge scanner end; null where no such scanner is declared. */
  readonly wedge: 'CR' | 'TAB' | null;
}

/** Only where the configuration says so: no other scanner's keys are ever looked at. */
const wedgeSuffix = (scanner: DevicesConfig['barcodeReader']): ShellSite['wedge'] =>
  scanner?.port === WEDGE_PORT ? (scanner.suffix === 'TAB' ? 'TAB' : 'CR') : null;

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
    wedge: wedgeSuffix(devices.barcodeReader),
  };
}
