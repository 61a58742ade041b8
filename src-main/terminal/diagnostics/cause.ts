import type { PartLine } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';

/** Why something does not serve, in plain words; who can do something about it; and what. */
export interface Cause {
  readonly cause: LocalizedText;
  readonly fixer: PartLine['fixer'];
  readonly next: LocalizedText | null;
}

export const cause = (zh: string, en: string, fixer: PartLine['fixer'], zhNext: string, enNext: string): Cause => ({
  cause: { 'zh-CN': zh, en },
  fixer,
  next: { 'zh-CN': zhNext, en: enNext },
});

export const checkCable = [
  '检查数据线和电源，插好后会自动恢复',
  'Check cable and power; it comes back by itself',
] as const;
