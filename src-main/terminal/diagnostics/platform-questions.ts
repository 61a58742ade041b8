import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { desiredResponseSchema } from '../../contract/platform-api.ts';
import type { Channel } from '../platform-client/request.ts';
import { failed, passed, type StepResult } from './steps.ts';

interface Asking {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}
/** More than a catalogue with all its rules. */
const MAX_CATALOGUE_BYTES = 8 * 1024 * 1024;
const SOMEBODY_ELSE = 'garbage: something else answers at this address';

/** The platform's clock, milliseconds since 1970. Needs no key; a captive portal's page is no time. */
export async function askTime(channel: Channel, asking: Asking): Promise<Result<number, string>> {
  const answer = await channel.call({ method: 'GET', path: '/v1/time', maxBytes: 1000, ...asking });
  if (!answer.ok) return fail(`${answer.error.kind}: ${answer.error.message}`);
  const found = /"now"\s*:\s*"([0-9TZ:.+-]{10,40})"/.exec(answer.value.body.toString('latin1'));
  const time = found === null ? Number.NaN : Date.parse(found[1] ?? '');
  return Number.isNaN(time) ? fail(SOMEBODY_ELSE) : ok(time);
}

/**
 * One question that only an enrolled terminal has answered: is there a catalogue (RFC 9110 §13.1.2, `*`: 304 where there
 * is)? It changes nothing. Whether records go through shows only where one waits; a key the platform refuses shows here.
 */
export async function askWithKey(channel: Channel, asking: Asking): Promise<StepResult> {
  const headers = { 'if-none-match': '*' };
  const path = '/v1/desired/catalogue';
  const answer = await channel.call({ method: 'GET', path, headers, maxBytes: MAX_CATALOGUE_BYTES, ...asking });
  if (!answer.ok) {
    const { kind, message, status } = answer.error;
    return kind === 'unauthorised'
      ? failed(`the platform refuses the key of this terminal (HTTP ${status ?? 401})`)
      : failed(`${kind}: ${message}`);
  }
  return answer.value.status === 304 || isCatalogue(answer.value.body) ? passed('accepted') : failed(SOMEBODY_ELSE);
}

function isCatalogue(body: Buffer): boolean {
  try {
    return desiredResponseSchema.safeParse(JSON.parse(body.toString('utf8'))).success;
  } catch {
    return false;
  }
}
