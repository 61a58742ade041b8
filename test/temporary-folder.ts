import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const NAME = /^budayang-(\d+)-\w{6}$/;
/** What is younger may belong to a run in a container beside this one, whose processes are not seen here. */
const ABANDONED_MS = 3_600_000;
/** Not the tests': Node keeps what it compiled there. */
const NOT_OURS = new Set(['node-compile-cache']);

/**
 * One temporary folder for the whole run, which goes with it, also when a test failed half-way or a peer was killed. What
 * was still in it is named: a test that does not tidy up after itself shows.
 */
export default function setUp(): () => void {
  const outer = os.tmpdir();
  for (const name of readdirSync(outer)) if (isAbandoned(outer, name)) remove(path.join(outer, name));
  const folder = mkdtempSync(path.join(outer, `budayang-${process.pid}-`));
  // Some peers (CUPS, PostgreSQL) run as users of their own.
  chmodSync(folder, 0o1777);
  process.env.TMPDIR = folder;
  return () => {
    process.env.TMPDIR = outer;
    const left = readdirSync(folder).filter((name) => !NOT_OURS.has(name));
    if (left.length > 0) process.stderr.write(`left behind by the tests, and removed: ${left.join(', ')}\n`);
    remove(folder);
  };
}

function isAbandoned(outer: string, name: string): boolean {
  const pid = Number(NAME.exec(name)?.[1]);
  if (Number.isNaN(pid)) return false;
  try {
    if (Date.now() - statSync(path.join(outer, name)).mtimeMs < ABANDONED_MS) return false;
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH';
  }
}

/** A disk that a killed test left mounted there stays; the next start of the machine takes it away. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (thrown) {
    process.stderr.write(`${folder} stays: ${thrown instanceof Error ? thrown.message : 'unknown'}\n`);
  }
}
