import { type ParseArgsConfig, parseArgs } from 'node:util';
import { fail, ok, type Result } from '../../drivers/contract/result.ts';

/** The command line of one of our programs; a word it does not know is an error in one sentence. */
export function readArguments<O extends NonNullable<ParseArgsConfig['options']>>(
  options: O,
): Result<ReturnType<typeof parseArgs<{ options: O }>>['values'], string> {
  try {
    return ok(parseArgs({ options }).values);
  } catch (thrown) {
    if (!(thrown instanceof TypeError && 'code' in thrown)) throw thrown;
    const known = Object.keys(options).map((name) => `--${name}`);
    return fail(`${thrown.message.split('. ')[0]}. Known: ${known.join(', ')}.`);
  }
}
