import net from 'node:net';
import path from 'node:path';
import { systemClock } from '../../drivers/contract/clock.ts';
import { jsonLinesChannel } from '../channel/json-lines.ts';
import { ownParentPort, parentPortLink } from '../channel/parent-port.ts';
import { connectToShell } from '../channel/shell-link.ts';
import { loadConfig } from '../configuration/load-config.ts';
import { readArguments } from '../configuration/read-arguments.ts';
import { createLogger } from '../logging/logger.ts';
import { fitDevices } from './binding.ts';
import { configurationCheck } from './configuration-check.ts';
import { conformanceGate } from './conformance-gate.ts';
import { startDeviceHost } from './host.ts';
import { portraitDecoder } from './portrait-decoder.ts';

const EXIT_CONFIG = 64;
const REFUSAL_EVERY_MS = 60_000;

/**
 * The device process: an Electron utility process under the shell, or plain Node:
 *
 *     node out/main/device-host.js --config FILE [--listen SOCKET] [--production]
 *
 * In production only drivers with a report of the conformance kit run.
 */
const words = readArguments({
  config: { type: 'string' },
  listen: { type: 'string' },
  production: { type: 'boolean', default: false },
});
if (!words.ok) {
  process.stderr.write(`device-host: ${words.error}\n`);
  process.exit(EXIT_CONFIG);
}
const { value: values } = words;
const begun = performance.now();
const configFile = path.resolve(values.config ?? 'terminal.json');
const config = loadConfig(configFile);
if (!config.ok) {
  process.stderr.write(`device-host: ${config.error.message}\n`);
  process.exit(EXIT_CONFIG);
}
const logger = await createLogger({
  directory: path.join(config.value.terminal.dataDirectory, 'logs'),
  process: 'device-host',
});
const gate = values.production ? await conformanceGate(config.value.conformance) : undefined;
const binding = await fitDevices(config.value.devices, gate);
for (const { barred } of Object.values(binding).filter((fitting) => fitting !== undefined)) {
  if (barred) process.stderr.write(`device-host: ${barred.why}\n`);
}
const host = startDeviceHost({
  binding,
  clock: systemClock,
  onRefused: () => logger.log('device.messageRefused', {}),
  portraits: portraitDecoder(config.value.face),
  checkConfiguration: configurationCheck(configFile, values.production),
});

const refusals = new Map<string, number>();
const guests = await host.serveGuests({
  config: config.value.northbound,
  dataDirectory: config.value.terminal.dataDirectory,
  exit: config.value.devices.receiptPrinter,
  audit: (act) => {
    if (act.act !== 'connectionRefused' && act.act !== 'messageRefused') return;
    // Whoever knocks all day long must not turn the log over.
    const now = performance.now();
    if (now - (refusals.get(act.why) ?? -REFUSAL_EVERY_MS) < REFUSAL_EVERY_MS) return;
    refusals.set(act.why, now);
    logger.log('guest.refused', { why: act.why });
  },
});
if (!guests.ok) {
  logger.log('guest.notServed', {});
  process.stderr.write(`device-host: ${guests.error}\n`);
} else if (guests.value !== null) logger.log('guest.served', { port: guests.value.port });

async function stop(): Promise<void> {
  logger.log('process.stopping', {});
  await host.stop();
  await logger.close();
  process.exit(0);
}

const parent = ownParentPort();
if (parent !== null) {
  const shell = connectToShell(parentPortLink(parent), {
    onDevice: (channel) => host.connect(channel),
    onStop: () => void stop(),
  });
  shell.ready();
} else if (values.listen !== undefined) {
  net
    .createServer((socket) => host.connect(jsonLinesChannel(socket, socket)))
    .listen(path.resolve(values.listen), () => process.stderr.write('device-host: ready\n'));
}
process.on('SIGTERM', () => void stop());
logger.log('process.started', { tookMs: performance.now() - begun });
