import { spawn } from 'node:child_process';
import path from 'node:path';

/**
 * Runs a program to its end. Never throws: a program that is missing ends with code 127, one that overran its
 * time with 124.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, show?: boolean }} [options] `show` passes
 *   the program's output through to ours; otherwise it is collected
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runProgram(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let late = false;
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString('utf8');
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const timer = options.timeoutMs
      ? setTimeout(() => {
          late = true;
          child.kill('SIGKILL');
        }, options.timeoutMs)
      : null;
    const end = (/** @type {number} */ code) => {
      if (timer) clearTimeout(timer);
      resolve({ code, output: output.trim() });
    };
    child.on('error', (error) => {
      output += error.message;
      end(127);
    });
    child.on('close', (code) => end(late ? 124 : (code ?? 1)));
  });
}

/**
 * The newest Node at hand: the one npm installed into the checkout, else the one running this script.
 *
 * @param {string} root
 * @param {(path: string) => boolean} exists
 */
export function nodeFor(root, exists) {
  const installed = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return exists(installed) ? installed : process.execPath;
}

/**
 * The environment without the checkout's own programs: `npm ci` deletes node_modules while it runs, so neither
 * it nor the Node under it may come from there.
 *
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export function outsideEnvironment(root) {
  const own = path.join(root, 'node_modules');
  const kept = (process.env.PATH ?? '').split(path.delimiter).filter((entry) => !path.resolve(entry).startsWith(own));
  return { ...process.env, PATH: kept.join(path.delimiter) };
}
