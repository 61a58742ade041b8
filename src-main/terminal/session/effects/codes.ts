import { classifyPayload, looksLikeProgramming, type Payload } from '../../../../drivers/contract/code-payload.ts';
import type { DeviceError } from '../../../../drivers/contract/completion.ts';
import { unreachable } from '../../../../drivers/contract/result.ts';
import type { CodeAnswer, CodeTrouble, ForeignCode } from '../../../contract/code-lookup.ts';
import { whenFree } from '../../devices/when-free.ts';
import type { ClientError } from '../../platform-client/client.ts';
import type { Effects } from '../effects.ts';
import type { CodeFound } from '../visit.ts';
import type { Ports } from './ports.ts';

/** What a code is to this machine, by its form. `verifyBase`: what the codes on the platform's papers begin with. */
export function foundIn(text: string, verifyBase: string): CodeFound {
  const payload = classifyPayload(text, { verifyBase });
  if (payload.class === 'own-code') {
    const { kind, id } = payload.code;
    if (kind === 'case') return { kind: 'case', caseNumber: id };
    return kind === 'check' ? { kind: 'paper', checkCode: id } : { kind: 'foreign', code: 'notice' };
  }
  if (payload.class === 'document-check') return { kind: 'paper', checkCode: payload.checkCode };
  return { kind: 'foreign', code: foreign(payload.class, text) };
}

function foreign(payload: Exclude<Payload['class'], 'own-code' | 'document-check'>, text: string): ForeignCode {
  switch (payload) {
    case 'own-code-damaged':
      return 'damaged';
    case 'health-card-static':
    case 'health-card-dynamic':
      return 'health-card';
    case 'unknown-digits':
      return 'digits';
    case 'opaque':
      return looksLikeProgramming(Buffer.from(text)) ? 'programming' : 'text';
    case 'medical-insurance-voucher':
    case 'resident-id-number':
    case 'wechat-pay-code':
    case 'alipay-pay-code':
    case 'unionpay-code':
    case 'url':
      return payload;
    default:
      return unreachable(payload);
  }
}

const troubleOf = ({ code }: DeviceError): CodeTrouble =>
  code === 'timeOut' ? 'timedOut' : code === 'unsupportedData' ? 'unreadable' : 'readerAway';

/** Waits for one code, by scanner or camera. What it says ends here; only what it is, and one of our own numbers, goes on. */
export const readCode =
  ({ codes, config }: Pick<Ports, 'codes' | 'config'>): Effects['readCode'] =>
  ({ timeoutMs }, send) => {
    const abort = new AbortController();
    const { publicUrl, url } = config.platform;
    void whenFree(() => codes.read({ timeoutMs, signal: abort.signal }), abort.signal).then((read) => {
      if (abort.signal.aborted) return;
      // A scanner's driver gives such a code to nobody; whoever showed it is told what it was all the same.
      const refused: CodeFound = { kind: 'foreign', code: 'programming' };
      if (!read.ok && read.error.errorCode === 'programmingCode') {
        send({ type: 'touched' });
        return send({ type: 'code.found', found: refused });
      }
      if (!read.ok) return send({ type: 'code.failed', trouble: troubleOf(read.error) });
      // Whoever holds a code out is there.
      send({ type: 'touched' });
      send({ type: 'code.found', found: foundIn(read.value.text, publicUrl ?? url) });
    });
    return () => abort.abort();
  };

function unanswered({ kind, status }: ClientError): Extract<CodeAnswer, { kind: 'noAnswer' }> {
  if (status === 429) return { kind: 'noAnswer', why: 'tooOften' };
  return { kind: 'noAnswer', why: kind === 'refused' || kind === 'unauthorised' ? 'refused' : 'away' };
}

/** Asks the platform about one of its own numbers. */
export const lookUpCode =
  ({ platform }: Pick<Ports, 'platform'>): Effects['lookUpCode'] =>
  ({ found }, send) => {
    const abort = new AbortController();
    void answerTo(platform, found, abort.signal).then((answer) => {
      if (!abort.signal.aborted) send({ type: 'code.answered', answer });
    });
    return () => abort.abort();
  };

async function answerTo(platform: Ports['platform'], found: CodeFound, signal: AbortSignal): Promise<CodeAnswer> {
  switch (found.kind) {
    case 'foreign':
      return found;
    case 'case': {
      const { caseNumber } = found;
      const asked = await platform.caseState(caseNumber, signal);
      if (asked.ok) return { kind: 'case', ...asked.value };
      return asked.error.kind === 'notFound' ? { kind: 'noCase', caseNumber } : unanswered(asked.error);
    }
    case 'paper': {
      const asked = await platform.verify(found.checkCode, signal);
      if (!asked.ok) return unanswered(asked.error);
      if (asked.value.status === 'unknown') return { kind: 'noPaper' };
      const { status, title, issuedOn, holder, pages } = asked.value;
      return { kind: 'paper', status, title, issuedOn, holder, pages };
    }
    default:
      return unreachable(found);
  }
}
