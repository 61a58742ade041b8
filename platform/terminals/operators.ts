import { createHash, timingSafeEqual } from 'node:crypto';
import { StartRefused } from '../start-error.ts';

/** Who looks after the terminals: a name for the audit and a key of their own. Never a terminal's key. */
export type Operator = { readonly name: string; readonly key: string };

const NAME = /^[a-z][a-z0-9-]{1,31}$/;
const KEY = /^[\x21-\x7e]{24,200}$/;

/** Reads `<name>=<key>` of the command line. @throws StartRefused */
export function parseOperator(text: string): Operator {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0));
  const key = text.slice(at + 1);
  if (!NAME.test(name))
    throw new StartRefused('--operator needs <name>=<key>, the name in lower-case letters, digits and hyphens');
  if (!KEY.test(key))
    throw new StartRefused(
      `the key of operator ${name} must have 24 to 200 printable ASCII characters without spaces, from a random source`,
    );
  return { name, key };
}

/** Finds the operator behind an `Authorization` header. Only digests are kept, and compared in constant time. */
export function createOperatorGate(
  operators: readonly Operator[],
): (authorization: string | undefined) => string | undefined {
  const known = operators.map(({ name, key }) => ({ name, digest: digest(key) }));
  return (authorization) => {
    const key = authorization?.match(/^Bearer ([\x21-\x7e]{1,200})$/i)?.[1];
    if (key === undefined) return undefined;
    const given = digest(key);
    return known.find((one) => timingSafeEqual(one.digest, given))?.name;
  };
}

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();
