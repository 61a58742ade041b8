import { accessSync, constants, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { hostOf, isPseudoTerminal, isThisMachine } from '../../drivers/transports/own-machine.ts';
import type { Config } from '../contract/config.ts';
import { SERVICE_FILES } from '../contract/config-devices.ts';

/** What is fine on a developer's machine and never at a citizen's side. One sentence each. `mode`: of the file. */
export function productionProblems(config: Config, mode: number): string[] {
  const { platform, devices, terminal } = config;
  const problems: string[] = [];
  for (const [device, settings] of Object.entries(devices)) {
    if (settings === undefined || !('port' in settings) || settings.port === undefined) continue;
    const why = simulatedPort(settings.port);
    if (why !== null) problems.push(`devices.${device}.port is ${why}; production needs the real device's port.`);
  }
  if (!platform.url.startsWith('https:')) problems.push('platform.url must be https:// in production.');
  if (isPlaceholder(platform.terminalKey)) {
    problems.push('platform.terminalKey is a placeholder; enter the key this terminal was given.');
  }
  if (devices.documentPrinter?.kind === 'file' && devices.documentPrinter.keep) {
    problems.push("devices.documentPrinter.keep must be false in production: it would keep people's documents.");
  }
  if (config.face?.portraitDecoder.kind === 'stand-in') {
    problems.push("face.portraitDecoder is the simulators' stand-in; production needs the site's licensed decoder.");
  }
  if (inTemporaryFolder(terminal.dataDirectory)) {
    problems.push(
      'terminal.dataDirectory is a temporary folder; what the terminal accepted would not survive a restart.',
    );
  }
  for (const field of ['keysFile', 'certificateAuthorityFile'] as const) {
    const file = platform[field];
    if (file !== undefined && !isReadable(file)) problems.push(`platform.${field} cannot be read.`);
  }
  for (const [device, settings] of Object.entries(devices)) {
    if (settings !== undefined) problems.push(...serviceFileProblems(device, settings));
  }
  for (const field of ['reportsDirectory', 'trustedKeysFile'] as const) {
    const place = config.conformance?.[field];
    if (place !== undefined && !isReadable(place)) problems.push(`conformance.${field} cannot be read.`);
  }
  problems.push(...staffFileProblems(config.service?.staffFile));
  if (forOthers(mode)) {
    problems.push('The file holds the terminal key and can be read by other users; set its mode to 600.');
  }
  return problems;
}

function serviceFileProblems(device: string, settings: object): string[] {
  return SERVICE_FILES.flatMap((field) => {
    const file: unknown = Reflect.get(settings, field);
    if (typeof file !== 'string') return [];
    if (!isReadable(file)) return [`devices.${device}.${field} cannot be read.`];
    if (field !== 'secretFile' || !forOthers(statSync(file).mode)) return [];
    return [`devices.${device}.secretFile can be read by other users; set its mode to 600.`];
  });
}

/** The secrets of everybody's one-time codes: who reads them opens the service side of every machine they are for. */
function staffFileProblems(file: string | undefined): string[] {
  if (file === undefined) return [];
  if (!isReadable(file)) return ['service.staffFile cannot be read.'];
  if (!forOthers(statSync(file).mode)) return [];
  return ['service.staffFile holds the secrets of all staff and can be read by other users; set its mode to 600.'];
}

/** Windows has no such modes. */
const forOthers = (mode: number): boolean => process.platform !== 'win32' && (mode & 0o077) !== 0;

function simulatedPort(port: string): string | null {
  if (isPseudoTerminal(port)) return 'a pseudo-terminal of a simulator';
  // Services and queues of this machine are real programs before real devices; nothing real listens on a bare socket of it.
  const host = /^tcp:/i.test(port) ? hostOf(port) : null;
  if (host !== null && isThisMachine(host)) return "this machine's own loopback or another of its addresses";
  if (!port.startsWith('/') || path.resolve(port).startsWith('/dev/')) return null;
  return 'not a device file';
}

/** Fewer than eight different characters, or a word that says so. */
const isPlaceholder = (key: string) =>
  new Set(key).size < 8 || /change.?me|example|placeholder|secret|demo|test|your.?key/i.test(key);

function inTemporaryFolder(folder: string): boolean {
  return [os.tmpdir(), '/tmp', '/var/tmp', '/dev/shm', '/run'].some((temporary) => {
    const relative = path.relative(temporary, folder);
    return relative === '' || !(relative.startsWith('..') || path.isAbsolute(relative));
  });
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    return false;
  }
}
