import { bearerKeySchema } from '../../src-main/contract/bearer-key.ts';
import { StartRefused } from '../start-error.ts';

/** Whose key `<name>=<key>` of the command line is: how a name looks, and the sentence for one that does not. */
export type KeyOwner = { readonly owner: string; readonly name: RegExp; readonly wrongName: string };

/** Reads `<name>=<key>` of the command line. @throws StartRefused */
export function parseNamedKey(text: string, { owner, name: form, wrongName }: KeyOwner): { name: string; key: string } {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(at, 0));
  if (!form.test(name)) throw new StartRefused(wrongName);
  const key = bearerKeySchema.safeParse(text.slice(at + 1));
  if (!key.success)
    throw new StartRefused(
      `the key of ${owner} ${name} ${key.error.issues[0]?.message ?? 'cannot be used'}, from a random source`,
    );
  return { name, key: key.data };
}

/** What stands behind `Bearer` in an `Authorization` header. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  authorization?.match(/^Bearer ([\x21-\x7e]{1,200})$/i)?.[1];
