import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, hex, split, vectors } from './codec.test-kit.ts';
import { encodeSsi, SSI, SSI_CONTINUED, SsiParser } from './ssi.ts';
import { SsiCodeJoiner } from './ssi-joiner.ts';

describe('SSI', () => {
  const { ssi: known } = vectors;
  const all = Object.entries({ ...known.host, ...known.decoder });

  it.each(all)('%s is read and written to the same bytes', (_, frame) => {
    const packets = new SsiParser().push(bytes(frame));
    expect(packets).toHaveLength(1);
    expect(packets.map((packet) => hex(encodeSsi(packet)))).toEqual([frame]);
  });

  it('reads the QR code, joins parts as bytes and drops a wrong checksum', () => {
    const joiner = new SsiCodeJoiner();
    const single = new SsiParser().push(bytes(known.decoder['decode-qr'])).map((packet) => joiner.push(packet));
    expect(single).toEqual([{ type: 0x1c, data: Uint8Array.from(Buffer.from('SYNTHETIC-1')) }]);
    const parser = new SsiParser();
    const parts = known.multipart.framesHex.flatMap((frame) => parser.push(bytes(frame)));
    expect(parts[0]?.status).toBe(SSI_CONTINUED);
    const joined = parts.map((packet) => joiner.push(packet)).filter((code) => code !== null);
    expect(joined.map(({ type, data }) => [type, hex(data)])).toEqual([[0x1c, known.multipart.dataHex]]);
    expect(new SsiParser().push(bytes(known.badChecksumHex))).toEqual([]);
  });

  it('finds every packet whatever the cuts, and one after garbage once the line is quiet', () => {
    const packet = fc.record({
      opcode: fc.constantFrom(...Object.values(SSI)),
      source: fc.constantFrom(0, 4),
      status: fc.nat(15),
      data: fc.uint8Array({ maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 4 }), fc.array(fc.nat(300)), (packets, cuts) => {
        const parser = new SsiParser();
        const stream = Buffer.concat(packets.map(encodeSsi));
        expect(split(stream, cuts).flatMap((chunk) => parser.push(chunk))).toEqual(packets);
        expect(parser.skipped).toBe(0);
      }),
    );
    const target = encodeSsi({ opcode: SSI.acknowledge, source: 0, status: 0, data: new Uint8Array(0) });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (garbage) => {
        const parser = new SsiParser();
        const found = [...parser.push(Buffer.concat([garbage, target])), ...parser.flush()];
        // Garbage may by chance form a packet over the target's head; then it was that packet that was true.
        expect(found.length).toBeGreaterThan(0);
      }),
    );
  });
});
