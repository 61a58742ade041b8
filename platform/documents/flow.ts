import type { Language, LocalizedText } from '../../src-main/contract/text.ts';
import type { Pdf, TextStyle } from './page.ts';
import { contentWidth, heightOf, page, write } from './page.ts';
import type { FillContext } from './placeholders.ts';
import { fill } from './placeholders.ts';

/** Where the body has come to. Blocks write at `y`, move it down and ask for room first. */
export type Flow = {
  pdf: Pdf;
  y: number;
  context: FillContext;
  /** `en`: English beside the Chinese. */
  language: Language;
  /** Starts a page with its running head and sets `y`. */
  newPage(): void;
};

/** Makes sure that `height` fits on this page; true when a new page was begun for it. */
export function need(flow: Flow, height: number): boolean {
  if (flow.y + height <= page.bottom) return false;
  flow.newPage();
  return true;
}

/** The Chinese line and, when asked for, the English one under it. */
export type BilingualText = { zh: string; en: string | null };

export function bilingual(flow: Flow, text: LocalizedText, context: FillContext = flow.context): BilingualText {
  return {
    zh: fill(text['zh-CN'], context, 'zh-CN'),
    en: flow.language === 'en' ? straight(fill(text.en, context, 'en')) : null,
  };
}

/** A Chinese font draws curly quotes as wide as a character, which tears English words apart. */
function straight(text: string): string {
  return text.replace(/[‘’]/g, "'").replace(/[“”]/g, '"');
}

export function bilingualHeight(pdf: Pdf, text: BilingualText, zh: TextStyle, en: TextStyle, width: number): number {
  return heightOf(pdf, text.zh, zh, width) + (text.en === null ? 0 : heightOf(pdf, text.en, en, width));
}

export function writeBilingual(
  pdf: Pdf,
  text: BilingualText,
  zh: TextStyle,
  en: TextStyle,
  x: number,
  y: number,
  width: number = contentWidth,
  align: 'left' | 'right' | 'center' = 'left',
): number {
  const first = write(pdf, text.zh, zh, x, y, width, align);
  return text.en === null ? first : first + write(pdf, text.en, en, x, y + first, width, align);
}
