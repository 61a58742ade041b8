import { isCertificateTrouble } from '../../driver-shell/index.ts';

/** How far a request may have got. The printer cannot have more than this; it may have less. */
export type Sent = 'nothing' | 'part' | 'all';

/** Why no answer came. `fault` is a neutral word of drivers/README.md; the message holds no personal data. */
export interface PostFailure {
  readonly fault: 'port-not-found' | 'port-denied' | 'no-answer' | 'hung-up' | 'bad-frames' | 'busy' | 'canceled';
  readonly message: string;
  readonly sent: Sent;
  /** Nothing came in time; else somebody said why: the printer, or the operating system. */
  readonly silent: boolean;
}

/** Why, without how far the request had got. */
export type Why = Pick<PostFailure, 'fault' | 'message' | 'silent'>;
const said = (fault: PostFailure['fault'], message: string): Why => ({ fault, message, silent: false });
const nothingCame = (message: string): Why => ({ fault: 'no-answer', message, silent: true });

/** Why no connection came about, by the operating system's word: the same faults as at every other port (transports/tcp.ts). */
const UNCONNECTED: Readonly<Record<string, Why>> = {
  // A printer that is switched off by its panel or starts again: its host answers, and nobody listens there yet.
  ECONNREFUSED: said('port-not-found', 'nothing listens at the address of the printer'),
  EHOSTUNREACH: said('port-not-found', 'the printer is out of reach'),
  ENETUNREACH: said('port-not-found', 'the network is out of reach'),
  ENOTFOUND: said('port-not-found', 'the name of the printer is not known'),
  // A name server that has no time says nothing of the printer.
  EAI_AGAIN: { fault: 'port-not-found', message: 'the name of the printer is not known now', silent: true },
  EACCES: said('port-denied', 'the printer may not be connected to from here'),
  EPERM: said('port-denied', 'the printer may not be connected to from here'),
  ETIMEDOUT: nothingCame('the printer does not answer the connection'),
};

/** What an error of a socket means. `connected`: the connection stood, with its encryption. */
export function faultOf(error: Error, connected: boolean): Why {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';
  if (isCertificateTrouble(code) || /TLS|SSL/.test(code))
    return said('port-denied', `the certificate of the printer is not trusted (${code})`);
  if (connected) return said('hung-up', `the connection to the printer broke (${code})`);
  // Reset in its handshake by a printer that starts, or nothing free on this machine: nobody said that the printer is gone.
  return UNCONNECTED[code] ?? nothingCame(`no connection came about (${code})`);
}

/** What an HTTP status other than 200 means; 100 is handled by Node. No redirect is ever followed. */
export function httpFault(status: number): Why {
  if (status === 401 || status === 403 || status === 426) {
    return said('port-denied', `the printer wants a sign-in or encryption (HTTP ${status})`);
  }
  if (status === 503) return said('busy', 'the printer takes no requests now (HTTP 503)');
  return said('bad-frames', `the printer answered HTTP ${status}, not 200`);
}

/** What ends an exchange other than a word of the socket or of the printer. */
export const ENDS = {
  canceled: said('canceled', 'the request was called off'),
  notIpp: said('bad-frames', 'the answer is not application/ipp'),
  tornAnswer: said('hung-up', 'the connection broke inside the answer'),
  endless: (bytes: number): Why => said('bad-frames', `the answer is longer than ${bytes} bytes`),
  silence: (ms: number): Why => nothingCame(`nothing came from the printer for ${ms} ms`),
  dripping: (ms: number): Why => nothingCame(`the exchange was not over after ${ms} ms`),
} as const;
