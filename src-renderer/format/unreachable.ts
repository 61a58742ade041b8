/** Makes a `switch` exhaustive: reaching it is a bug, at compile time and at run time. */
export function unreachable(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
