import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureDisplay } from '../../scripts/display.mjs';
import { launchSpec } from '../../scripts/electron-runtime.mjs';
import { expect, test } from './terminal.fixture.ts';

// The app as a start line starts it, without a test driver inside: its own ports and its own refusals.

const root = path.join(import.meta.dirname, '../..');
const CONFIG = {
  terminal: { id: 'START-LINE-1', dataDirectory: 'data' },
  site: { name: { 'zh-CN': '样例大厅', en: 'Sample hall' }, profile: 'hall', helpPhone: '000-0000' },
  platform: { url: 'http://127.0.0.1:1/', terminalKey: 'not-a-key-of-anything-at-all', keysFile: 'keys.json' },
  devices: {},
};

/** `other`: another executable than the one that is installed, and what its environment holds besides. */
async function withApp(
  args: readonly string[],
  use: (app: ChildProcess, output: () => string) => Promise<void>,
  other: { readonly executable?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'start-line-'));
  const configFile = path.join(directory, 'config.json');
  writeFileSync(configFile, JSON.stringify(CONFIG));
  writeFileSync(path.join(directory, 'keys.json'), '{"keys":[]}');
  const display = await ensureDisplay({ force: true });
  const spec = await launchSpec(root);
  const app = spawn(other.executable ?? spec.executable, [...spec.args, '--config', configFile, ...args], {
    env: { ...spec.env, ...display.env, ...other.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [app.stdout, app.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  try {
    await use(app, () => output);
  } finally {
    if (app.exitCode === null && app.signalCode === null) {
      // Whoever does not go when told fails the test of that, not every other one.
      const forced = setTimeout(() => app.kill('SIGKILL'), 15_000);
      app.kill('SIGTERM');
      await once(app, 'exit');
      clearTimeout(forced);
    }
    await display.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** `pid` and everything it started. */
function family(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

/** Local addresses of the TCP sockets on which any of `pids` listens. */
function listening(pids: readonly number[]): string[] {
  const own = new Set(
    pids.flatMap((pid) =>
      readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
        try {
          return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
        } catch {
          return ''; // closed meanwhile
        }
      }),
    ),
  );
  return ['tcp', 'tcp6'].flatMap((kind) =>
    readFileSync(`/proc/net/${kind}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      // 0A is LISTEN (proc_net_tcp, kernel documentation).
      .filter((fields) => fields[3] === '0A' && own.has(`socket:[${fields[9]}]`))
      .map((fields) => fields[1] ?? ''),
  );
}

test.skip(process.platform !== 'linux', 'reads /proc');

test('H2 nothing listens, also not after the signal that opens Node’s inspector', async () => {
  await withApp([], async (app, output) => {
    await expect.poll(output, { timeout: 20_000 }).toContain('"child":"terminal"');
    const { pid } = app;
    if (pid === undefined) throw new Error('the app did not start');
    app.kill('SIGUSR1');
    await expect.poll(output).toContain('inspector-refused');
    expect(family(pid).length).toBeGreaterThan(3);
    expect(listening(family(pid))).toEqual([]);
  });
});

test('H2 the check above sees a debugging port where there is one', async () => {
  await withApp(['--remote-debugging-port=0'], async (app, output) => {
    await expect.poll(output, { timeout: 20_000 }).toContain('DevTools listening');
    expect(listening(family(app.pid ?? 0)).length).toBeGreaterThan(0);
  });
});

test('the hardened Electron is no Node, takes no Node options, and runs the product', async () => {
  const { executable } = await launchSpec(root);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hardened-'));
  try {
    for (const name of readdirSync(path.dirname(executable)))
      symlinkSync(path.join(path.dirname(executable), name), path.join(folder, name));
    const hardened = path.join(folder, path.basename(executable));
    rmSync(hardened);
    copyFileSync(executable, hardened);
    const harden = (...words: string[]) =>
      spawnSync(process.execPath, [path.join(root, 'scripts/harden-electron.ts'), hardened, ...words], {
        encoding: 'utf8',
      });
    expect(harden('--check')).toMatchObject({ status: 1, stdout: expect.stringContaining('RunAsNode') });
    expect(harden()).toMatchObject({ status: 0, stdout: 'hardened\n' });
    const env = { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--inspect=0' };
    await withApp(
      ['--inspect=0'],
      async (app, output) => {
        await expect.poll(output, { timeout: 20_000 }).toContain('"child":"terminal"');
        expect(output()).not.toContain('Debugger listening');
        expect(listening(family(app.pid ?? 0))).toEqual([]);
      },
      { executable: hardened, env },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** When it is told to end, in milliseconds after its first word; before that no handler of anybody is there. */
const MOMENTS = process.env.LONG === '1' ? Array.from({ length: 60 }, () => Math.random() * 2_000) : [0, 30, 200];

test('told to end at any moment of its start, it ends', async () => {
  test.setTimeout(30_000 * MOMENTS.length);
  for (const moment of MOMENTS) {
    await withApp(['--remote-debugging-port=0'], async (app, output) => {
      await expect.poll(output, { timeout: 20_000, intervals: [5] }).toContain('DevTools listening');
      await delay(moment);
      const ended = once(app, 'exit');
      app.kill('SIGTERM');
      const late = delay(12_000).then(
        () => `still there 12 s after it was told to end, ${moment} ms after its first word`,
      );
      expect(await Promise.race([ended, late])).toEqual([0, null]);
    });
  }
});

for (const added of ['--remote-debugging-port=0', '--inspect=0', '--proxy-server=http://192.0.2.1:1', '--dev-tools']) {
  test(`H2 production refuses to start with ${added}`, async () => {
    await withApp(['--production', added], async (app, output) => {
      const [code] = app.exitCode === null ? await once(app, 'exit') : [app.exitCode];
      expect(code).toBe(64);
      expect(output()).toMatch(new RegExp(`refused in production: .*${added.split('=')[0]}`));
    });
  });
}
