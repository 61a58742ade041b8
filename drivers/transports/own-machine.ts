import { lookup } from 'node:dns/promises';
import { readFileSync, realpathSync } from 'node:fs';
import { isIP } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { canonicalHost } from '../contract/index.ts';

/** Names of this machine that need no network, beside what `/etc/hosts` gives (RFC 6761 §6.3 for `localhost`). */
const LOCAL_NAME = /^(?:localhost|.+\.localhost|localhost\.localdomain)$/;
/** 127/8, and 0/8, which reaches the machine itself (RFC 1122 §3.2.1.3). */
const LOOPBACK4 = /^(?:127|0)\./;
/** How long a name may be looked up. Milliseconds. */
const LOOKUP_MS = 3_000;

function isOwnAddress(address: string): boolean {
  const here = canonicalHost(address);
  if (here === '::' || here === '::1' || LOOPBACK4.test(here)) return true;
  return Object.values(os.networkInterfaces()).some((all) => all?.some((one) => canonicalHost(one.address) === here));
}

/** Addresses of a name in the system's own table; it is read anew, because it may be written meanwhile. */
function addressesInHosts(name: string): readonly string[] {
  const file = process.platform === 'win32' ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts';
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Without a table it holds no name.
  }
  return text.split('\n').flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, '').toLowerCase().trim().split(/\s+/);
    return address !== undefined && names.includes(name) ? [address] : [];
  });
}

/** Does a connection to this host end on this very machine? Known at once and without a network; a name of the DNS is not asked for. */
export function isThisMachine(host: string): boolean {
  const name = canonicalHost(host);
  if (isIP(name) !== 0) return isOwnAddress(name);
  const own = os.hostname().toLowerCase().replace(/\.$/, '');
  const [short = own] = own.split('.');
  if (LOCAL_NAME.test(name) || [own, short, `${short}.local`].includes(name)) return true;
  return addressesInHosts(name).some(isOwnAddress);
}

/** The same with the DNS asked; false as well where the name is not known now. */
export async function leadsToThisMachine(host: string): Promise<boolean> {
  const name = canonicalHost(host);
  if (isThisMachine(name) || isIP(name) !== 0) return isThisMachine(name);
  const stop = new AbortController();
  const late = new Promise<[]>((resolve) => {
    const timer = setTimeout(() => resolve([]), LOOKUP_MS);
    stop.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  const found = await Promise.race([lookup(name, { all: true }).catch(() => []), late]);
  stop.abort();
  return found.some(({ address }) => isOwnAddress(address));
}

/** The host of `tcp:`, `ipp(s):`, `http(s):`, `ws(s):` and `xfs(s):` addresses; null of everything else. */
export function hostOf(port: string): string | null {
  const match = /^(?:tcp|ipps?|https?|wss?|xfss?):\/\/(\[[^\]/]*\]|[^:/?#\s]*)/i.exec(port.trim());
  return match?.[1] === undefined || match[1] === '' ? null : match[1];
}

/** A pseudo-terminal under whatever name: no device is behind it. Unix98 and BSD names. */
export function isPseudoTerminal(port: string): boolean {
  let file = path.resolve(port.trim());
  try {
    file = realpathSync(file);
  } catch {
    // Not there yet, or a Windows name such as COM3.
  }
  return /^\/dev\/(pts\/|tty[p-za-e][0-9a-f]$)/.test(file);
}
