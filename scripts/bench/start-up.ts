import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ensureDisplay } from '../display.mjs';
import { DevToolsConnection, DevToolsError } from '../dock/devtools-connection.ts';
import { type LaunchSpec, launchSpec } from '../electron-runtime.mjs';
import { withStack } from './kiosk-run.ts';
import { filesBelow, forget } from './page-cache.ts';
import type { Row, Setting } from './row.ts';
import { onScreen, painted } from './shown.ts';
import { spread, summarise } from './statistics.ts';

const BAR_COLD_MS = 2_000;
const BAR_WARM_MS = 1_000;
const GIVE_UP_MS = 60_000;

/** From starting Electron to the attract screen painted, with the platform and the devices there, without a debugger. */
export async function measureStartUp(setting: Setting): Promise<Row[]> {
  const rounds = setting.quick ? 2 : 7;
  const spec = await launchSpec(setting.root);
  const files = filesToForget(setting.root, spec);
  const display = await ensureDisplay({ width: 1080, height: 1920, force: true });
  try {
    return await withStack(setting.workplace, { realistic: false }, async ({ configFile }) => {
      const start = () => startOnce(spec, configFile, display.env);
      const first = await start();
      const warm: number[] = [];
      for (let round = 0; round < rounds; round++) warm.push(await start());
      const cold: number[] = [];
      let resident: number | null = null;
      for (let round = 0; round < rounds; round++) {
        const left = forget(files);
        if (left === null) break;
        resident = Math.max(resident ?? 0, left);
        cold.push(await start());
      }
      return [
        row('first start ever (new ledger and profile)', [first], null),
        row('start → attract painted, warm', warm, BAR_WARM_MS),
        ...(cold.length === 0
          ? []
          : [
              row(
                'start → attract painted, cold files',
                cold,
                BAR_COLD_MS,
                `Electron, out/ and native modules read from the disk; ${Math.round((resident ?? 0) * 100)} % could not be forgotten`,
              ),
            ]),
      ];
    });
  } finally {
    await display.stop();
  }
}

function row(what: string, values: readonly number[], bar: number | null, note?: string): Row {
  const summary = summarise(values);
  return {
    name: 'start-up',
    what,
    measured: spread(summary, 'ms'),
    bar: bar === null ? null : `≤ ${bar} ms`,
    met: bar === null ? null : summary.median <= bar,
    values,
    ...(note === undefined ? {} : { note }),
  };
}

/** Electron's own files, the built product and the native modules: nearly all that a start reads. */
function filesToForget(root: string, { executable, env }: LaunchSpec): string[] {
  const app = env.BUDAYANG_APP ?? root;
  const modules = path.join(app, 'node_modules');
  const native = readdirSync(modules)
    .filter((name) => /^(better-sqlite3|serialport|@serialport|@napi-rs|node-source-han-sans-sc)$/.test(name))
    .flatMap((name) => filesBelow(realpathSync(path.join(modules, name))))
    .filter((file) => /\.(node|js|otf|ttf)$/.test(file));
  return [...filesBelow(path.dirname(executable)), ...filesBelow(path.join(app, 'out')), ...native];
}

async function startOnce(spec: LaunchSpec, configFile: string, display: Record<string, string>): Promise<number> {
  const begun = performance.now();
  const child = spawn(spec.executable, [...spec.args, '--config', configFile, '--remote-debugging-port=0'], {
    env: { ...spec.env, ...display, BUDAYANG_WINDOW: '1080x1920' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'close');
  try {
    return (await attractPainted(child)) - begun;
  } finally {
    child.kill('SIGTERM');
    const timer = setTimeout(kill, 10_000);
    await ended;
    clearTimeout(timer);
    process.off('exit', kill);
  }
}

const attachedSchema = z.object({ sessionId: z.string(), targetInfo: z.object({ type: z.string() }) });

/** Every page is asked to say when it has painted attract; the first one is the page on stage. */
async function attractPainted(child: ChildProcess): Promise<number> {
  const line = await DevToolsConnection.open(await devToolsUrl(child));
  let timer: NodeJS.Timeout | undefined;
  try {
    const seen = new Promise<number>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('attract was not painted within 60 s')), GIVE_UP_MS);
      line.on(({ method, params }) => {
        if (method !== 'Target.attachedToTarget') return;
        const { sessionId, targetInfo } = attachedSchema.parse(params);
        if (targetInfo.type === 'page') void whenPainted(line, sessionId).then(resolve, reject);
      });
    });
    await line.ask(z.unknown(), 'Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: false,
      flatten: true,
    });
    return await seen;
  } finally {
    clearTimeout(timer);
    line.close();
  }
}

const evaluatedSchema = z.object({ result: z.unknown(), exceptionDetails: z.unknown().optional() });

/** Never resolves for a page that never shows attract. */
async function whenPainted(line: DevToolsConnection, sessionId: string): Promise<number> {
  while (line.open) {
    try {
      const { exceptionDetails } = await line.ask(
        evaluatedSchema,
        'Runtime.evaluate',
        { expression: painted(onScreen('attract')), awaitPromise: true },
        sessionId,
      );
      if (exceptionDetails === undefined) return performance.now();
    } catch (error) {
      // The page went on to another document, or still waits: it is asked again.
      if (!(error instanceof DevToolsError)) throw error;
    }
  }
  return new Promise(() => undefined);
}

function devToolsUrl({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    stderr?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-10_000);
      const url = /DevTools listening on (ws:\/\/127\.0\.0\.1:\d+\/\S+)\s/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    stderr?.once('close', () => reject(new Error(`Electron ended before it was up: ${said.slice(-1000)}`)));
  });
}
