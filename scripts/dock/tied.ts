import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * The command line by which a program ends (SIGTERM) when we do, even where we are killed without a chance to clean
 * up. On systems without `setpriv` it is the program itself, and only an orderly end takes it along.
 */
export function tied(program: string, args: readonly string[]): { command: string; args: string[] } {
  return onPath('setpriv')
    ? { command: 'setpriv', args: ['--pdeathsig', 'TERM', program, ...args] }
    : { command: program, args: [...args] };
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
