import path from 'node:path';
import { app, ipcMain, Menu } from 'electron';
import type { Logger } from '../logging/logger.ts';
import { isAppUrl, listAppFiles } from './app-files.ts';
import { registerAppScheme } from './app-protocol.ts';
import { CameraGate } from './camera-gate.ts';
import { quietChromium } from './chromium-switches.ts';
import { guardContents } from './guard-contents.ts';
import { withLogFile } from './log-file.ts';
import { childEnvironment, readOptions, type ShellOptions } from './options.ts';
import { consoleLog } from './shell-log.ts';
import { readSite } from './site.ts';
import { Stage } from './stage.ts';
import { Supervisor } from './supervisor.ts';
import { WedgeKeyboard } from './wedge-keyboard.ts';
import { openWindow } from './window.ts';

const here = import.meta.dirname;
const write = (line: string): void => {
  process.stdout.write(line);
};
let logFile: Logger | null = null;
const log = withLogFile(consoleLog(write), () => logFile);

const EXIT_USAGE = 64;
const EXIT_WINDOW_LOST = 70;
const PAGE_CHANNELS = ['page-ready', 'page-painted', 'page-shown', 'page-pong'] as const;

const args = process.argv.slice(1).filter((arg) => app.isPackaged || path.resolve(arg) !== app.getAppPath());
const options = readOptions({ args, env: process.env, packaged: app.isPackaged });
if (options.ok) begin(options.value);
else {
  process.stderr.write(`${options.error}\n`);
  app.exit(EXIT_USAGE);
}

/** Longest an ending takes; what is worth keeping is on the disk before anybody says so. */
const LEAVE_WITHIN_MS = 10_000;
let asked = false;

/**
 * Until `ready` Electron itself listens to SIGTERM and makes a `before-quit` of it; quitting then, before its message
 * loop runs, never ends (Electron 33 asks again and takes the second time for done). So it is put off until the loop runs.
 */
function askedTooEarly(event: Electron.Event): void {
  event.preventDefault();
  asked = true;
}

function begin(chosen: ShellOptions): void {
  app.on('before-quit', askedTooEarly);
  const configFile = path.resolve(chosen.configFile);
  const site = readSite(configFile, chosen.production);
  if (site === null) log.error('configuration-unreadable');
  // Beside the terminal's own data, so that two terminals on one machine (tests) do not meet.
  if (site !== null) app.setPath('userData', path.join(site.dataDirectory, 'shell'));
  if (!app.requestSingleInstanceLock()) {
    log.warn('already-running');
    app.exit(0);
    return;
  }
  registerAppScheme();
  quietChromium(app);
  const keys = site === null || site.wedge === null ? null : new WedgeKeyboard(site.wedge);
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log, keys?.take ?? null));
  app.on('child-process-gone', (_event, details) =>
    log.error('process-gone', { type: details.type, reason: details.reason }),
  );
  app.whenReady().then(
    () => {
      // In a turn of the loop of its own: that it runs is proved then.
      if (asked) setImmediate(() => app.exit(0));
      else run(chosen, configFile, site, keys);
    },
    (error: unknown) => {
      throw error;
    },
  );
}

function run(
  chosen: ShellOptions,
  configFile: string,
  site: ReturnType<typeof readSite>,
  keys: WedgeKeyboard | null,
): void {
  Menu.setApplicationMenu(null);
  const cameraGate = new CameraGate();
  const supervisor = new Supervisor(
    {
      terminal: path.join(here, 'terminal.js'),
      deviceHost: path.join(here, 'device-host.js'),
      args: ['--config', configFile, ...(chosen.production ? ['--production'] : [])],
      env: childEnvironment(process.env),
      write,
      log,
    },
    {
      sessionEnded: () => stage.replace('session-ended'),
      camera: (open) => cameraGate.set(open),
      wedge: (wanted) => keys?.want(wanted),
      terminalUp: () => {
        if (stage.live?.ready === true) supervisor.joinPage(stage.live);
      },
      terminalLooping: (looping) => stage.setTerminalDown(looping),
      restartApp: () => {
        app.relaunch();
        leave(0);
      },
    },
  );
  // The terminal takes longest to be there: it starts before the window does.
  supervisor.start();

  const window = openWindow(chosen.windowSize);
  const stage = new Stage(
    window,
    chosen.windowSize,
    {
      preload: path.join(here, '../preload/preload.cjs'),
      source: { files: listAppFiles(path.join(here, '../renderer')), site },
      devTools: chosen.devTools && !chosen.production,
      cameras: {
        fitted: site?.cameras ?? false,
        onStage: (contentsId) => stage.live?.id === contentsId,
        ask: (wanted) => cameraGate.ask(wanted),
      },
      log,
    },
    { wantsPort: (page) => supervisor.joinPage(page) },
  );

  keys?.connect({
    onStage: (contentsId) => stage.live?.id === contentsId,
    onCode: (text) => supervisor.wedgeCode(text),
  });

  for (const channel of PAGE_CHANNELS) {
    ipcMain.on(channel, (event, value: unknown) => {
      const page = stage.pageOf(event.sender);
      const frame = event.senderFrame;
      if (page === undefined || frame === null || frame !== event.sender.mainFrame || !isAppUrl(frame.url)) {
        log.warn('page-message-refused', { channel });
        return;
      }
      page.say(channel, value);
    });
  }

  let leaving = false;
  const leave = (code: number): void => {
    if (leaving) return;
    leaving = true;
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), LEAVE_WITHIN_MS);
    // Asked first: nothing that goes wrong with a page may keep the children.
    const stopped = supervisor.stop();
    stage.destroyAll();
    stopped.then(
      () => app.exit(code),
      () => app.exit(code),
    );
  };
  window.on('close', (event) => {
    if (!leaving) event.preventDefault();
  });
  window.on('closed', () => leave(EXIT_WINDOW_LOST));
  app.on('window-all-closed', () => undefined);
  app.off('before-quit', askedTooEarly);
  app.on('before-quit', (event) => {
    event.preventDefault();
    leave(0);
  });
  // Node opens its inspector on this signal unless somebody else listens.
  process.on('SIGUSR1', () => log.warn('inspector-refused'));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => leave(0));

  stage.start();
  log.info('started', {
    electron: process.versions.electron ?? '',
    production: chosen.production,
    ms: Math.round(performance.now()),
  });
  if (site !== null) openLogFile(path.join(site.dataDirectory, 'logs'));
}

/** After the first picture's work is under way: the logger's libraries are not needed for it. */
function openLogFile(directory: string): void {
  import('../logging/logger.ts')
    .then(({ createLogger }) => createLogger({ directory, process: 'shell' }))
    .then(
      (logger) => {
        logFile = logger;
      },
      () => log.warn('log-file-lost'),
    );
}
