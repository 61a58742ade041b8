import { checkIdNumber } from './id-number.ts';
import { type OwnCode, parseOwnCode } from './own-code.ts';

/**
 * What a scanned text looks like. It only helps to say something useful ("this is a payment code"): nothing is proven
 * by it, and nothing is ever opened. Sources and their certainty: `barcode-reader/README.md`.
 */
export type Payload =
  | { readonly class: 'own-code'; readonly code: OwnCode }
  /** Begins like one of ours, but its check characters are wrong or it is cut. */
  | { readonly class: 'own-code-damaged' }
  /** The address on a document of ours; the code is what its check page asks for. */
  | { readonly class: 'document-check'; readonly checkCode: string }
  | { readonly class: TokenClass };

export type TokenClass =
  | 'health-card-static'
  | 'health-card-dynamic'
  | 'medical-insurance-voucher'
  | 'resident-id-number'
  | 'wechat-pay-code'
  | 'alipay-pay-code'
  | 'unionpay-code'
  | 'unknown-digits'
  | 'url'
  | 'opaque';

const TOKENS: readonly { readonly class: TokenClass; readonly form: RegExp }[] = [
  { class: 'health-card-static', form: /^[0-9A-Fa-f]{64}:1$/ },
  { class: 'health-card-dynamic', form: /^[0-9A-Fa-f]{64}:0:[0-9A-Fa-f]{32}$/ },
  { class: 'medical-insurance-voucher', form: /^(?:424|ano)[0-9A-Za-z]{25}$/ },
  { class: 'wechat-pay-code', form: /^1[0-5]\d{16}$/ },
  { class: 'alipay-pay-code', form: /^(?:2[5-9]|30)\d{14,22}$/ },
  { class: 'unionpay-code', form: /^62\d{14,18}$/ },
  { class: 'unknown-digits', form: /^\d+$/ },
];

const CHECK_CODE = /^[0-9A-Za-z-]{6,40}$/;

/**
 * Classifies by form alone. `verifyBase` is the platform's public address, e.g. `https://platform.example`: an
 * address under its `/verify/` is a document of ours.
 */
export function classifyPayload(text: string, options: { verifyBase?: string } = {}): Payload {
  if (/^BDY1:/i.test(text)) {
    const code = parseOwnCode(text);
    return code ? { class: 'own-code', code } : { class: 'own-code-damaged' };
  }
  const checkCode = checkCodeOf(text, options.verifyBase);
  if (checkCode !== null) return { class: 'document-check', checkCode };
  // Before the payment codes: a person's number in the wrong class would be treated with less care.
  if (isPersonNumber(text)) return { class: 'resident-id-number' };
  const token = TOKENS.find(({ form }) => form.test(text));
  if (token) return { class: token.class };
  return { class: /^https?:\/\/\S+$/i.test(text) && URL.canParse(text) ? 'url' : 'opaque' };
}

const isPersonNumber = (text: string): boolean =>
  /^\d{17}[\dX]$/.test(text) && (checkIdNumber(text, 'resident').valid || checkIdNumber(text, 'hmt-residence').valid);

function checkCodeOf(text: string, verifyBase: string | undefined): string | null {
  if (verifyBase === undefined) return null;
  const prefix = `${verifyBase.replace(/\/+$/, '')}/verify/`;
  // Compared as text: only the very address we print, no look-alike host, user part, query or fragment.
  const code = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  return CHECK_CODE.test(code) ? code : null;
}

/**
 * How codes look that set scanners up: Newland `@SCNMOD2`, Honeywell `TRGMOD3.`. Once set-up is shut they arrive like any
 * code, and say that somebody has been trying.
 */
const PROGRAMMING = /^[@#%]?[A-Z]{3}[A-Z0-9]{3}[0-9*?]{0,4}[.!;]?$/;

/** True when a code might have been meant for the scanner. A false alarm costs one question to it. */
export function looksLikeProgramming(code: Uint8Array): boolean {
  return code.length <= 16 && PROGRAMMING.test(Buffer.from(code).toString('latin1'));
}
