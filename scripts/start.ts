import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ensureDisplay } from './display.mjs';
import { launchKiosk } from './dock/kiosk-process.ts';
import { whenLauncherDies } from './dock/launcher.ts';
import { buildIfOlder } from './dock/product-build.ts';
import { KioskScreen } from './dock/screencast.ts';
import { type Dock, openDock } from './dock/server.ts';
import { startStack } from './dock/stack.ts';

const root = path.join(import.meta.dirname, '..');
const USAGE = `npm start -- [--check] [--directory <dir>] [--dock-port <port>]

  --check       start everything, wait for the attract screen, say one line per part, stop
  --directory   where the terminal, the platform and the ports live (default .budayang)
  --dock-port   default 7600, or any free one where that is taken

Exit codes: 0 ended when told to, or all checked; 1 something did not start or went away; 64 wrong words
`;
const EXIT_FAILED = 1;
const EXIT_USAGE = 64;
const DOCK_PORT = 7600;
const READY_WITHIN_MS = 60_000;

interface Wish {
  readonly check: boolean;
  readonly directory: string;
  readonly dockPort: number | null;
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function wish(): Wish | 'help' | string {
  try {
    const { values } = parseArgs({
      options: {
        check: { type: 'boolean', default: false },
        directory: { type: 'string', default: path.join(root, '.budayang') },
        'dock-port': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const port = values['dock-port'];
    if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535))
      return '--dock-port takes a number from 0 to 65535';
    return {
      check: values.check,
      directory: path.resolve(values.directory),
      dockPort: port === undefined ? null : Number(port),
    };
  } catch (error) {
    return error instanceof Error ? error.message : 'unreadable arguments';
  }
}

/** What was started, in order; `stopAll` ends it the other way round, each part once. */
class Running {
  readonly #parts: { name: string; stop: () => Promise<void> }[] = [];

  add(name: string, stop: () => Promise<void>): void {
    this.#parts.push({ name, stop });
  }

  async stopAll(): Promise<void> {
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      try {
        await part.stop();
      } catch (error) {
        say(`The ${part.name} did not stop cleanly: ${error instanceof Error ? error.message : 'unknown'}`);
      }
    }
  }
}

/** Resolves with the reason when somebody asks us to end. */
function askedToEnd(): Promise<string> {
  return new Promise((resolve) => {
    // npm and the terminal both pass Ctrl+C on, so it comes twice; the second changes nothing.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
    whenLauncherDies(() => resolve('npm is gone'));
    // Nobody reads us any more: an end like any other, not a crash.
    process.stdout.on('error', () => resolve('output closed'));
  });
}

async function run(wished: Wish): Promise<number> {
  const running = new Running();
  const asked = askedToEnd();
  try {
    const started = start(wished, running);
    const first = await Promise.race([started, asked.then(() => null)]);
    if (first === null) {
      // Let the part that is just coming up be known, then stop it with the others.
      await started.catch(() => undefined);
      return 0;
    }
    if (wished.check) return 0;
    const end = await Promise.race([asked.then(() => null), first.ended]);
    if (end === null) {
      say('Stopping …');
      return 0;
    }
    say(end);
    return EXIT_FAILED;
  } catch (error) {
    say(error instanceof Error ? error.message : 'something failed');
    return EXIT_FAILED;
  } finally {
    await running.stopAll();
  }
}

async function start(wished: Wish, running: Running): Promise<{ ended: Promise<string> }> {
  const { directory } = wished;
  await buildIfOlder(root, say);
  const stack = await startStack({ directory, realistic: true, cabinet: true, chipReader: true });
  running.add('stack', () => stack.stop());
  say(`Devices:  ${(['reader', 'scanner', 'printer'] as const).map((name) => stack.machine.port(name)).join('  ')}`);
  say(`Platform: ${stack.platform.url}`);
  const display = await ensureDisplay();
  running.add('display', () => display.stop());
  const logFile = path.join(directory, 'kiosk.log');
  const kiosk = await launchKiosk({
    root,
    configFile: stack.configFile,
    switches: stack.camera.switches,
    env: display.env,
    logFile,
    say,
  });
  running.add('kiosk', () => kiosk.stop());
  const screen = await KioskScreen.open(kiosk.devToolsUrl);
  running.add('view of the kiosk', () => screen.close());
  const dock = await openDock(
    {
      machine: stack.machine,
      chipReader: stack.chipReader,
      camera: stack.camera,
      platform: stack.platform,
      platformAuthorityFile: path.join(directory, 'platform/tls/ca.pem'),
      documentsDirectory: path.join(directory, 'documents'),
      kiosk: () => screen,
    },
    wished.dockPort === null ? { port: DOCK_PORT, orAnother: true } : { port: wished.dockPort },
  );
  running.add('dock', () => dock.close());
  say(`Kiosk:    Electron ${kiosk.version} on display ${display.display}; its log: ${logFile}`);
  say(`Dock:     ${dock.url}`);
  say(`Screen:   ${await Promise.race([readyScreen(screen), kiosk.ended.then(fails)])}`);
  if (wished.check) await answers(dock);
  else say(`Open ${dock.url} to lay cards, tear paper and watch the screen. Ctrl+C ends everything.`);
  return { ended: kiosk.ended };
}

function fails(sentence: string): never {
  throw new Error(sentence);
}

/** Resolves with the screen: a terminal that was ended in the middle of a session begins by saying so. */
async function readyScreen(screen: KioskScreen): Promise<string> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (screen.screen === 'attract' || screen.screen === 'recovered') return screen.screen;
    await delay(100);
  }
  throw new Error(`the kiosk shows "${screen.screen ?? 'nothing'}" and not attract after ${READY_WITHIN_MS / 1000} s`);
}

async function answers(dock: Dock): Promise<void> {
  const [state, page, picture] = await Promise.all(
    ['/api/state', '/', '/api/screen.png'].map((address) => fetch(`${dock.url}${address}`)),
  );
  if (!state?.ok || !page?.ok || !picture?.ok) throw new Error('the dock does not answer');
  say('Check:    everything started; the dock answers');
}

const wished = wish();
if (wished === 'help') process.stdout.write(USAGE);
else if (typeof wished === 'string') {
  process.stderr.write(`${wished}\n\n${USAGE}`);
  process.exitCode = EXIT_USAGE;
} else {
  process.exitCode = await run(wished);
  // Flushed first: a pipe loses what is in it at exit.
  if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  process.exit();
}
