import type { Device } from 'node-hid';
import { expect, test } from 'vitest';
import { absenceOf } from './hid-find.ts';

const found = (productId: number, usagePage: number, serialNumber = 'S1', vendorId = 0x0c2e) => ({
  path: `/dev/hidraw${productId}`,
  device: { vendorId, productId, usagePage, serialNumber, interface: 0, release: 1 } satisfies Device,
});
const place = { kind: 'ids', vendorId: 0x0c2e, productId: 0x0901, serialNumber: null } as const;

test.each([
  ['nothing of its maker', [found(0x1234, 1, 'S1', 0x046d)], undefined, 'not plugged in'],
  ['itself as a keyboard', [found(0x0901, 1)], true, 'with usage page 0001'],
  ['itself as something else', [found(0x0901, 0xff00)], true, 'with usage page ff00'],
  ['its keyboard product id', [found(0x0b81, 1)], true, "its maker's 0b81 is"],
  ['another scanner of its maker', [found(0x0b61, 0x8c)], undefined, "its maker's 0b61 is"],
] as const)('where the scanner was, there is %s', (_, known, otherMode, words) => {
  const error = absenceOf('hid://0c2e:0901', place, 0x8c, known);
  expect(error).toMatchObject({ kind: 'notFound', message: expect.stringContaining(words) });
  expect(error.otherMode).toBe(otherMode);
});

test('another unit of its maker that types is not the one that was named by its serial number', () => {
  const known = [found(0x0b81, 1, 'OTHER')];
  expect(absenceOf('p', { ...place, serialNumber: 'S1' }, 0x8c, known).otherMode).toBeUndefined();
  expect(absenceOf('p', { ...place, serialNumber: 'OTHER' }, 0x8c, known).otherMode).toBe(true);
});
