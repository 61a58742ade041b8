import { parseArgs } from 'node:util';
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses';

/**
 * `npm run harden -- <executable> [--check]`: switches off, in the Electron that a site installs, what only
 * development needs. A fuse is a byte in the executable: it holds whatever the command line and the environment say
 * (Electron's security checklist, "Check which fuses you can change"). `--check` changes nothing; code 1 when one is on.
 */
const OFF = {
  /** `ELECTRON_RUN_AS_NODE` would make the kiosk's program a shell for whoever can set a variable. */
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  /** The page comes by `app://`. */
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
} as const;

const USAGE = `npm run harden -- <electron executable> [--check]

  --check   looks without changing

Switches off in the file what only development needs. Do it while nothing runs from that file.
Exit codes: 0 hardened, 1 something is still on, 2 the file could not be read or changed, 64 wrong words
`;
const [EXIT_STILL_ON, EXIT_NO_FILE, EXIT_USAGE] = [1, 2, 64] as const;

function wish(): { executable: string; check: boolean } | 'help' | string {
  try {
    const { values, positionals } = parseArgs({
      options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
      allowPositionals: true,
    });
    const [executable, more] = positionals;
    if (values.help) return 'help';
    if (executable === undefined) return 'say which executable: the electron file of the installation';
    return more === undefined ? { executable, check: values.check } : `one executable at a time, and then "${more}"?`;
  } catch (error) {
    return error instanceof Error ? (error.message.split(/\. |\n/)[0] ?? '') : 'unreadable arguments';
  }
}

/** What a person can do about it; a bug keeps its own words. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder; name the executable in it';
  if (code === 'ETXTBSY') return 'it is running; end it and try again';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `it cannot be opened (${code}); try it as its owner`;
  return error.message.includes('Could not find sentinel')
    ? 'it is no Electron executable: it has no fuses (a script that starts one has none either)'
    : error.message;
}

async function harden(executable: string, check: boolean): Promise<number> {
  try {
    if (!check) await flipFuses(executable, { version: FuseVersion.V1, ...OFF });
    const wire = await getCurrentFuseWire(executable);
    const names = Object.keys(OFF).map(Number) as (keyof typeof OFF)[];
    const on = names.filter((fuse) => wire[fuse] !== FuseState.DISABLE);
    process.stdout.write(
      on.length === 0 ? 'hardened\n' : `still on: ${on.map((fuse) => FuseV1Options[fuse]).join(', ')}\n`,
    );
    return on.length === 0 ? 0 : EXIT_STILL_ON;
  } catch (error) {
    process.stderr.write(`${executable}: ${reason(error)}\n`);
    return EXIT_NO_FILE;
  }
}

const wished = wish();
if (wished === 'help') process.stdout.write(USAGE);
else if (typeof wished === 'string') {
  process.stderr.write(`${wished}\n\n${USAGE}`);
  process.exitCode = EXIT_USAGE;
} else process.exitCode = await harden(wished.executable, wished.check);
