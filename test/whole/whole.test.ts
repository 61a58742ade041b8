import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { Whole } from './whole.ts';

const servers = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;

it('a start that fails takes everything back that it opened', async () => {
  const before = servers();
  let folder = '';
  let undone = 0;
  const started = Whole.start({
    onDataDirectory: (directory) => {
      folder = path.dirname(directory);
      return () => undone++;
    },
    // Platform, cable and devices stand by now.
    front: () => {
      expect([existsSync(folder), servers()]).toEqual([true, before + 2]);
      return Promise.reject(new Error('nothing stands between'));
    },
  });
  await expect(started).rejects.toThrow('nothing stands between');
  expect([existsSync(folder), undone]).toEqual([false, 1]);
  // A closed one is counted until the loop came round.
  await vi.waitFor(() => expect(servers()).toBe(before));
}, 60_000);
