import type { Language } from '../../src-main/contract/text.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Action } from './press.tsx';

/** Each language is named in itself. */
export const languageNames: Record<Language, string> = { 'zh-CN': '中文', en: 'English' };

/** A door to every other language this terminal speaks. */
export function LanguageActions() {
  const { snapshot, press } = useTerminal();
  return snapshot.languages
    .filter((language) => language !== snapshot.language)
    .map((language) => (
      <Action
        key={language}
        tone="quiet"
        icon="globe"
        text={languageNames[language]}
        onPress={() => press({ type: 'setLanguage', language })}
      />
    ));
}
