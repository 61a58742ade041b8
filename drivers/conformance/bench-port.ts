import { realpathSync } from 'node:fs';
import { isHidPort, isUsbPort, isUsbPrinterPort, parsePort } from '../transports/index.ts';
import type { Peer } from './check.ts';
import type { Report } from './report.ts';

export const isIppUri = (port: string): boolean =>
  /^ipps?:\/\//i.test(port) && URL.canParse(port.replace(/^ipp/i, 'http'));
export const isServiceUri = (port: string): boolean => /^wss?:\/\//i.test(port) && URL.canParse(port);
/** Not a place but a card service's reader; the rest is its name or a part of it. */
export const isCardReaderPort = (port: string): boolean => port.startsWith('pcsc:');

const loopback = (host: string): Peer => (/^(localhost|127\.|\[?::1\]?$|0\.)/.test(host) ? 'simulator' : 'hardware');

/**
 * A pty, this machine's own loopback and a virtual card reader are simulators, whatever the technician believes. `identity`
 * is who the device says it is, where only that can tell.
 */
export function peerAt(port: string, identity: string | null = null): Peer {
  if (isCardReaderPort(port)) return /virtual|simulated|vpcd/i.test(identity ?? 'virtual') ? 'simulator' : 'hardware';
  if (isHidPort(port) || isUsbPort(port) || isUsbPrinterPort(port)) return 'hardware';
  if (isIppUri(port)) return loopback(new URL(port.replace(/^ipp/i, 'http')).hostname);
  if (isServiceUri(port)) return loopback(new URL(port).hostname);
  const parsed = parsePort(port);
  if (!parsed.ok) return 'simulator';
  if (parsed.value.kind === 'tcp') return loopback(parsed.value.host);
  if (parsed.value.kind === 'usbPrinter') return 'hardware';
  try {
    // Unix98 and BSD names of pseudo-terminals.
    return /^\/dev\/(pts\/|tty[p-za-e][0-9a-f]$)/.test(realpathSync(parsed.value.path)) ? 'simulator' : 'hardware';
  } catch {
    // Not there yet, or a Windows name such as COM3.
    return 'hardware';
  }
}

export function transportKind(port: string): Report['transport'] {
  if (isCardReaderPort(port)) return 'pcsc';
  if (isHidPort(port)) return 'hid';
  if (isUsbPort(port) || isUsbPrinterPort(port)) return 'usb';
  if (isIppUri(port)) return 'ipp';
  if (isServiceUri(port)) return 'xfs4iot';
  return /^tcp:/i.test(port.trim()) ? 'tcp' : 'serial';
}
