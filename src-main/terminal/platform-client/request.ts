import http from 'node:http';
import https from 'node:https';
import { rootCertificates } from 'node:tls';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';

/**
 * Why the platform's answer cannot be used.
 *
 * - `offline`: not reached, or it said itself that it cannot serve now (429, 5xx). Nothing was refused.
 * - `timeout`: no whole answer in time; what it did with the request is not known.
 * - `garbage`: something answered, but not the platform's contract (a captive portal, cut JSON, a wrong signature).
 * - `unauthorised`: 401/403; `notFound`: 404; `conflict`: 409; `refused`: any other 4xx.
 */
export interface ClientError {
  readonly kind: 'offline' | 'timeout' | 'refused' | 'garbage' | 'unauthorised' | 'notFound' | 'conflict';
  /** One plain English sentence for logs and technicians; never personal data. */
  readonly message: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  /** What a technician should know beside the kind; it changes nothing about what is done. */
  readonly reason?: 'certificate' | 'catalogueSignature' | 'catalogueOld';
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly etag: string | null;
  readonly body: Buffer;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
  /** Sent as they are instead of `body`. */
  readonly bytes?: { readonly type: string; readonly content: Buffer };
  readonly headers?: Readonly<Record<string, string>>;
  /** Whole request, from connecting to the last byte. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface Channel {
  call(call: Call): Promise<Result<Answer, ClientError>>;
  close(): void;
}

export interface ChannelOptions {
  readonly url: string;
  readonly terminalKey: string;
  /** PEM of a certificate authority to trust besides the system's. */
  readonly certificateAuthority?: string | undefined;
  /** Told with every answer what time it was there (RFC 9110 `Date`, whole seconds), milliseconds since 1970. */
  readonly onServerTime?: (wallMs: number) => void;
}

/** Codes of Node's TLS for a certificate that is not the platform's: X509_V_ERR names of OpenSSL, and its own. */
const CERTIFICATE_CODE = /CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

/** Keep-alive connections to the one platform. Redirects are never followed: the platform does not send any. */
export function openChannel({ url, terminalKey, certificateAuthority, onServerTime }: ChannelOptions): Channel {
  const base = new URL(url);
  const secure = base.protocol === 'https:';
  const ca = certificateAuthority === undefined ? undefined : [...rootCertificates, certificateAuthority];
  const agent = secure
    ? new https.Agent({ keepAlive: true, maxSockets: 8, minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) })
    : new http.Agent({ keepAlive: true, maxSockets: 8 });
  const prefix = base.pathname.replace(/\/$/, '');
  const send = (call: Call) => once(call, { base, prefix, agent, secure, terminalKey, onServerTime });
  return {
    call: async (call) => {
      const first = await send(call);
      // The platform may close an idle connection in the moment it is used again; then nothing was read of the request.
      return first.kind === 'staleConnection' ? asResult(await send(call)) : asResult(first);
    },
    close: () => agent.destroy(),
  };
}

type Attempt =
  | { kind: 'answer'; answer: Answer }
  | { kind: 'error'; error: ClientError }
  | { kind: 'staleConnection'; error: ClientError };
const asResult = (attempt: Attempt): Result<Answer, ClientError> =>
  attempt.kind === 'answer' ? ok(attempt.answer) : fail(attempt.error);

interface Line {
  readonly base: URL;
  readonly prefix: string;
  readonly agent: http.Agent | https.Agent;
  readonly secure: boolean;
  readonly terminalKey: string;
  readonly onServerTime: ((wallMs: number) => void) | undefined;
}

function once(call: Call, { base, prefix, agent, secure, terminalKey, onServerTime }: Line): Promise<Attempt> {
  return new Promise((resolve) => {
    const payload = call.bytes?.content ?? (call.body === undefined ? null : Buffer.from(JSON.stringify(call.body)));
    const type = call.bytes?.type ?? 'application/json';
    const request = (secure ? https : http).request({
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port === '' ? undefined : Number(base.port),
      path: `${prefix}${call.path}`,
      method: call.method,
      agent,
      headers: {
        authorization: `Bearer ${terminalKey}`,
        accept: 'application/json, application/pdf',
        ...(payload === null ? {} : { 'content-type': type, 'content-length': payload.length }),
        ...call.headers,
      },
    });
    let over = false;
    const finish = (attempt: Attempt) => {
      if (over) return;
      over = true;
      clearTimeout(deadline);
      call.signal?.removeEventListener('abort', aborted);
      if (attempt.kind !== 'answer') request.destroy();
      resolve(attempt);
    };
    const giveUp = (kind: ClientError['kind'], message: string) => finish({ kind: 'error', error: { kind, message } });
    const aborted = () => giveUp('timeout', 'The request was called off.');
    const deadline = setTimeout(() => giveUp('timeout', 'The platform did not answer in time.'), call.timeoutMs);
    call.signal?.addEventListener('abort', aborted, { once: true });

    request.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : 'unknown';
      const failure: ClientError = {
        kind: 'offline',
        message: `The platform cannot be reached (${code}).`,
        ...(CERTIFICATE_CODE.test(code) ? { reason: 'certificate' as const } : {}),
      };
      const stale = request.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
      if (code.startsWith('HPE_')) return giveUp('garbage', `Not an HTTP answer (${code}).`);
      finish({ kind: stale ? 'staleConnection' : 'error', error: failure });
    });
    request.on('response', (response) => {
      const there = Date.parse(response.headers.date ?? '');
      if (!Number.isNaN(there)) onServerTime?.(there);
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > call.maxBytes) return giveUp('garbage', `The answer is larger than ${call.maxBytes} bytes.`);
        chunks.push(chunk);
      });
      response.on('error', () => giveUp('offline', 'The connection broke during the answer.'));
      response.on('close', () => {
        if (!response.complete) giveUp('offline', 'The connection broke during the answer.');
      });
      response.on('end', () => {
        if (!response.complete) return giveUp('offline', 'The connection broke during the answer.');
        const { 'content-type': contentType = '', etag = null } = response.headers;
        const answer = { status: response.statusCode ?? 0, contentType, etag, body: Buffer.concat(chunks) };
        const error = refusal(answer.status, response.headers['retry-after']);
        finish(error === null ? { kind: 'answer', answer } : { kind: 'error', error });
      });
    });
    if (call.signal?.aborted) return aborted();
    request.end(payload ?? undefined);
  });
}

/** 409 is handed on as an answer: its body matters. */
function refusal(status: number, retryAfter: string | undefined): ClientError | null {
  if ((status >= 200 && status < 300) || status === 304 || status === 409) return null;
  const seconds = Number(retryAfter);
  const pause = Number.isFinite(seconds) && seconds >= 0 ? { retryAfterMs: seconds * 1000 } : {};
  const say = (kind: ClientError['kind'], message: string): ClientError => ({ kind, message, status });
  if (status === 401 || status === 403)
    return say('unauthorised', `The platform does not accept this terminal (${status}).`);
  if (status === 404) return say('notFound', 'The platform does not have it.');
  if (status === 429 || status >= 500)
    return { ...say('offline', `The platform cannot serve now (${status}).`), ...pause };
  if (status >= 400) return say('refused', `The platform refused the request (${status}).`);
  return say('garbage', `The platform never answers with ${status}; something else is on the line.`);
}
