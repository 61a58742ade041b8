import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerOf, parseNamedKey } from './named-key.ts';

/** Who looks after the terminals: a name for the audit and a key of their own. Never a terminal's key. */
export type Operator = { readonly name: string; readonly key: string };

/** Reads `<name>=<key>` of the command line. @throws StartRefused */
export const parseOperator = (text: string): Operator =>
  parseNamedKey(text, {
    owner: 'operator',
    name: /^[a-z][a-z0-9-]{1,31}$/,
    wrongName: '--operator needs <name>=<key>, the name in lower-case letters, digits and hyphens',
  });

/** Finds the operator behind an `Authorization` header. Only digests are kept, and compared in constant time. */
export function createOperatorGate(
  operators: readonly Operator[],
): (authorization: string | undefined) => string | undefined {
  const known = operators.map(({ name, key }) => ({ name, digest: digest(key) }));
  return (authorization) => {
    const key = bearerOf(authorization);
    if (key === undefined) return undefined;
    const given = digest(key);
    return known.find((one) => timingSafeEqual(one.digest, given))?.name;
  };
}

const digest = (key: string): Buffer => createHash('sha256').update(key).digest();
