import { afterEach, expect } from 'vitest';
import { Peer, type PeerOptions } from './testing/peer.ts';
import type { PeerService } from './testing/peer-services.ts';

/** Short enough for tests that wait for nothing to happen. */
export const QUICK = { acknowledgeMs: 300, graceMs: 100, cancelMs: 300 };

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** A host that is stopped after the test. */
export async function host(services: Record<string, PeerService>, options: Partial<PeerOptions> = {}): Promise<Peer> {
  const peer = await Peer.start({ services, ...options });
  ends.push(() => peer.stop());
  return peer;
}

/** An open driver that is closed after the test. */
export async function opened<D extends { open(): Promise<{ ok: boolean }>; close(): Promise<void> }>(
  device: D,
): Promise<D> {
  ends.push(() => device.close());
  expect(await device.open()).toMatchObject({ ok: true });
  return device;
}
