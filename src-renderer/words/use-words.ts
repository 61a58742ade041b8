import { createInstance } from 'i18next';
import { createContext, useContext, useMemo } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language, LocalizedText } from '../../src-main/contract/text.ts';
import { en } from './en.ts';
import { zhCN } from './zh-cn.ts';

export const i18n = createInstance();

// Resources are part of the page, so this ends before it returns; only a bug could reject.
i18n
  .use(initReactI18next)
  .init({
    lng: 'zh-CN',
    fallbackLng: false,
    initAsync: false,
    resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
    interpolation: { escapeValue: false },
    returnEmptyString: false,
  })
  .catch((error: unknown) => {
    throw error;
  });

/** The language on screen: the snapshot's, or the last known one while the terminal is away. */
export const LanguageContext = createContext<Language>('zh-CN');

/** `t` for the page's own words, `say` for words that come as data. */
export function useWords() {
  const language = useContext(LanguageContext);
  const { t } = useTranslation('translation', { i18n, lng: language });
  return useMemo(() => ({ t, language, say: (text: LocalizedText): string => text[language] }), [t, language]);
}
