import { ok, type Result, type TransportError } from '../contract/index.ts';
import { XfsConnection } from './connection.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { PUBLISHER_PORTS, ROOT_PATH } from './limits.ts';
import { common, payloadOf } from './messages.ts';
import { XfsService } from './service.ts';
import type { ServiceIdentity } from './service-capabilities.ts';

/** `bearer` is used only with exactly one port, or over `wss`, where whoever hears it has shown a certificate for the host. */
export interface DiscoveryOptions
  extends Pick<ConnectionOptions, 'clock' | 'bearer' | 'certificateAuthority' | 'signal'> {
  /** Name or address of the host; this machine unless told. */
  readonly host?: string;
  readonly scheme?: 'ws' | 'wss';
  /** 5846 to 5856 unless told. */
  readonly ports?: readonly number[];
  /** Port 80 (ws) or 443 (wss) too: a KAL host alone on a machine lands there. */
  readonly webPort?: boolean;
  /** For each port and each service. Milliseconds. */
  readonly budgetMs?: number;
}

export interface DiscoveredService {
  readonly uri: string;
  readonly vendorName: string | null;
  readonly identity: ServiceIdentity;
  readonly device: string;
}

export interface Discovery {
  readonly services: readonly DiscoveredService[];
  /** Addresses that were listed and not used, with the reason in plain words. */
  readonly skipped: readonly { readonly uri: string; readonly why: string }[];
}

const BUDGET_MS = 2_000;
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** Two names of this machine are one host. */
const sameHost = (a: string, b: string): boolean => a === b || (LOOPBACK.includes(a) && LOOPBACK.includes(b));

/**
 * Looks at every publisher of a host at once. Services that call themselves the same are one, whatever their address; but two
 * names in one publisher's list are two services: a box with two printers tells one serial number for both.
 */
export async function discover(options: DiscoveryOptions = {}): Promise<Discovery> {
  const { host = '127.0.0.1', scheme = 'ws' } = options;
  const web = options.webPort === true ? [scheme === 'ws' ? 80 : 443] : [];
  const ports = [...web, ...(options.ports ?? PUBLISHER_PORTS)];
  const listed = await Promise.all(ports.map((port) => publisher(`${scheme}://${host}:${port}${ROOT_PATH}`, options)));
  const skipped: { uri: string; why: string }[] = [];
  const usable = new Map<string, Listed>();
  for (const [at, uris] of listed.entries())
    for (const { vendorName, uri } of uris) {
      const why = refusalOf(uri, host, scheme);
      if (why !== null) skipped.push({ uri: uri.slice(0, 120), why });
      else {
        const place = placeOf(uri);
        const known = usable.get(place) ?? { uri: new URL(uri).href, vendorName, publishers: new Set() };
        usable.set(place, { ...known, publishers: known.publishers.add(at) });
      }
    }
  const asked = await Promise.all(
    [...usable.values()].map(async (entry) => ({ entry, learnt: await askService(entry.uri, options) })),
  );
  const services: { readonly found: DiscoveredService; readonly publishers: Set<number> }[] = [];
  for (const { entry, learnt } of asked) {
    const { uri, vendorName, publishers } = entry;
    if (!learnt.ok) skipped.push({ uri, why: learnt.error.message });
    else {
      const key = identityKey(learnt.value.identity);
      const same = services.find(
        (one) =>
          key !== null &&
          identityKey(one.found.identity) === key &&
          ![...publishers].some((at) => one.publishers.has(at)),
      );
      if (same === undefined) services.push({ found: { uri, vendorName, ...learnt.value }, publishers });
      else {
        for (const at of publishers) same.publishers.add(at);
        skipped.push({ uri, why: 'the same service under another address' });
      }
    }
  }
  return { services: services.map(({ found }) => found), skipped };
}

/** One address, and which of the asked publishers list it. */
interface Listed {
  readonly uri: string;
  readonly vendorName: string | null;
  readonly publishers: Set<number>;
}

/** The address alone, whichever name of this machine it has and with or without the last stroke. */
function placeOf(uri: string): string {
  const { protocol, hostname, port, pathname, search } = new URL(uri);
  return [
    protocol,
    LOOPBACK.includes(hostname) ? LOOPBACK[0] : hostname,
    port,
    pathname.replace(/\/$/, ''),
    search,
  ].join(' ');
}

/** Null when the service tells no serial number: then only its address tells it from another. */
const identityKey = ({ interfaces, model, serialNumber }: ServiceIdentity): string | null =>
  serialNumber === null || serialNumber === '' ? null : JSON.stringify([interfaces, model, serialNumber]);

/** A publisher may list anything: it shall not send us, or our secret, to another machine or off TLS. */
function refusalOf(uri: string, host: string, scheme: 'ws' | 'wss'): string | null {
  if (!URL.canParse(uri)) return 'not an address';
  const { protocol, hostname, username, password } = new URL(uri);
  if (protocol !== 'ws:' && protocol !== 'wss:') return 'not a ws:// or wss:// address';
  if (scheme === 'wss' && protocol === 'ws:') return 'not encrypted though its publisher is';
  if (username !== '' || password !== '') return 'an address with a user in it';
  return sameHost(hostname, new URL(`${scheme}://${host}`).hostname) ? null : 'on another host';
}

async function publisher(uri: string, options: DiscoveryOptions) {
  const { budgetMs = BUDGET_MS } = options;
  const found = new Map<string, string | null>();
  const take = ({
    vendorName,
    services,
  }: {
    vendorName?: string | null;
    services?: readonly { serviceURI: string }[] | null;
  }) => {
    for (const { serviceURI } of services ?? []) found.set(serviceURI, vendorName ?? null);
  };
  const connection = await XfsConnection.open({
    ...link(options),
    uri,
    onUnsolicited: (event) => take(payloadOf(common.serviceDetailEvent, event) ?? {}),
  });
  if (!connection.ok) return [];
  for (const version of ['2.0', '1.0']) {
    connection.value.generation = version === '1.0' ? 1 : 2;
    const answer = await connection.value.run(
      common.getServices,
      {},
      { version, timeoutMs: budgetMs, onEvent: (event) => take(payloadOf(common.serviceDetailEvent, event) ?? {}) },
    );
    if (answer.kind === 'success') take(answer.value);
    // One of the first generation refuses the newer question, or leaves it unanswered.
    if (answer.kind === 'success' || !connection.value.isOpen) break;
  }
  await connection.value.close();
  return [...found].map(([serviceUri, vendorName]) => ({ uri: serviceUri, vendorName }));
}

/** Who a service says it is, and how it is. */
export async function askService(
  uri: string,
  options: DiscoveryOptions,
): Promise<Result<Pick<DiscoveredService, 'identity' | 'device'>, TransportError>> {
  const opened = await XfsService.open({ ...link(options), uri });
  if (!opened.ok) return opened;
  const { identity, status } = opened.value;
  await opened.value.close();
  return ok({ identity, device: status.common?.device ?? 'unknown' });
}

/** Whoever listens on the other ports shall not collect a secret. */
const mayShow = ({ ports, scheme }: DiscoveryOptions): boolean => ports?.length === 1 || scheme === 'wss';
const link = ({ budgetMs = BUDGET_MS, ...options }: DiscoveryOptions) => ({
  patience: { connectMs: budgetMs, acknowledgeMs: budgetMs, graceMs: 0 },
  ...(options.clock === undefined ? {} : { clock: options.clock }),
  ...(options.signal === undefined ? {} : { signal: options.signal }),
  ...(options.bearer === undefined || !mayShow(options) ? {} : { bearer: options.bearer }),
  ...(options.certificateAuthority === undefined ? {} : { certificateAuthority: options.certificateAuthority }),
});
