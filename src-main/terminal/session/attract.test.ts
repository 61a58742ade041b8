import { describe, expect, it } from 'vitest';
import { catalogueDocumentSchema } from '../../contract/catalogue.ts';
import { goodWorld, startSession, walks } from './session.test-kit.ts';

const wishes = (session: ReturnType<typeof startSession>) => {
  const { language, elder } = session.view();
  return [language, elder];
};

describe('a language and large type chosen before anybody began', () => {
  const chosen = () => {
    const session = startSession();
    session.touch({ type: 'setLanguage', language: 'en' }, { type: 'setElder', elder: true });
    return session;
  };

  it('go back to what they were once nobody touches any more, twice as late for large type', () => {
    const session = chosen();
    session.wait(119_000);
    expect(wishes(session)).toEqual(['en', true]);
    session.wait(2_000);
    expect([session.screen().name, ...wishes(session)]).toEqual(['attract', 'zh-CN', false]);
  });

  it('stay while somebody touches, and for the session they begin', () => {
    const session = chosen();
    session.wait(100_000);
    session.touch({ type: 'touched' });
    session.wait(100_000);
    expect(wishes(session)).toEqual(['en', true]);
    session.touch({ type: 'start' });
    session.wait(50_000);
    expect([session.screen().name, ...wishes(session)]).toEqual(['home', 'en', true]);
  });

  it('go back also while a forgotten card lies there', () => {
    const session = startSession();
    walks['attract.cardLeftBehind']?.(session);
    session.touch({ type: 'setLanguage', language: 'en' });
    session.wait(61_000);
    expect(wishes(session)).toEqual(['zh-CN', false]);
    expect(session.running.has('watchCard')).toBe(true);
  });
});

describe('a catalogue without a theme', () => {
  const { catalogue } = goodWorld;
  if (catalogue === null) throw new Error('no catalogue');
  const without = { ...catalogue, themes: catalogue.themes.filter(({ id }) => id !== 'housing') };

  it('is never led into, and leads home whoever stands there', () => {
    const session = startSession();
    walks['session.journey.theme']?.(session);
    session.world({ catalogue: without });
    expect(session.screen().name).toBe('home');
    expect(session.takes({ type: 'openTheme', theme: 'housing' })).toBe(false);
    expect(session.screen().name).toBe('home');
  });

  it('leads home from the notice that was opened in it', () => {
    const session = startSession();
    walks['session.journey.theme']?.(session);
    const screen = session.screen();
    const code = screen.name === 'theme' ? screen.items[0]?.code : undefined;
    session.touch({ type: 'openItem', code: code ?? '' });
    session.world({ catalogue: without });
    expect(session.screen().name).toBe('notice');
    session.touch({ type: 'back' });
    expect(session.screen().name).toBe('home');
  });

  it('is none: each of the four stands there once', () => {
    expect(catalogueDocumentSchema.safeParse(catalogue).success).toBe(true);
    const [first] = catalogue.themes;
    const themes = catalogue.themes.map((theme, index) => (index === 3 ? first : theme));
    const twice = catalogueDocumentSchema.safeParse({ ...catalogue, themes });
    expect(twice.error?.issues.map(({ path, message }) => [path, message])).toEqual([
      [['themes', 3, 'id'], 'theme medical-social is named twice'],
    ]);
  });
});
