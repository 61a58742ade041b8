/** Runs a program to its end. Never throws: a missing program ends with code 127, one that overran its time with 124. */
export declare function runProgram(
  command: string,
  args: readonly string[],
  options?: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number; show?: boolean },
): Promise<{ code: number; output: string }>;
/** The newest Node at hand: the one npm installed into the checkout, else the one running this script. */
export declare function nodeFor(root: string, exists: (path: string) => boolean): string;
/** The environment without the checkout's own programs. */
export declare function outsideEnvironment(root: string): NodeJS.ProcessEnv;
