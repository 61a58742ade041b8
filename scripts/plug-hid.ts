import { fail, ok, type Result } from '../drivers/contract/index.ts';
import type { HidPlace, RecordedHid } from '../drivers/replay/index.ts';
import { HidBed, whyNoHidBed } from '../test/peers/hid-bed/hid-bed.ts';

const hex4 = (value: number): string => value.toString(16).padStart(4, '0');

/**
 * A virtual HID device in a bed of umockdev (test/peers/hid-bed): only programs started with the environment that `where`
 * names see it.
 */
export async function plugHid({ vendorId, productId, descriptor }: RecordedHid): Promise<Result<HidPlace, string>> {
  const why = whyNoHidBed();
  if (why !== null) return fail(why);
  if (descriptor === null) return fail('the transcript has no report descriptor');
  const bed = await HidBed.start().catch((thrown: Error) => thrown.message);
  if (typeof bed === 'string') return fail(bed);
  const id = 'replayed';
  await bed.plug({
    ...{ id, vendorId, productId, manufacturer: 'Replayed', product: 'Device', serialNumber: 'R1' },
    descriptor: Uint8Array.from(Buffer.from(descriptor, 'hex')),
  });
  const environment = Object.entries(bed.environment).map(([name, value]) => `${name}=${value}`);
  return ok({
    wire: bed.wire(id),
    where: `hid://${hex4(vendorId)}:${hex4(productId)} for programs started with ${environment.join(' ')}`,
    close: () => bed.stop(),
  });
}
