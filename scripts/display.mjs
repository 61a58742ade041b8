import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const START_TIMEOUT_MS = 10_000;

/**
 * A display to draw on: the one that is there, or an Xvfb on a free number that ends with this process.
 *
 * @param {{ width?: number, height?: number, force?: boolean }} [options] size in pixels, 1080 × 1920 by default;
 *   `force` starts an Xvfb even where a display exists
 * @returns {Promise<{ display: string, virtual: boolean, env: Record<string, string>, stop: () => Promise<void> }>}
 *   `env` must be added to the environment of what draws; rejects with a clear sentence when Xvfb cannot start
 */
export async function ensureDisplay(options = {}) {
  const { width = 1080, height = 1920, force = false } = options;
  const present = process.env.WAYLAND_DISPLAY || process.env.DISPLAY;
  if (!force && (present || process.platform !== 'linux')) {
    return { display: present ?? 'native', virtual: false, env: {}, stop: async () => {} };
  }
  // Xvfb writes the number it took to the descriptor we give it, so two starts at once never collide.
  const server = ['Xvfb', '-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'];
  // setpriv ties its life to ours even when we are killed without a chance to clean up.
  const [command, ...args] = onPath('setpriv') ? ['setpriv', '--pdeathsig', 'TERM', ...server] : server;
  const child = spawn(/** @type {string} */ (command), args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const number = await numberFrom(child);
  const kill = () => child.kill('SIGTERM');
  process.once('exit', kill);
  const display = `:${number}`;
  return {
    display,
    virtual: true,
    env: { DISPLAY: display },
    stop: () =>
      new Promise((resolve) => {
        process.off('exit', kill);
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        kill();
      }),
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>}
 */
function numberFrom(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    let complaint = '';
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      end(new Error('Xvfb did not become ready within 10 s'));
    }, START_TIMEOUT_MS);
    const end = (/** @type {Error | null} */ error) => {
      clearTimeout(timer);
      child.removeAllListeners('error').removeAllListeners('exit');
      if (error) reject(error);
      else resolve(said.trim());
    };
    child.stderr?.on('data', (chunk) => {
      complaint = `${complaint}${chunk}`.slice(-2000);
    });
    child.stdio[3]?.on('data', (chunk) => {
      said += chunk;
      if (said.endsWith('\n')) end(null);
    });
    child.on('error', () => end(new Error('no display, and Xvfb is not installed: run node scripts/setup.mjs')));
    child.on('exit', (code) =>
      end(new Error(`no display, and Xvfb did not start (exit ${code}): ${complaint.trim() || 'is it installed?'}`)),
    );
  });
}

/** @param {string} program */
function onPath(program) {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
