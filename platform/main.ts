import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { loadServices } from './load-services.ts';
import { createPlatform } from './server.ts';
import { StartRefused } from './start-error.ts';
import { parseOperator } from './terminals/operators.ts';
import { parseEnrolment } from './terminals/terminals.ts';

const USAGE = `node platform/main.ts --catalogue <dir> [--data <dir>] [--port <n>] [--host <address>] [--tls on|off]
  [--public-url <https://…>] [--enrol <terminal>=<key>]… [--operator <name>=<key>]… [--faults on|off]
DATABASE_URL chooses PostgreSQL; without it the embedded database lives in <data>/pglite.`;

async function main(): Promise<void> {
  const options = readArguments();
  // Standard output carries the one ready line; everything else goes to standard error.
  const logger = pino(
    { level: logLevel(process.env.LOG_LEVEL), base: null },
    pino.destination({ dest: 2, sync: true }),
  );
  const services = loadServices(options.catalogue);
  const platform = await createPlatform({ ...options, services, logger });
  const stop = () => {
    process.off('SIGTERM', stop);
    process.off('SIGINT', stop);
    void platform.close();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  const url = await platform.listen();
  process.stdout.write(`${JSON.stringify({ ready: true, url })}\n`);
}

function readArguments() {
  const values = parse();
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  if (values.catalogue === undefined) throw new StartRefused(`--catalogue is missing\n${USAGE}`);
  if (!existsSync(path.join(values.catalogue, 'revision.json')))
    throw new StartRefused(
      `--catalogue ${values.catalogue} is no catalogue: it has no revision.json; name the folder catalogue/ of the clone or a copy of it`,
    );
  const port = Number(values.port);
  if (!/^\d{1,5}$/.test(values.port) || port > 65_535)
    throw new StartRefused('--port must be a number from 0 to 65535');
  return {
    catalogue: values.catalogue,
    dataDir: values.data,
    host: values.host,
    port,
    tls: onOff('tls', values.tls),
    faults: onOff('faults', values.faults),
    publicUrl: publicUrl(values['public-url']),
    enrol: values.enrol.map(parseEnrolment),
    operators: values.operator.map(parseOperator),
    databaseUrl: process.env.DATABASE_URL || undefined,
  };
}

function parse() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean' },
        port: { type: 'string', default: '8443' },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string', default: 'platform-data' },
        catalogue: { type: 'string' },
        tls: { type: 'string', default: 'on' },
        faults: { type: 'string', default: 'off' },
        'public-url': { type: 'string' },
        enrol: { type: 'string', multiple: true, default: [] },
        operator: { type: 'string', multiple: true, default: [] },
      },
    }).values;
  } catch (error) {
    throw new StartRefused(`${error instanceof Error ? error.message : 'unreadable arguments'}\n${USAGE}`);
  }
}

function onOff(name: string, value: string): 'on' | 'off' {
  if (value !== 'on' && value !== 'off') throw new StartRefused(`--${name} must be on or off`);
  return value;
}

/** An empty variable is one that was not set. */
function logLevel(value: string | undefined): string {
  const levels = [...Object.values(pino.levels.labels), 'silent'];
  const level = value || 'info';
  if (!levels.includes(level)) throw new StartRefused(`LOG_LEVEL must be one of ${levels.join(', ')}`);
  return level;
}

function publicUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (!/^https?:\/\/[^\s/]+(\/[^\s]*)?$/.test(value))
    throw new StartRefused('--public-url must begin with https:// or http://');
  return value.replace(/\/+$/, '');
}

main().catch((error: unknown) => {
  if (!(error instanceof StartRefused)) throw error;
  process.stderr.write(`the platform does not start: ${error.message}\n`);
  process.exit(2);
});
