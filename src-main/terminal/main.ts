import net from 'node:net';
import path from 'node:path';
import type { Channel } from '../channel/channel.ts';
import { jsonLinesChannel } from '../channel/json-lines.ts';
import { ownParentPort, parentPortLink } from '../channel/parent-port.ts';
import { connectToShell } from '../channel/shell-link.ts';
import { loadConfig } from '../configuration/load-config.ts';
import { readArguments } from '../configuration/read-arguments.ts';
import { createLogger } from '../logging/logger.ts';
import { restartMachine } from './diagnostics/restart-machine.ts';
import { startTerminal, type Terminal } from './terminal.ts';

const EXIT_CONFIG = 64;
const EXIT_CANNOT_START = 69;
const RECONNECT_MS = 250;

/**
 * The terminal process: an Electron utility process under the shell, or plain Node:
 *
 *     node out/main/terminal.js --config FILE [--renderer stdio|SOCKET] [--devices SOCKET]
 *
 * In plain Node a renderer speaks JSON lines over stdio or a Unix socket this process listens on, and the device
 * host is reached at the socket it listens on.
 */
const words = readArguments({
  config: { type: 'string' },
  renderer: { type: 'string' },
  devices: { type: 'string' },
  /** Both children get the same arguments; only the device host does something with this one. */
  production: { type: 'boolean' },
});
const begun = performance.now();
const say = (line: string) => process.stderr.write(`terminal: ${line}\n`);

function leave(code: number, line: string): never {
  say(line);
  process.exit(code);
}

if (!words.ok) leave(EXIT_CONFIG, words.error);
const { value: values } = words;
const configFile = path.resolve(values.config ?? 'terminal.json');
const config = loadConfig(configFile);
if (!config.ok) leave(EXIT_CONFIG, config.error.message);
const settings = config.value;
const logger = await createLogger({
  directory: path.join(config.value.terminal.dataDirectory, 'logs'),
  process: 'terminal',
});

const parent = ownParentPort();
let terminal: Terminal | null = null;
const waiting: ((terminal: Terminal) => void)[] = [];
const whenUp = (act: (terminal: Terminal) => void) => (terminal === null ? void waiting.push(act) : act(terminal));

async function stop(): Promise<void> {
  logger.log('process.stopping', {});
  await terminal?.stop();
  await logger.close();
  process.exit(0);
}

const shell =
  parent === null
    ? null
    : connectToShell(parentPortLink(parent), {
        onRenderer: (channel) => whenUp((up) => up.connectRenderer(channel)),
        onDevice: (channel) => whenUp((up) => up.connectDevices(channel)),
        onStop: () => void stop(),
        onWedgeCode: (text) => terminal?.wedgeCode(text),
      });

const started = await startTerminal({
  config: config.value,
  log: logger.log,
  onSessionEnded: () => shell?.sessionEnded(),
  onCamera: (open) => shell?.camera(open),
  onWedge: (wanted) => shell?.wedge(wanted),
  configFile,
  // Without a shell nobody starts this process again.
  ...(shell === null
    ? {}
    : {
        onRestart: (what, onRefused) => {
          if (what !== 'machine') return shell.restart(what);
          restartMachine(settings, () => {
            say('the machine could not be restarted');
            onRefused();
          });
        },
      }),
});
if (!started.ok) {
  await logger.close();
  leave(EXIT_CANNOT_START, started.error.message);
}
terminal = started.value;
for (const act of waiting) act(terminal);
logger.log('process.started', { tookMs: performance.now() - begun });
if (shell !== null) shell.ready();
else serveOverSockets(terminal);
process.on('SIGTERM', () => void stop());

function serveOverSockets(up: Terminal): void {
  if (values.renderer === 'stdio') up.connectRenderer(jsonLinesChannel(process.stdin, process.stdout));
  else if (values.renderer !== undefined) {
    net
      .createServer((socket) => up.connectRenderer(jsonLinesChannel(socket, socket)))
      .listen(path.resolve(values.renderer), () => say('renderer socket ready'));
  }
  if (values.devices !== undefined)
    keepConnected(path.resolve(values.devices), (channel) => up.connectDevices(channel));
}

/** The device host may come later, die and come back. */
function keepConnected(file: string, onChannel: (channel: Channel) => void): void {
  const socket = net.connect(file);
  socket.once('connect', () => {
    const channel = jsonLinesChannel(socket, socket);
    onChannel(channel);
  });
  socket.once('error', () => socket.destroy());
  socket.once('close', () => setTimeout(() => keepConnected(file, onChannel), RECONNECT_MS));
}
