import { runProgram } from './run-program.mjs';

/** What Electron, a display without a screen, and the native device modules need from Debian or Ubuntu. */
export const NEEDED = [
  'xvfb',
  'xauth',
  'libnss3',
  'libatk1.0-0',
  'libatk-bridge2.0-0',
  'libcups2',
  'libdrm2',
  'libgtk-3-0',
  'libgbm1',
  'libasound2',
  'libusb-1.0-0',
  'udev',
  'fonts-noto-cjk',
  // Every character of GB 18030 that a name may have (drivers/fonts/print-fonts.ts).
  'fonts-hanazono',
  'libpcsclite1',
  'pcscd',
  'vsmartcard-vpcd',
  // Virtual HID devices for the tests (test/peers/hid-bed).
  'umockdev',
  'gir1.2-umockdev-1.0',
  'python3-gi',
  // Printers and a spooler for the tests (drivers/document-printer/peers): ippeveprinter, ipptool, cupsd, lpadmin.
  'cups-ipp-utils',
  'cups-daemon',
  'cups-client',
  'dbus',
];

/** What only the lane on a real kernel needs (test/vm): `npm test` installs these, `npm start` does not. */
export const NEEDED_FOR_VM = ['qemu-system-x86', 'busybox-static', 'cpio', 'kmod', 'xz-utils'];

/** dpkg-query's own placeholders, not ours. */
const DPKG_FORMAT = '$\u007bPackage} $\u007bdb:Status-Status}\\n';

/**
 * Which of the needed packages are absent. `null` when this is no Debian-like system.
 * Debian 13 and Ubuntu 24.04 renamed some libraries to `…t64` (64-bit time_t); either name satisfies.
 *
 * @param {readonly string[]} [wanted]
 * @returns {Promise<{ missing: string[] } | null>}
 */
export async function missingPackages(wanted = NEEDED) {
  const names = wanted.flatMap((name) => [name, `${name}t64`]);
  const { code, output } = await runProgram('dpkg-query', ['-W', '-f', DPKG_FORMAT, ...names]);
  if (code === 127) return null;
  const installed = new Set(
    output
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return { missing: wanted.filter((name) => !installed.has(name) && !installed.has(`${name}t64`)) };
}

/**
 * The names under which apt knows the packages here.
 *
 * @param {string[]} missing
 * @returns {Promise<string[]>}
 */
export async function installableNames(missing) {
  const names = [];
  for (const name of missing) {
    const { output } = await runProgram('apt-cache', ['policy', `${name}t64`], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    names.push(/Candidate: (?!\(none\))/.test(output) ? `${name}t64` : name);
  }
  return names;
}

/**
 * @param {string[]} missing
 * @returns {Promise<{ ok: true } | { ok: false, why: string }>}
 */
export async function installPackages(missing) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const update = await runProgram('apt-get', ['update', '-q'], { env, timeoutMs: 5 * 60_000 });
  const names = await installableNames(missing);
  const install = await runProgram(
    'apt-get',
    ['install', '-y', '-q', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', ...names],
    { env, timeoutMs: 15 * 60_000 },
  );
  if (install.code === 0) return { ok: true };
  const last = [...update.output.split('\n'), ...install.output.split('\n')].filter((line) => /^E:|^Err/.test(line));
  return { ok: false, why: last.slice(-3).join(' ') || `apt-get ended with ${install.code}` };
}
