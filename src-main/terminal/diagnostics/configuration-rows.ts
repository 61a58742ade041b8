import type { Config } from '../../contract/config.ts';
import { shownPlace } from '../../contract/shown-place.ts';

export interface ConfigurationRow {
  readonly field: string;
  readonly value: string;
  readonly secret: boolean;
}

/** Fields whose value nobody needs to see to repair a machine. */
const SECRET = /(^|\.)(terminalKey|secret|password|fingerprint256|[a-z]*Key)$/;
const MASK = '••••••••';

/** Every field in use, defaults included, one a line; secrets as dots, whatever their length. */
export function configurationRows(config: Config): ConfigurationRow[] {
  const rows: ConfigurationRow[] = [];
  const walk = (value: unknown, field: string): void => {
    if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value)) walk(inner, field === '' ? name : `${field}.${name}`);
      return;
    }
    if (value === undefined) return;
    const secret = SECRET.test(field);
    rows.push({ field, value: secret ? MASK : shownPlace(String(value)), secret });
  };
  walk(config, '');
  return rows;
}
