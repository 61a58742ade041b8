import {
  hostOf,
  isHidPort,
  isPseudoTerminal,
  isThisMachine,
  isUsbPort,
  isUsbPrinterPort,
  leadsToThisMachine,
  parsePort,
} from '../transports/index.ts';
import { isServicePlace } from '../xfs4iot/place.ts';
import type { Peer } from './check.ts';
import type { Report } from './report.ts';

export const isIppUri = (port: string): boolean =>
  /^ipps?:\/\//i.test(port) && URL.canParse(port.replace(/^ipp/i, 'http'));
/** An XFS4IoT service, by its address or by its serial number. */
export const isServiceUri = isServicePlace;
/** Not a place but a card service's reader; the rest is its name or a part of it. */
export const isCardReaderPort = (port: string): boolean => port.startsWith('pcsc:');

/**
 * A pty, whatever this machine offers itself (its loopback and every address and name of its own) and a virtual card reader are simulators, whatever the technician believes. `identity`
 * is who the device says it is, where only that can tell.
 */
export function peerAt(port: string, identity: string | null = null): Peer {
  if (isCardReaderPort(port)) return /virtual|simulated|vpcd/i.test(identity ?? 'virtual') ? 'simulator' : 'hardware';
  if (isHidPort(port) || isUsbPort(port) || isUsbPrinterPort(port)) return 'hardware';
  if (!isIppUri(port) && !isServiceUri(port) && !parsePort(port).ok) return 'simulator';
  const host = hostOf(port);
  return (host === null ? isPseudoTerminal(port) : isThisMachine(host)) ? 'simulator' : 'hardware';
}

/** The same with names asked of the DNS: one may lead back here. */
export async function peerBehind(port: string, identity: string | null): Promise<Peer> {
  const host = hostOf(port);
  if (host !== null && (await leadsToThisMachine(host))) return 'simulator';
  return peerAt(port, identity);
}

export function transportKind(port: string): Report['transport'] {
  if (isCardReaderPort(port)) return 'pcsc';
  if (isHidPort(port)) return 'hid';
  if (isUsbPort(port) || isUsbPrinterPort(port)) return 'usb';
  if (isIppUri(port)) return 'ipp';
  if (isServiceUri(port)) return 'xfs4iot';
  return /^tcp:/i.test(port.trim()) ? 'tcp' : 'serial';
}
