import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { loadConfig } from '../src-main/configuration/load-config.ts';
import { configSchema } from '../src-main/contract/config.ts';

const root = path.join(import.meta.dirname, '..');
const file = path.join(root, 'docs/terminal.example.json');
const example: unknown = JSON.parse(readFileSync(file, 'utf8'));

interface Described {
  readonly properties?: Readonly<Record<string, boolean | Described>>;
  readonly anyOf?: readonly (boolean | Described)[];
  readonly oneOf?: readonly (boolean | Described)[];
}

/** Every field a configuration file may have, as `devices.receiptPrinter.port`. */
function fields(of: boolean | Described, place = ''): string[] {
  if (typeof of === 'boolean') return [place];
  const variants = [...(of.anyOf ?? []), ...(of.oneOf ?? [])];
  if (variants.length > 0) return [...new Set(variants.flatMap((one) => fields(one, place)))];
  // A text in two languages is one field.
  if (of.properties === undefined || 'zh-CN' in of.properties) return [place];
  return Object.entries(of.properties).flatMap(([name, inner]) =>
    fields(inner, place === '' ? name : `${place}.${name}`),
  );
}

const known = fields(z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }));

function at(value: unknown, place: string): unknown {
  return place
    .split('.')
    .reduce<unknown>(
      (inner, name) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, name) : undefined),
      value,
    );
}

describe('docs/terminal.example.json', () => {
  it('is a configuration', () => {
    expect(loadConfig(file)).toMatchObject({ ok: true });
  });

  /** Kinds of one device exclude each other, so not every field can stand in one file. */
  it('shows every part and every device there is', () => {
    expect(known).toContain('devices.receiptPrinter.family');
    const parts = new Set(known.map((place) => place.split('.').slice(0, 2).join('.')));
    expect([...parts].filter((place) => at(example, place) === undefined)).toEqual([]);
  });

  it('cannot be taken into production without its own key', () => {
    const loaded = loadConfig(file, { production: true });
    expect(loaded.ok ? '' : loaded.error.message).toContain('platform.terminalKey is a placeholder');
  });
});

describe('the configuration table of the README', () => {
  const section = readFileSync(path.join(root, 'README.md'), 'utf8').split('## Configuration')[1]?.split('\n## ')[0];
  const rows = (section ?? '').split('\n').filter((line) => line.startsWith('| `'));
  const told = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w.]+)`/g)].map((match) => match[1]));

  it('explains every field there is, and no other', () => {
    expect([...told].sort()).toEqual([...known].sort());
  });
});
