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

const [executable, mode] = process.argv.slice(2);
if (executable === undefined || (mode !== undefined && mode !== '--check')) {
  process.stderr.write('npm run harden -- <electron executable> [--check]\n');
  process.exit(2);
}
if (mode === undefined) await flipFuses(executable, { version: FuseVersion.V1, ...OFF });
const wire = await getCurrentFuseWire(executable);
const names = Object.keys(OFF).map(Number) as (keyof typeof OFF)[];
const on = names.filter((fuse) => wire[fuse] !== FuseState.DISABLE);
process.stdout.write(
  on.length === 0 ? 'hardened\n' : `still on: ${on.map((fuse) => FuseV1Options[fuse]).join(', ')}\n`,
);
process.exitCode = on.length === 0 ? 0 : 1;
