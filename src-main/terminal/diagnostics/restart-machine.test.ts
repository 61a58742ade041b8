import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bench, soon } from './bench.test-kit.ts';
import { restartPage } from './pages/restart.ts';
import { restartableIn } from './restart.ts';
import { restartMachine } from './restart-machine.ts';

let folder = '';
let bench: Bench;
/** A program that writes down how it was called, in place of the one that restarts the machine. */
let recorder = '';
const called = () => (existsSync(path.join(folder, 'called')) ? readFileSync(path.join(folder, 'called'), 'utf8') : '');
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'restart-machine-'));
  recorder = path.join(folder, 'recorder.sh');
  writeFileSync(
    recorder,
    `#!/bin/sh\nprintf '%s\\n' "$@" > "${folder}/writing"\nmv "${folder}/writing" "${folder}/called"\n`,
    {
      mode: 0o755,
    },
  );
});
afterEach(() => {
  bench.close();
  rmSync(folder, { recursive: true });
});

/** The engineer's page of a machine that is supervised, on the real command. */
function page(command: string[] | undefined, refused = vi.fn()) {
  const staffFile = '/staff.json';
  bench = new Bench({ service: { staffFile, ...(command === undefined ? {} : { restartMachine: command }) } });
  const { config } = bench;
  return restartPage(
    bench.context('engineer', {
      restartable: restartableIn(config, true),
      restart: (what, onRefused) => {
        if (what === 'machine')
          restartMachine(config, () => {
            refused();
            onRefused();
          });
      },
    }),
  );
}

describe.skipIf(process.platform === 'win32')('restarting the machine', () => {
  it('runs the configured command once, with its arguments and nothing else, and is on record', async () => {
    const shown = page([recorder, 'reboot', '--no-wall', 'a b;$(c)']);
    expect(shown.act?.({ act: 'restart', what: 'machine' })).toBe(true);
    await soon(() => expect(called()).toBe('reboot\n--no-wall\na b;$(c)\n'));
    expect(shown.view()).toMatchObject({ page: 'restart', going: 'machine' });
    expect(bench.acts()).toEqual(['restart machine']);
  });

  it('is not offered and runs nothing where no command is configured', () => {
    const shown = page(undefined);
    expect(shown.view()).toMatchObject({ may: ['app', 'deviceHost'] });
    expect(shown.act?.({ act: 'restart', what: 'machine' })).toBe(false);
    restartMachine(bench.config, vi.fn());
    expect(bench.acts()).toEqual([]);
    expect(called()).toBe('');
  });

  it('does not run for the other restarts', () => {
    const shown = page([recorder, 'reboot']);
    expect(shown.act?.({ act: 'restart', what: 'app' })).toBe(true);
    expect(shown.act?.({ act: 'restart', what: 'deviceHost' })).toBe(true);
    expect(called()).toBe('');
  });

  it.each([
    ['is not there', 'missing', null],
    ['refuses', 'refusing.sh', '#!/bin/sh\nexit 1\n'],
  ])(
    'says so on the page and in the audit when the command %s, and lets them try again',
    async (_name, file, script) => {
      if (script !== null) writeFileSync(path.join(folder, file), script, { mode: 0o755 });
      const refused = vi.fn();
      const shown = page([path.join(folder, file)], refused);
      expect(shown.act?.({ act: 'restart', what: 'machine' })).toBe(true);
      await soon(() => expect(refused).toHaveBeenCalledOnce());
      expect(shown.view()).toMatchObject({
        going: null,
        refused: { en: expect.stringContaining('refused the restart') },
      });
      expect(bench.acts()).toEqual(['restart machine', 'restart-refused machine']);
    },
  );
});
