import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../contract/index.ts';
import { ROOT_PATH } from '../limits.ts';
import { sameSecret } from './secret.ts';

export type Refused = 'notLoopback' | 'browser' | 'host' | 'secret' | 'path' | 'full' | 'notUpgrade';

/** Wrong secrets in a row before answers are held back. */
const FREE_TRIES = 5;
const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 30_000;
/** Held-back answers at once; beyond them a wrong try is cut off without one. */
const MOST_HELD = 8;

const STATUS: Readonly<Record<Refused, number>> = {
  notLoopback: 403,
  browser: 403,
  host: 403,
  secret: 401,
  path: 404,
  full: 503,
  notUpgrade: 400,
};

export const statusOf = (why: Refused): number => STATUS[why];

/**
 * Decides who may speak to the facade. A right secret is let in at once, always: a stranger's wrong tries must not lock
 * the bank's stack out.
 */
export class Doorkeeper {
  readonly #secret: string;
  readonly #clock: Clock;
  #wrongTries = 0;
  #held = 0;

  constructor(secret: string, clock: Clock) {
    this.#secret = secret;
    this.#clock = clock;
  }

  /** Null when the caller may come in, else why not. Looks at headers only. */
  examine(request: IncomingMessage, port: number): Refused | null {
    const { remoteAddress } = request.socket;
    if (remoteAddress !== '127.0.0.1' && remoteAddress !== '::ffff:127.0.0.1') return 'notLoopback';
    // Only browsers send an origin: a page must not reach the devices, whatever it knows.
    if (request.headers.origin !== undefined) return 'browser';
    // A name that was made to point here is a page's trick, too.
    const { host } = request.headers;
    if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return 'host';
    if (!sameSecret(givenSecret(request), this.#secret)) return 'secret';
    this.#wrongTries = 0;
    return null;
  }

  /** Waits before a wrong secret is answered. False: do not answer at all. */
  async holdBack(signal: AbortSignal): Promise<boolean> {
    this.#wrongTries += 1;
    const beyond = this.#wrongTries - FREE_TRIES;
    if (beyond <= 0) return true;
    if (this.#held >= MOST_HELD) return false;
    this.#held += 1;
    await this.#clock.delay(Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(beyond - 1, 5)), signal);
    this.#held -= 1;
    return true;
  }
}

/** The secret from the header or, for stacks that cannot set one, from the query. */
function givenSecret(request: IncomingMessage): string {
  const bearer = /^Bearer ([0-9a-f]{1,128})$/.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? urlOf(request)?.searchParams.get('token') ?? '';
}

const urlOf = (request: IncomingMessage): URL | null => {
  const target = request.url ?? '';
  return /^\/(?!\/)/.test(target) && URL.canParse(target, 'http://127.0.0.1')
    ? new URL(target, 'http://127.0.0.1')
    : null;
};

/** The name behind `/xfs4iot/v1.0`: empty for the publisher, null for anything else. */
export function serviceNameIn(request: IncomingMessage): string | null {
  const { pathname } = urlOf(request) ?? { pathname: '' };
  if (pathname === ROOT_PATH || pathname === `${ROOT_PATH}/`) return '';
  return new RegExp(`^${ROOT_PATH.replaceAll('.', '\\.')}/([A-Za-z]{1,40})/?$`).exec(pathname)?.[1] ?? null;
}
