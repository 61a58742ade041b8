import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { whenLauncherDies } from './dock/launcher.ts';
import { tied } from './dock/tied.ts';

const root = path.join(import.meta.dirname, '..');
const DEFAULTS = {
  catalogue: path.join(root, 'catalogue'),
  data: path.join(root, '.budayang/platform'),
  port: '8443',
};
const USAGE = `npm run platform -- [options]

  --port <n>                 default ${DEFAULTS.port}; 0 takes a free one
  --host <address>           default 127.0.0.1
  --data <dir>               keys, certificate, embedded database; default .budayang/platform. One process per directory
  --catalogue <dir>          items, rules and document templates; default this clone's catalogue/
  --enrol <terminal>=<key>   adds a terminal or changes its key; repeatable; 24 or more random characters
  --operator <name>=<key>    who may ask /v1/operations/…; repeatable; nobody by default
  --public-url <https://…>   what the QR codes on paper open, when it is not the listening address
  --tls off, --faults on     plain HTTP, the fault switch; loopback only

DATABASE_URL chooses PostgreSQL, LOG_LEVEL how much is logged (warn). platform/README.md says what each is for.
Exit codes: 0 ended when told to, 2 it does not start (one sentence says why)
`;
const readySchema = z.object({ ready: z.literal(true), url: z.string() });

const given = process.argv.slice(2);

/** The value of an option as the platform will understand it; the last one counts. */
function givenValue(name: string): string | undefined {
  let value: string | undefined;
  for (const [index, word] of given.entries()) {
    if (word === `--${name}`) value = given[index + 1];
    else if (word.startsWith(`--${name}=`)) value = word.slice(name.length + 3);
  }
  return value;
}

const defaults = Object.entries(DEFAULTS).flatMap(([name, value]) =>
  givenValue(name) === undefined ? [`--${name}`, value] : [],
);
const data = path.resolve(givenValue('data') ?? DEFAULTS.data);

function introduce(url: string): void {
  const plain = url.startsWith('http://');
  const ca = path.join(data, 'tls/ca.pem');
  process.stdout.write(
    `${[
      `Platform:    ${url}`,
      `Database:    ${process.env.DATABASE_URL ? 'PostgreSQL (DATABASE_URL)' : path.join(data, 'pglite')}`,
      `Public keys: ${path.join(data, 'keys-public.json')}   (platform.keysFile of a terminal’s configuration)`,
      ...(plain ? [] : [`Authority:   ${ca}   (platform.certificateAuthorityFile)`]),
      `OpenAPI:     ${url}/openapi.json`,
      `Look at it:  curl ${plain ? '' : `--cacert ${ca} `}${url}/healthz`,
      'Enrol:       stop it and start it again with --enrol <terminal>=<key> (may be repeated); the key has 24 or more',
      '             random characters, e.g. from: openssl rand -base64 24. It is platform.terminalKey there.',
      'Ctrl+C ends it.',
    ].join('\n')}\n`,
  );
}

/** `npm run platform`: the reference platform by itself, with defaults for a developer's machine. */
async function run(): Promise<number> {
  const line = tied(process.execPath, [path.join(root, 'platform/main.ts'), ...defaults, ...given]);
  const child = spawn(line.command, line.args, {
    // Its log goes straight through, and so do its sentences when it does not start.
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { LOG_LEVEL: 'warn', ...process.env },
  });
  const end = (): void => {
    child.kill('SIGTERM');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  whenLauncherDies(end);
  process.once('exit', () => child.kill('SIGKILL'));
  createInterface({ input: child.stdout }).on('line', (said) => {
    if (said.startsWith('{')) introduce(readySchema.parse(JSON.parse(said)).url);
    else process.stdout.write(`${said}\n`);
  });
  const [code] = await once(child, 'close');
  return typeof code === 'number' ? code : 1;
}

if (given.includes('--help') || given.includes('-h')) process.stdout.write(USAGE);
else {
  process.exitCode = await run();
  process.exit();
}
