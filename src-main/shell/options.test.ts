import { describe, expect, it } from 'vitest';
import { childEnvironment, readOptions, type Start } from './options.ts';

const start = (args: string[], rest: Partial<Start> = {}): Start => ({ args, env: {}, packaged: false, ...rest });

describe('the start line', () => {
  it('needs a configuration', () => {
    expect(readOptions(start([])).ok).toBe(false);
    expect(readOptions(start(['--config'])).ok).toBe(false);
    expect(readOptions(start(['--config', '--dev-tools'])).ok).toBe(false);
  });

  it('opens a kiosk unless a size is given', () => {
    const options = { production: false, configFile: 'a.json', windowSize: null, devTools: false };
    expect(readOptions(start(['--config', 'a.json']))).toEqual({ ok: true, value: options });
    expect(readOptions(start(['--config=a.json'], { env: { BUDAYANG_WINDOW: '1080x1920' } }))).toEqual({
      ok: true,
      value: { ...options, windowSize: { width: 1080, height: 1920 } },
    });
    expect(readOptions(start(['--config', 'a.json'], { env: { BUDAYANG_WINDOW: 'big' } })).ok).toBe(false);
  });

  it('lets a test driver in during development', () => {
    const result = readOptions(start(['--inspect=0', '--remote-debugging-port=0', '--no-sandbox', '--config', 'a']));
    expect(result.ok).toBe(true);
  });

  it.each([
    '--remote-debugging-port=9222',
    '--remote-debugging-pipe',
    '--inspect',
    '--inspect-brk=0.0.0.0:1',
    '--no-sandbox',
    '--proxy-server=http://192.0.2.1',
    '--host-rules=MAP * 192.0.2.1',
    '--disable-web-security',
    '--load-extension=/tmp/x',
    '--js-flags=--allow-natives-syntax',
    // A film in place of the camera's picture.
    '--use-fake-device-for-media-stream',
    '--use-file-for-fake-video-capture=/tmp/face.y4m',
    '--use-fake-ui-for-media-stream',
    '--dev-tools',
    '/tmp/other-app',
  ])('refuses %s in production, however production came about', (arg) => {
    for (const production of [
      start(['--production', '--config', 'a', arg]),
      start(['--config', 'a', arg], { packaged: true }),
    ]) {
      expect(readOptions(production)).toMatchObject({ ok: false, error: expect.stringContaining('refused') });
    }
  });

  it('refuses a plain window in production and never repeats a value', () => {
    const env = { BUDAYANG_WINDOW: '10x10' };
    expect(readOptions(start(['--config', 'a'], { packaged: true, env })).ok).toBe(false);
    const result = readOptions(start(['--config', 'a', '--key=secret'], { packaged: true }));
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('accepts production with nothing but a configuration', () => {
    expect(readOptions(start(['--config', 'a'], { packaged: true })).ok).toBe(true);
  });
});

describe('the environment of a child', () => {
  it('holds what is named and nothing that changes how programs run', () => {
    const env = {
      PATH: '/usr/bin',
      LC_ALL: 'C',
      BUDAYANG_X: '1',
      NODE_OPTIONS: '--inspect',
      LD_PRELOAD: '/x.so',
      ELECTRON_RUN_AS_NODE: '1',
      HTTPS_PROXY: 'http://192.0.2.1',
      GONE: undefined,
    };
    expect(childEnvironment(env)).toEqual({ PATH: '/usr/bin', LC_ALL: 'C', BUDAYANG_X: '1' });
  });
});
