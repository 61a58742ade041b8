import type { LocalizedText } from '../../contract/text.ts';

const titles: Readonly<Record<string, LocalizedText>> = {
  cabinet: { 'zh-CN': '机柜门', en: 'cabinet door' },
  cabinetDoor: { 'zh-CN': '机柜门', en: 'cabinet door' },
  safe: { 'zh-CN': '保险柜门', en: 'safe door' },
  safeDoor: { 'zh-CN': '保险柜门', en: 'safe door' },
};

/** A door of the cabinet inside a sentence. Doors are the board profile's; one nobody knows goes by its own name. */
export const doorTitle = (name: string): LocalizedText => titles[name] ?? { 'zh-CN': `门 ${name}`, en: `door ${name}` };
