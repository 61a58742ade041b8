import { WebSocket } from 'ws';
import { fail, ok, type Result, type TransportError } from '../contract/index.ts';
import { isCertificateTrouble } from '../driver-shell/index.ts';
import { MAX_MESSAGE_BYTES } from './limits.ts';

const ERRORS: Readonly<Record<string, TransportError>> = {
  ECONNREFUSED: { kind: 'notFound', message: 'nothing listens at this address' },
  ENOTFOUND: { kind: 'notFound', message: 'the host is not known' },
  EHOSTUNREACH: { kind: 'notFound', message: 'the host is out of reach' },
  ENETUNREACH: { kind: 'notFound', message: 'the network is out of reach' },
  ETIMEDOUT: { kind: 'timeout', message: 'the host does not answer' },
};

const GIVEN_UP: TransportError = { kind: 'closed', message: 'the connection was given up' };

const statusError = (status: number): TransportError => {
  if (status === 401 || status === 403) return { kind: 'denied', message: `the service refuses us (HTTP ${status})` };
  if (status === 404) return { kind: 'notFound', message: 'there is no such service (HTTP 404)' };
  return { kind: 'io', message: `the address does not speak WebSocket (HTTP ${status})` };
};

/** Opens one WebSocket, paused. No compression, no redirects, no origin, bounded messages. `signal` gives it up while it opens. */
export function connectSocket(options: {
  uri: string;
  connectMs: number;
  bearer?: string;
  certificateAuthority?: string;
  signal?: AbortSignal;
}): Promise<Result<WebSocket, TransportError>> {
  const { uri, connectMs, bearer, certificateAuthority, signal } = options;
  if (signal?.aborted) return Promise.resolve(fail(GIVEN_UP));
  if (!URL.canParse(uri) || !/^wss?:$/.test(new URL(uri).protocol)) {
    return Promise.resolve(fail({ kind: 'notFound', message: 'the address is no ws:// or wss:// address' }));
  }
  return new Promise((resolve) => {
    const socket = new WebSocket(uri, {
      handshakeTimeout: connectMs,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      followRedirects: false,
      // Whoever waits for an answer has their turn before the event behind it: else an older word would overwrite a newer one.
      allowSynchronousEvents: false,
      ...(bearer === undefined ? {} : { headers: { authorization: `Bearer ${bearer}` } }),
      ...(certificateAuthority === undefined ? {} : { ca: certificateAuthority }),
    });
    const giveUp = () => {
      settle(fail(GIVEN_UP));
      socket.terminate();
    };
    const settle = (result: Result<WebSocket, TransportError>) => {
      signal?.removeEventListener('abort', giveUp);
      socket.removeAllListeners('open');
      socket.removeAllListeners('unexpected-response');
      resolve(result);
    };
    signal?.addEventListener('abort', giveUp, { once: true });
    // Stays for good: an error event without a listener would end the process.
    socket.on('error', (error) => {
      const code = 'code' in error ? String(error.code) : '';
      const other: TransportError = /timed out/.test(error.message)
        ? { kind: 'timeout', message: 'the service does not finish the handshake' }
        : { kind: 'io', message: 'the connection could not be made' };
      const denied: TransportError = { kind: 'denied', message: 'the certificate is not from the pinned authority' };
      settle(fail(ERRORS[code] ?? (isCertificateTrouble(code) ? denied : other)));
    });
    socket.once('unexpected-response', (request, response) => {
      request.destroy();
      settle(fail(statusError(response.statusCode ?? 0)));
    });
    // Frames that arrive with the handshake wait until the owner listens and resumes.
    socket.once('open', () => {
      socket.pause();
      settle(ok(socket));
    });
  });
}
