import { fail, ok, type Result } from '../contract/index.ts';
import { askService, type DiscoveryOptions, discover } from './discovery.ts';
import { locatedPlace } from './place.ts';
import type { ServiceIdentity } from './service-capabilities.ts';

/** Where a service was found last; kept by whoever makes drivers for it anew. Null: it was not found yet, or has moved. */
export class LastAddress {
  uri: string | null = null;
}

export interface LocatingOptions
  extends Pick<DiscoveryOptions, 'clock' | 'bearer' | 'certificateAuthority' | 'signal' | 'budgetMs'> {
  readonly lastAddress?: LastAddress;
}

/**
 * The address of a service now: an address as it is; a place by serial number where it was found last, else looked up at every
 * port a publisher may have. Two services of this interface that fit are refused, not chosen between. The error is a sentence.
 * `signal` gives the search up.
 */
export async function addressOf(
  place: string,
  /** Null: whichever it offers. */
  ofInterface: string | null,
  options: LocatingOptions,
): Promise<Result<string, string>> {
  const located = locatedPlace(place);
  if (located === null) return ok(place);
  const { serialNumber, host, scheme } = located;
  const { lastAddress = new LastAddress(), ...link } = options;
  const isOurs = (identity: ServiceIdentity): boolean =>
    identity.serialNumber === serialNumber && (ofInterface === null || identity.interfaces.includes(ofInterface));
  if (lastAddress.uri !== null) {
    // No secret yet: another program may have its port by now.
    const asked = await askService(lastAddress.uri, { ...link, scheme });
    if (asked.ok && isOurs(asked.value.identity)) return ok(lastAddress.uri);
    lastAddress.uri = null;
  }
  const found = await discover({ ...link, host, scheme, webPort: true });
  if (link.signal?.aborted) return fail('the search for the service was given up');
  const fitting = found.services.filter(({ identity }) => isOurs(identity));
  if (fitting.length > 1) return fail('several services have this serial number');
  const [only] = fitting;
  if (only === undefined) return fail(`no service at the publishers' ports of ${host} has this serial number`);
  lastAddress.uri = only.uri;
  return ok(only.uri);
}
