import { expect, it } from 'vitest';
import { readArguments } from './read-arguments.ts';

it('says in a sentence which word it does not know', () => {
  const { argv } = process;
  process.argv = [...argv.slice(0, 2), '--confg', 'x'];
  try {
    expect(readArguments({ config: { type: 'string' } })).toEqual({
      ok: false,
      error: "Unknown option '--confg'. Known: --config.",
    });
  } finally {
    process.argv = argv;
  }
});
