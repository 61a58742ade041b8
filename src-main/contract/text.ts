import { z } from 'zod';

export const languageSchema = z.enum(['zh-CN', 'en']);
export type Language = z.infer<typeof languageSchema>;

/** Words that come from data (catalogue, platform) and are shown to people, in every language the terminal speaks. */
export const localizedTextSchema = z.strictObject({
  'zh-CN': z.string().min(1).max(2000),
  en: z.string().min(1).max(2000),
});
export type LocalizedText = z.infer<typeof localizedTextSchema>;
