import { describe, expect, it } from 'vitest';
import { firmwareText, LONGEST_FIRMWARE, usbRelease } from './firmware.ts';

describe('what a device tells of its firmware', () => {
  it('is one short readable line, or nothing', () => {
    expect(firmwareText('main', ' 1.2\u0000\n3 ')).toBe('main 1.2 3');
    expect(firmwareText('固件', 'V2')).toBe('固件 V2');
    expect(firmwareText('x'.repeat(500))).toHaveLength(LONGEST_FIRMWARE);
    for (const nothing of [null, undefined, '', ' \u0007\u202e']) expect(firmwareText(nothing)).toBeNull();
  });

  it('is the release of the USB descriptor where nothing else is told', () => {
    expect(usbRelease(0x0110)).toBe('USB 1.10');
    expect(usbRelease(0x1203)).toBe('USB 12.03');
    for (const none of [0, null, undefined, 1.5]) expect(usbRelease(none)).toBeNull();
  });
});
