import { fail, ok, type Result } from '../../drivers/contract/result.ts';

export interface ShellOptions {
  readonly production: boolean;
  /** The terminal's configuration file, as given. */
  readonly configFile: string;
  /** Size of a plain window instead of the kiosk; never in production. */
  readonly windowSize: { readonly width: number; readonly height: number } | null;
  readonly devTools: boolean;
}

export interface Start {
  /** Command line without the executable and the app path, as it reached the process. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly packaged: boolean;
}

const USAGE =
  'usage: --config <file> [--production] [--dev-tools]; BUDAYANG_WINDOW=<width>x<height> opens a plain window';
/** Chromium adds these to its own command line by itself; they carry no authority. */
const HARMLESS = new Set(['--', '.']);

/**
 * Reads how the shell was started. In production (a packaged app, or `--production`) only `--config <file>` is
 * accepted: a debugging port, an inspector, a proxy, a sandbox switch or anything else unknown is refused, so that
 * nobody can open the terminal from a changed start line.
 */
export function readOptions(start: Start): Result<ShellOptions, string> {
  const rest = start.args.filter((arg) => !HARMLESS.has(arg));
  const production = start.packaged || rest.includes('--production');
  let configFile: string | undefined;
  let devTools = false;
  const refused: string[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const arg = rest[index] ?? '';
    if (arg === '--config') {
      index += 1;
      configFile = rest[index];
    } else if (arg.startsWith('--config=')) {
      configFile = arg.slice('--config='.length);
    } else if (arg === '--production') {
      // already counted
    } else if (production) {
      refused.push(nameOf(arg));
    } else if (arg === '--dev-tools') {
      devTools = true;
    }
    // Outside production other switches are Chromium's or a test driver's.
  }
  if (production && start.env.BUDAYANG_WINDOW !== undefined) refused.push('BUDAYANG_WINDOW');
  if (refused.length > 0) return fail(`refused in production: ${refused.join(', ')}`);
  if (configFile === undefined || configFile === '' || configFile.startsWith('--')) return fail(USAGE);
  const windowSize = sizeOf(start.env.BUDAYANG_WINDOW);
  if (windowSize === undefined) return fail(`BUDAYANG_WINDOW must look like 1080x1920. ${USAGE}`);
  return ok({ production, configFile, windowSize, devTools });
}

/** Only the switch's name: its value may be a secret or a trick on the log's reader. */
const nameOf = (arg: string): string => (arg.split('=')[0] ?? '').replace(/[^\w-]/g, '?').slice(0, 60);

function sizeOf(text: string | undefined): ShellOptions['windowSize'] | undefined {
  if (text === undefined || text === '') return null;
  const match = /^(\d{2,5})x(\d{2,5})$/.exec(text);
  return match === null ? undefined : { width: Number(match[1]), height: Number(match[2]) };
}

/** Variables a child may need, with the place of the system's card service; everything else of the environment stays with the shell. */
const PASSED_ON =
  /^(BUDAYANG_\w+|PCSCLITE_CSOCK_NAME|PATH|HOME|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|SystemRoot|LOCALAPPDATA|APPDATA|USERPROFILE)$/;

/** The environment of `terminal` and `device-host`. */
export function childEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && PASSED_ON.test(name)) kept[name] = value;
  }
  return kept;
}
