import type { LocalizedText } from '../../../contract/text.ts';

export const text = (zh: string, en: string): LocalizedText => ({ 'zh-CN': zh, en });
