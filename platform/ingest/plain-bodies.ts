import { z } from 'zod';
import type { RecordKind } from '../../src-main/contract/platform-api.ts';
import { fail, ok, type Result, unreachable } from '../result.ts';
import { fieldSentence } from '../routes/field-sentence.ts';

/** Letters, digits and the usual joiners: what fits a URL, a receipt and a person reading it aloud. */
export const caseNumberSchema = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}._:-]{0,63}$/u, 'is not a case number');

/** The parts of plain bodies the platform acts on; terminals may say more, which is kept with the record. */
const withdrawnSchema = z.looseObject({ caseNumber: caseNumberSchema });
const ratedSchema = z.looseObject({ caseNumber: caseNumberSchema, level: z.number().int().min(1).max(5) });
const deviceStatusSchema = z.looseObject({
  deviceClass: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/, 'is not a device class'),
});
const anySchema = z.looseObject({});
/** Machine words of the terminal's audit; other words are kept and mean nothing here. */
const staffActSchema = z.looseObject({
  act: z.string().regex(/^[A-Za-z][A-Za-z0-9.-]{0,63}$/),
  detail: z.string().regex(/^[A-Za-z][A-Za-z0-9.-]{0,63}$/),
});

export type PlainBody =
  | { readonly kind: 'case.withdrawn'; readonly caseNumber: string }
  | { readonly kind: 'case.rated'; readonly caseNumber: string; readonly level: number }
  | { readonly kind: 'device.status'; readonly deviceClass: string }
  | { readonly kind: 'service.act'; readonly act: string; readonly detail: string }
  | { readonly kind: 'kept' };

/** Reads the body of a record that is not sealed. The error is a reason for parking. */
export function readPlainBody(kind: Exclude<RecordKind, 'case.submitted'>, body: string): Result<PlainBody, string> {
  const json = parseJson(body);
  if (json === undefined) return fail(`the body of ${kind} is not JSON`);
  switch (kind) {
    case 'case.withdrawn': {
      const read = withdrawnSchema.safeParse(json);
      return read.success ? ok({ kind, caseNumber: read.data.caseNumber }) : fail(fieldSentence(read.error));
    }
    case 'case.rated': {
      const read = ratedSchema.safeParse(json);
      return read.success
        ? ok({ kind, caseNumber: read.data.caseNumber, level: read.data.level })
        : fail(fieldSentence(read.error));
    }
    case 'device.status': {
      const read = deviceStatusSchema.safeParse(json);
      return read.success ? ok({ kind, deviceClass: read.data.deviceClass }) : fail(fieldSentence(read.error));
    }
    case 'service.act':
    case 'paper.state':
    case 'session.ended':
    case 'card.forgotten': {
      const read = anySchema.safeParse(json);
      if (!read.success) return fail(`the body of ${kind} is not a JSON object`);
      const said = kind === 'service.act' ? staffActSchema.safeParse(json) : undefined;
      if (said?.success) return ok({ kind: 'service.act', act: said.data.act, detail: said.data.detail });
      return ok({ kind: 'kept' });
    }
    default:
      return unreachable(kind);
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
