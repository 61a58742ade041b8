/** Takes a lock file that holds our process id; waits while a living process has it. Resolves with what gives it back. */
export declare function takeLock(file: string, log: (line: string) => void): Promise<() => Promise<void>>;
export declare function alive(pid: number): boolean;
