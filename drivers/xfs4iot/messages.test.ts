import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { base64Schema, fromBase64, toBase64 } from './base64.ts';
import { refusalStatuses, xfsCompletionCodes } from './completion-codes.ts';
import { type Envelope, encodeEnvelope, parseEnvelope } from './envelope.ts';
import { MAX_MESSAGE_BYTES } from './limits.ts';
import { common, knownCommands, knownEvents, parseMessage, payloadOf } from './messages.ts';

const { messages: vectors } = z
  .object({ messages: z.array(z.object({ origin: z.string(), generation: z.number(), text: z.string() })) })
  .parse(JSON.parse(readFileSync(new URL('../../test/vectors/xfs4iot-messages.json', import.meta.url), 'utf8')));

const taken = (text: string): Envelope => {
  const parsed = parseMessage(text);
  if (!parsed.ok) throw new Error(`refused: ${parsed.error.why}`);
  return parsed.value;
};
const header = (change: object, payload?: object) =>
  JSON.stringify({
    header: {
      type: 'completion',
      name: 'BarcodeReader.Read',
      requestId: 5,
      version: '3.0',
      completionCode: 'success',
      ...change,
    },
    ...(payload ? { payload } : {}),
  });

describe('vectors', () => {
  it('are there', () => expect(vectors.length).toBe(17));

  it.each(vectors)('$origin $text', ({ generation, text }) => {
    const message = taken(text);
    const written = JSON.parse(encodeEnvelope(message));
    expect(taken(JSON.stringify(written))).toEqual(message);
    // What we write back is what stood there, to the property.
    expect(written).toEqual(JSON.parse(text));
    if (message.type === 'completion' || message.type === 'acknowledge') {
      expect(message.generation).toBe(message.type === 'acknowledge' && generation === 2 ? 2 : generation);
    }
  });
});

const safeKey = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,8}$/).filter((key) => !RESERVED.includes(key));
const RESERVED = ['timeout', 'status', 'completionCode', 'errorDescription', 'mediaControl', 'common'];
const payload = fc.option(
  fc.dictionary(safeKey, fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)), {
    minKeys: 1,
    maxKeys: 4,
  }),
);
const name = fc.stringMatching(/^[A-Z][a-zA-Z]{1,10}\.[A-Z][a-zA-Z]{1,14}$/);
const head = fc.constantFrom(1 as const, 2 as const).chain((generation) =>
  fc.record({
    generation: fc.constant(generation),
    name,
    version: generation === 1 ? fc.constant('1.0') : fc.constantFrom('2.0', '2.1', '3.0'),
  }),
);
const requestId = fc.integer({ min: 1, max: 0x7fffffff });
const envelope: fc.Arbitrary<Envelope> = fc.oneof(
  fc
    .tuple(head, requestId, fc.integer({ min: 0, max: 1e6 }), payload)
    .map(([h, id, timeoutMs, body]): Envelope => ({ type: 'command', ...h, requestId: id, timeoutMs, payload: body })),
  fc
    .tuple(head, requestId, fc.constantFrom('accepted' as const, ...refusalStatuses))
    .map(([h, id, status]): Envelope => ({ type: 'acknowledge', ...h, requestId: id, status })),
  fc
    .tuple(head, requestId, payload)
    .map(([h, id, body]): Envelope => ({ type: 'event', ...h, requestId: id, payload: body })),
  fc.tuple(head, requestId, fc.constantFrom(...xfsCompletionCodes), fc.option(fc.string()), payload).map(
    ([h, id, completionCode, errorDescription, body]): Envelope => ({
      type: 'completion',
      ...h,
      requestId: id,
      completionCode,
      errorDescription,
      payload: body,
    }),
  ),
  fc.tuple(head, payload).map(([h, body]): Envelope => ({ type: 'unsolicited', ...h, payload: body })),
);

describe('envelope', () => {
  it('is read back as it was written, in both generations', () => {
    fc.assert(
      fc.property(envelope, (message) => {
        expect(parseEnvelope(encodeEnvelope(message))).toEqual({ ok: true, value: message });
      }),
      { numRuns: 500 },
    );
  });

  it('neither crashes nor accepts arbitrary text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          expect(parseMessage(text).ok).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('survives every single change of a good message, and never accepts another triple', () => {
    const text = vectors[2]?.text ?? '';
    const known = new Set([...knownCommands, ...knownEvents].map((spec) => spec.name));
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), (at, instead) => {
        const parsed = parseMessage(text.slice(0, at) + instead + text.slice(at + 1));
        if (parsed.ok) expect(known.has(parsed.value.name)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('takes both spellings of authorisationRequired, in header and payload', () => {
    for (const word of ['authorisationRequired', 'authorizationRequired']) {
      expect(taken(header({ completionCode: word }))).toMatchObject({
        completionCode: 'authorisationRequired',
        generation: 2,
      });
      const old = JSON.stringify({
        header: { type: 'completion', name: 'BarcodeReader.Read', requestId: 5, version: '1.0' },
        payload: { completionCode: word, errorDescription: 'x' },
      });
      expect(taken(old)).toMatchObject({ completionCode: 'authorisationRequired', generation: 1, payload: null });
    }
  });

  it('takes an event without a request as unsolicited, also with request 0', () => {
    const event = { type: 'event', name: 'Common.StatusChangedEvent', version: '3.0' };
    for (const id of [{}, { requestId: 0 }, { requestId: null }]) {
      const text = JSON.stringify({ header: { ...event, ...id }, payload: { common: { device: 'offline' } } });
      expect(taken(text)).toMatchObject({ type: 'unsolicited' });
    }
  });

  it('reads a flat 2021-1 status change as one of common', () => {
    const text = JSON.stringify({
      header: { type: 'unsolicited', name: 'Common.StatusChangedEvent', version: '1.0', requestId: 0 },
      payload: { device: 'offline', endToEndSecurity: 'notSupported' },
    });
    expect(payloadOf(common.statusChangedEvent, taken(text))).toMatchObject({ common: { device: 'offline' } });
  });

  it('turns the 2021-1 paper movement around', () => {
    const text = JSON.stringify({
      header: { type: 'command', name: 'Printer.ControlMedia', version: '1.0', requestId: 3 },
      payload: { timeout: 100, mediaControl: { eject: true, cut: true } },
    });
    const message = taken(text);
    expect(message).toMatchObject({ timeoutMs: 100, payload: { mediaControl: { move: 'eject', cut: true } } });
    expect(JSON.parse(encodeEnvelope(message))).toEqual(JSON.parse(text));
  });
});

describe('what is refused', () => {
  const why = (text: string) => {
    const parsed = parseMessage(text);
    return parsed.ok ? 'accepted' : parsed.error.why;
  };
  it.each([
    ['an unknown name', header({ name: 'CashDispenser.Dispense' }), 'unknownMessage'],
    ['a known name of an unknown major', header({ version: '9.0' }), 'unknownMessage'],
    ['a command name as an event', header({ type: 'event' }), 'unknownMessage'],
    [
      'an unsolicited-only event with a request',
      header({ type: 'event', name: 'Common.ErrorEvent', version: '2.0' }),
      'unknownMessage',
    ],
    ['a version that is none', header({ version: '3' }), 'envelope'],
    ['a completion code nobody knows', header({ completionCode: 'fine' }), 'envelope'],
    ['a success without its payload form', header({}, { readOutput: 'x' }), 'payload'],
    ['malformed base64', header({}, { readOutput: [{ barcodeData: 'a b=' }] }), 'payload'],
    ['base64 that hides bits', header({}, { readOutput: [{ barcodeData: 'YR==' }] }), 'payload'],
    ['request 0 in a completion', header({ requestId: 0 }), 'requestId'],
    ['a request that is text', header({ requestId: '5' }), 'requestId'],
    ['an array', '[]', 'envelope'],
    ['more than two mebibytes', `${header({})}${' '.repeat(MAX_MESSAGE_BYTES)}`, 'tooLarge'],
  ])('%s', (_, text, expected) => expect(why(text)).toBe(expected));

  it('keeps the request of a refused completion, so that its command can be ended', () => {
    const parsed = parseMessage(header({ completionCode: 'fine' }));
    expect(parsed).toMatchObject({ error: { type: 'completion', requestId: 5 } });
  });

  it('reads a status word of a newer release as unknown, never as fine', () => {
    const text = header(
      { name: 'Common.Status' },
      { common: { device: 'levitating' }, printer: { media: 'notSupported', paper: { upper: 'damp' } } },
    );
    const message = taken(text);
    expect(message.type === 'completion' && common.status.completion.parse(message.payload)).toMatchObject({
      common: { device: 'unknown' },
      printer: { media: null, paper: { upper: 'unknown' } },
    });
  });
});

it('carries any bytes as base64', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = toBase64(bytes);
      expect(base64Schema.safeParse(text).success).toBe(true);
      expect(fromBase64(text)).toEqual(bytes);
    }),
  );
});
