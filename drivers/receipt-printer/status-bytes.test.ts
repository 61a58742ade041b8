import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ASB, ASB_FIXED, DLE_EOT, GS_R, USB_PORT_STATUS } from './escpos-status.ts';
import { customFullStatus } from './families/custom.ts';
import { masungPaperPath } from './families/masung.ts';
import { families, familyNames } from './families.ts';
import {
  decodeStatus,
  encodeStatus,
  matches,
  ReplyDemultiplexer,
  type StatusFlag,
  statusFlags,
} from './status-bytes.ts';
import { decodeZebraTtp, encodeZebraTtp, ZEBRA_TTP_STATUS_COMMAND } from './zebra-ttp.ts';

const flagsSchema = z.array(z.string());
const caseSchema = z.object({ hex: z.string(), flags: flagsSchema });
const replySchema = z.object({ command: z.string(), reply: z.string(), flags: flagsSchema });
const vectors = z
  .object({
    realtime: z.array(replySchema),
    gsR: z.array(replySchema),
    asb: z.array(caseSchema),
    demux: z.array(
      z.object({
        id: z.string(),
        hex: z.string(),
        expect: z.array(z.object({ kind: z.string(), hex: z.string().optional() })),
      }),
    ),
    customFullStatus: z.object({ commandHex: z.string(), cases: z.array(caseSchema) }),
    zebraTtp: z.object({ commandHex: z.string(), cases: z.array(caseSchema) }),
    masung5: z.array(replySchema),
    usbPortStatus: z.object({ cases: z.array(caseSchema) }),
  })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/escpos-status.json', import.meta.url), 'utf8')));

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex').toUpperCase();
const number = (hexByte: string): number => Number.parseInt(hexByte, 16);

describe('status vectors', () => {
  it.each(vectors.realtime)('$command -> $reply', ({ command, reply, flags }) => {
    const query = families.epson.status.find((one) => hex(one.command) === command);
    expect(query && matches(number(reply), query.shape)).toBe(true);
    expect(decodeStatus(bytes(reply), query?.tables ?? [])).toEqual(flags);
  });

  it.each(vectors.gsR)('$command -> $reply', ({ command, reply, flags }) => {
    const table = command.endsWith('01') ? GS_R[1] : GS_R[2];
    expect(matches(number(reply), families.epson.fence)).toBe(true);
    expect(decodeStatus(bytes(reply), [table])).toEqual(flags);
  });

  it.each(vectors.asb)('automatic status $hex', ({ hex: text, flags }) => {
    expect(decodeStatus(bytes(text), ASB)).toEqual(flags);
  });

  it.each(vectors.customFullStatus.cases)('CUSTOM full status $hex', ({ hex: text, flags }) => {
    expect(hex(customFullStatus.command)).toBe(vectors.customFullStatus.commandHex);
    expect(text.startsWith(hex(customFullStatus.header))).toBe(true);
    expect(decodeStatus(bytes(text).subarray(2), customFullStatus.tables)).toEqual(flags);
  });

  it.each(vectors.masung5)('Masung $command -> $reply', ({ command, reply, flags }) => {
    expect(hex(masungPaperPath.command)).toBe(command);
    expect(decodeStatus(bytes(reply), masungPaperPath.tables)).toEqual(flags);
  });

  it.each(vectors.zebraTtp.cases)('Zebra TTP $hex', ({ hex: text, flags }) => {
    expect(hex(ZEBRA_TTP_STATUS_COMMAND)).toBe(vectors.zebraTtp.commandHex);
    expect(decodeZebraTtp(bytes(text))).toEqual(flags);
    const [flag = null] = statusFlags.filter((known) => flags.includes(known));
    expect(encodeZebraTtp(flag)).toEqual(bytes(text));
  });

  it.each(vectors.usbPortStatus.cases)('USB port status $hex', ({ hex: text, flags }) => {
    expect(decodeStatus(bytes(text), [USB_PORT_STATUS])).toEqual(flags.filter((flag) => flag !== ''));
  });

  it.each(vectors.demux)('telling replies apart: $id', ({ hex: text, expect: wanted }) => {
    const replies = new ReplyDemultiplexer().push(bytes(text), 0).map((reply) => {
      if (reply.kind === 'asb') return { kind: reply.kind, hex: hex(reply.bytes) };
      if (reply.kind === 'realtime' || reply.kind === 'gs')
        return { kind: reply.kind, hex: hex(Uint8Array.of(reply.byte)) };
      return { kind: reply.kind };
    });
    expect(replies).toEqual(wanted);
  });
});

describe('status bytes', () => {
  const anyFlags = fc.subarray([...statusFlags]);
  const known = (flags: readonly StatusFlag[], tables: (typeof ASB)[number][]) =>
    flags.filter((flag) => tables.flat().some((meaning) => meaning.flag === flag)).sort();

  it('round-trips the flags each table knows, within the shape of a reply', () => {
    for (const name of familyNames) {
      for (const query of families[name].status) {
        fc.assert(
          fc.property(anyFlags, (flags) => {
            const sent = encodeStatus(flags, query.tables, query.fixed);
            for (const byte of sent) expect(matches(byte, query.shape)).toBe(true);
            expect(decodeStatus(sent, query.tables)).toEqual(known(flags, [...query.tables]));
          }),
        );
      }
    }
  });

  it('round-trips inverted bits and automatic status', () => {
    fc.assert(
      fc.property(anyFlags, (flags) => {
        const usb = encodeStatus(flags, [USB_PORT_STATUS], [0]);
        expect(decodeStatus(usb, [USB_PORT_STATUS])).toEqual(known(flags, [USB_PORT_STATUS]));
        expect(decodeStatus(encodeStatus(flags, ASB, ASB_FIXED), ASB)).toEqual(known(flags, [...ASB]));
      }),
    );
  });

  it('finds every reply wherever chunks are cut and flow control stands between', () => {
    const reply = fc.oneof(
      anyFlags.map((flags) => ({ kind: 'realtime', bytes: encodeStatus(flags, [DLE_EOT[4]], [0x12]) })),
      anyFlags.map((flags) => ({ kind: 'gs', bytes: encodeStatus(flags, [GS_R[1]], [0]) })),
      anyFlags.map((flags) => ({ kind: 'asb', bytes: encodeStatus(flags, ASB, ASB_FIXED) })),
    );
    fc.assert(
      fc.property(fc.array(reply), fc.infiniteStream(fc.constantFrom(0, 0, 0x11, 0x13)), (replies, between) => {
        const demultiplexer = new ReplyDemultiplexer();
        const seen: { kind: string; bytes: Uint8Array }[] = [];
        for (const byte of replies.flatMap((one) => [...one.bytes])) {
          const flow = between.next().value;
          const chunk = flow ? Uint8Array.of(flow, byte) : Uint8Array.of(byte);
          for (const one of demultiplexer.push(chunk, 0)) {
            if (one.kind === 'asb') seen.push(one);
            else if ('byte' in one) seen.push({ kind: one.kind, bytes: Uint8Array.of(one.byte) });
          }
        }
        expect(seen.map(({ kind, bytes: data }) => [kind, hex(data)])).toEqual(
          replies.map(({ kind, bytes: data }) => [kind, hex(data)]),
        );
      }),
    );
  });

  it('drops a cut automatic status after a while instead of letting it swallow a fence', () => {
    const demultiplexer = new ReplyDemultiplexer();
    expect(demultiplexer.push(bytes('1000'), 0)).toEqual([]);
    expect(demultiplexer.push(bytes('00'), 5_000)).toEqual([{ kind: 'gs', byte: 0 }]);
  });

  it('never crashes on noise', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (chunks) => {
        const demultiplexer = new ReplyDemultiplexer();
        for (const [index, chunk] of chunks.entries()) demultiplexer.push(chunk, index * 60);
        for (const chunk of chunks) decodeZebraTtp(chunk);
      }),
    );
  });
});
