import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answered } from './pcsc-channel.ts';

it('an answer is taken over whole, and nothing of it stays in the buffer that pcsc-mini keeps', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.nat(4), (bytes, before) => {
      const room = new ArrayBuffer(before + bytes.length);
      const kept = new Uint8Array(room, before);
      kept.set(bytes);
      expect(answered(kept)).toEqual(bytes);
      expect([kept.length, room.byteLength]).toEqual([0, 0]);
    }),
  );
});
