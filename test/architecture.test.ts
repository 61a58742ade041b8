import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '..');
const reportSchema = z.object({
  modules: z.array(z.object({ source: z.string() })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

function cruise(...extra: string[]) {
  const command = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const rooms = ['src-main', 'src-renderer', 'drivers', 'platform', 'scripts', 'test'];
  // Violations make it exit with their number; the report says which.
  const { stdout } = spawnSync(process.execPath, [command, ...rooms, '--output-type', 'json', ...extra], {
    cwd: root,
    maxBuffer: 256 * 1024 * 1024,
  });
  return reportSchema.parse(JSON.parse(stdout.toString()));
}

describe('architecture', () => {
  it('has every room seen and nobody importing what its room must not', { timeout: 120_000 }, () => {
    const { modules, summary } = cruise();
    for (const room of [
      'src-main/shell',
      'src-main/terminal',
      'src-main/device-host',
      'src-main/contract',
      'src-renderer',
      'drivers',
      'platform',
    ])
      expect(modules.filter((module) => module.source.startsWith(`${room}/`)).length, room).toBeGreaterThan(3);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });
});
