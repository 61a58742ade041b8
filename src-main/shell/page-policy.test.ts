import { describe, expect, it } from 'vitest';
import { contentSecurityPolicy, pageHeaders, withNonce } from './page-policy.ts';
import { safePage } from './safe-page.ts';

describe('the content security policy', () => {
  const directives = new Map(
    contentSecurityPolicy('abc')
      .split('; ')
      .map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
  );

  it('allows nothing unsafe and no host anywhere', () => {
    const sources = [...directives.values()].flat();
    expect(sources.filter((source) => /unsafe|\*|https?:|data:/.test(source ?? ''))).toEqual([]);
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('connect-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'"]);
  });

  it('takes dialogs, print, downloads and windows away', () => {
    const sandbox = directives.get('sandbox');
    for (const power of ['allow-modals', 'allow-popups', 'allow-downloads', 'allow-top-navigation']) {
      expect(sandbox).not.toContain(power);
    }
  });

  it('gives the style nonce to the document alone', () => {
    expect(pageHeaders('text/css', null)['content-security-policy']).not.toContain('nonce');
    expect(pageHeaders('text/html', 'n')['content-security-policy']).toContain("'nonce-n'");
  });
});

describe('the policy of a worker', () => {
  const policy = pageHeaders('text/javascript', null, '/workers/picture-1.js')['content-security-policy'] ?? '';

  it('runs our files and WebAssembly, reads our files, and has no host anywhere', () => {
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).not.toMatch(/'unsafe|\*|https?:|data:|blob:/);
  });

  it('is for workers alone: the page itself compiles nothing and reads nothing', () => {
    const page = pageHeaders('text/javascript', null, '/assets/index-1.js')['content-security-policy'];
    expect(page).toBe(contentSecurityPolicy(null));
    expect(page).not.toContain('wasm');
  });
});

describe('what the page may be asked about', () => {
  it('is the camera, which the gate answers, and nothing else', () => {
    const features = (pageHeaders('text/html', 'n')['permissions-policy'] ?? '').split(', ');
    expect(features.filter((feature) => !feature.endsWith('=()'))).toEqual(['camera=(self)']);
    expect(features).toContain('microphone=()');
    expect(features).toContain('display-capture=()');
  });
});

describe('the nonce in the page', () => {
  it.each(['<html><head><title>a</title>', '<HEAD lang="x">', '<head >'])('stands first in %s', (html) => {
    expect(withNonce(html, 'abc')).toMatch(/<head[^>]*><meta property="csp-nonce" nonce="abc">/i);
  });

  it('is not put into a <header>', () => expect(withNonce('<header>', 'abc')).toBe('<header>'));
});

describe('the safe page', () => {
  it('shows the phone, escapes what the configuration says, and works without one', () => {
    const page = safePage({ name: '<b>大厅</b>', helpPhone: '0471-12345' }, 'n');
    expect(page).toContain('0471-12345');
    expect(page).toContain('&lt;b&gt;大厅');
    expect(safePage(null, 'n')).toContain('暂停服务');
    expect(safePage(null, 'n')).not.toContain('帮助电话');
    expect(page).not.toMatch(/<script|style="|href=|src=/);
  });
});
