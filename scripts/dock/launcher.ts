import { readFileSync } from 'node:fs';

const LOOK_EVERY_MS = 500;
/** What may stand between us and the `npm start` a person ended. */
const LAUNCHERS = /^(npm\b.*|node|sh|dash|bash|MainThread)$/;

interface Ancestor {
  readonly pid: number;
  /** Process ids are given out again; id and birth together are not. */
  readonly bornAt: string;
}

/**
 * Calls back once when a npm process above us is gone. `npm start` runs a shell that runs npm again: whoever ends the
 * outer one with a signal ends its shell, and nobody tells us. Linux only; elsewhere signals must do.
 */
export function whenLauncherDies(callBack: () => void): void {
  const watched = npmAbove();
  if (watched.length === 0) return;
  const timer = setInterval(() => {
    if (watched.every((one) => ancestor(one.pid)?.bornAt === one.bornAt)) return;
    clearInterval(timer);
    callBack();
  }, LOOK_EVERY_MS);
  timer.unref();
}

function npmAbove(): Ancestor[] {
  const found: Ancestor[] = [];
  let passed: Ancestor[] = [];
  for (let at = ancestor(process.ppid); at !== null && LAUNCHERS.test(at.name); at = ancestor(at.parent)) {
    passed.push({ pid: at.pid, bornAt: at.bornAt });
    if (!at.name.startsWith('npm')) continue;
    found.push(...passed);
    passed = [];
  }
  return found;
}

function ancestor(pid: number): (Ancestor & { readonly name: string; readonly parent: number }) | null {
  const text = statOf(pid);
  // `pid (name) state ppid …`; the name may hold anything, the last bracket ends it. Field 22 is the start time.
  const match = /^\d+ \((.*)\) (.*)$/s.exec(text ?? '');
  const [, name = '', rest = ''] = match ?? [];
  const fields = rest.split(' ');
  const parent = Number(fields[1]);
  return match === null ? null : { pid, name, parent, bornAt: fields[19] ?? '' };
}

function statOf(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    // No such process, or no such file system.
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}
