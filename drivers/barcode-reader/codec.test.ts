import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, hex, latin1, split, vectors } from './codec.test-kit.ts';
import { crc16Xmodem, decodeGm65Command, decodeGm65Reply, encodeGm65Command, encodeGm65Reply } from './gm65.ts';
import * as honeywell from './honeywell.ts';
import * as newland from './newland.ts';

describe('Honeywell menu commands', () => {
  const { honeywell: known } = vectors;
  it('match the vectors both ways', () => {
    expect(hex(honeywell.TRIGGER_ON)).toBe(known['trigger-on']);
    expect(hex(honeywell.TRIGGER_OFF)).toBe(known['trigger-off']);
    expect(hex(honeywell.encodeMenuCommand('VSUFCR', true))).toBe(known['set-cr-suffix-all']);
    expect(hex(honeywell.encodeMenuReply('VSUFCR', 'ok', true))).toBe(known['reply-ack']);
    expect(honeywell.replyPattern('VSUFCR').exec(latin1(bytes(known['reply-ack'])))?.[2]).toBe('\x06');
    expect(honeywell.replyPattern('VSUFCX').exec(latin1(bytes(known['reply-unknown'])))?.[2]).toBe('\x05');
    expect(honeywell.replyPattern('XXXXXX').exec(latin1(bytes(known['reply-range'])))?.[2]).toBe('\x15');
    const stream = ['trigger-on', 'set-cr-suffix-all', 'trigger-off']
      .map((name) => latin1(bytes(known[name])))
      .join('');
    expect(honeywell.decodeMenuCommands(`noise${stream}`)).toEqual({
      commands: ['trigger-on', 'VSUFCR', 'trigger-off'],
      rest: '',
    });
  });
});

describe('Newland unified commands', () => {
  const { newland: known } = vectors;
  it('match the vectors both ways', () => {
    expect(hex(newland.encodeUnifiedCommand('SCNTRG1'))).toBe(known['trigger-on']);
    expect(hex(newland.encodeUnifiedCommand('SCNTRG0'))).toBe(known['trigger-off']);
    expect(hex(newland.encodeUnifiedCommand('SCNMOD0', true))).toBe(known['mode-level']);
    expect(hex(newland.encodeUnifiedReply('SCNTRG1', 'ok'))).toBe(known['reply-ok']);
    expect(newland.replyPattern('SCNTRG1').exec(latin1(bytes(known['reply-ok'])))?.[2]).toBe('\x06');
    expect(newland.replyPattern('SCNTRG9').exec(latin1(bytes(known['reply-nak'])))?.[2]).toBe('\x15');
    expect(newland.replyPattern('XXXXXX1').exec(latin1(bytes(known['reply-unknown'])))?.[2]).toBe('\x05');
    const stream = ['short-trigger', 'mode-level', 'trigger-off'].map((name) => latin1(bytes(known[name]))).join('~');
    expect(newland.decodeUnifiedCommands(stream)).toEqual({ commands: ['SCNTRG1', 'SCNMOD0', 'SCNTRG0'], rest: '' });
  });
});

describe.each([
  [
    'Honeywell',
    honeywell.encodeMenuCommand,
    honeywell.decodeMenuCommands,
    honeywell.encodeMenuReply,
    honeywell.replyPattern,
  ],
  [
    'Newland',
    newland.encodeUnifiedCommand,
    newland.decodeUnifiedCommands,
    newland.encodeUnifiedReply,
    newland.replyPattern,
  ],
] as const)('%s commands and replies', (_, encode, decode, reply, pattern) => {
  const name = fc.stringMatching(/^[A-Z]{6}$/);
  const value = fc.stringMatching(/^[0-9A-Z]{0,8}$/);

  it('round-trip through any cut of the stream', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 4 }), fc.array(fc.nat(200)), (commands, cuts) => {
        const texts = commands.map(([tag, data]) => tag + data);
        const stream = Buffer.concat(texts.map((text) => encode(text)));
        const seen: string[] = [];
        let rest = '';
        for (const chunk of split(stream, cuts)) {
          const decoded = decode(rest + latin1(chunk));
          seen.push(...decoded.commands);
          rest = decoded.rest;
        }
        expect(seen).toEqual(texts);
      }),
    );
  });

  it('find the value and the outcome between other bytes', () => {
    const outcome = fc.constantFrom('ok', 'unknown', 'refused');
    fc.assert(
      fc.property(name, value, outcome, (tag, data, said) => {
        const stream = `CODE\r${latin1(reply(tag + data, said))}NEXT\r`;
        const match = pattern({ name: tag, value: '', fault: 'x', readable: true }).exec(stream);
        expect(match?.[1]).toBe(data);
        expect(match?.[2]).toBe({ ok: '\x06', unknown: '\x05', refused: '\x15' }[said]);
        expect(stream.replace(match?.[0] ?? '', '')).toBe('CODE\rNEXT\r');
      }),
    );
  });

  it('never loop or throw on noise', () => {
    const noise = fc.array(
      fc.constantFrom('\x16', 'M', '\r', '~', '\x01', '0', '#', ';', '\x03', 'T', '\x04', '!', 'é'),
    );
    fc.assert(
      fc.property(noise, (parts) => {
        const { rest } = decode(parts.join(''));
        expect(parts.join('')).toContain(rest);
      }),
      { numRuns: 300 },
    );
  });
});

describe('GM65 registers', () => {
  const { gm65: known } = vectors;
  const commands = {
    trigger: { type: 0x08, address: 0x0002, data: [0x01], crc: 'checked' },
    'trigger-bypass-crc': { type: 0x08, address: 0x0002, data: [0x01], crc: 'bypassed' },
    save: { type: 0x09, address: 0x0000, data: [0x00], crc: 'checked' },
    'read-baud': { type: 0x07, address: 0x002a, data: [0x02], crc: 'checked' },
    'aim-on-bypass-crc': { type: 0x08, address: 0x00d0, data: [0x80], crc: 'bypassed' },
  } as const;
  const replies = {
    'reply-ok': { status: 0, data: [0x00] },
    'reply-crc-error': { status: 1, data: [0x00] },
    'reply-invalid': { status: 3, data: [0x00] },
    'reply-baud-9600': { status: 0, data: [0x39, 0x01] },
  } as const;

  it.each(Object.entries(commands))('command %s', (name, command) => {
    const value = { ...command, data: Uint8Array.from(command.data) };
    expect(hex(encodeGm65Command(value))).toBe(known[name]);
    expect(decodeGm65Command(bytes(known[name]))).toEqual({ ok: true, value });
  });

  it.each(Object.entries(replies))('%s', (name, reply) => {
    const value = { ...reply, data: Uint8Array.from(reply.data) };
    expect(hex(encodeGm65Reply(value))).toBe(known[name]);
    expect(decodeGm65Reply(bytes(known[name]))).toEqual({ ok: true, value });
  });

  it('round-trips, and any changed bit behind the header is noticed', () => {
    expect(crc16Xmodem(Buffer.from('123456789'))).toBe(0x31c3);
    const data = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(0x07, 0x08, 0x09), fc.nat(0xffff), data, fc.nat(), (type, address, value, at) => {
        const command = { type, address, data: value, crc: 'checked' } as const;
        const frame = encodeGm65Command(command);
        const decoded = decodeGm65Command(frame);
        // A right CRC of ABCD cannot be told from the bypass.
        if (frame[frame.length - 2] !== 0xab) expect(decoded).toEqual({ ok: true, value: command });
        const bad = Uint8Array.from(frame);
        const place = 2 + (at % (frame.length - 2));
        bad[place] = (bad[place] ?? 0) ^ 0x01;
        expect(decodeGm65Command(bad).ok).toBe(false);
        const reply = { status: 0, data: value };
        expect(decodeGm65Reply(encodeGm65Reply(reply))).toEqual({ ok: true, value: reply });
      }),
      { numRuns: 200 },
    );
  });
});
