import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { phrases } from './phrases.ts';

const cut = (text: string): string => phrases(text).join('|').replaceAll('\u00a0', '_');

describe('phrases', () => {
  it.each([
    ['找一项服务', '找一项|服务'],
    ['请把身份证放在读卡区', '请把|身份证|放在|读卡区'],
    ['再试一次', '再试|一次'],
    ['跨省异地就医备案', '跨省|异地|就医|备案'],
    ['城乡居民基本医疗保险参保登记', '城乡|居民|基本|医疗|保险|参保|登记'],
    ['平台没有签发过这份证明', '平台|没有|签发过|这份|证明'],
  ])('cuts %s where a person would', (text, pieces) => expect(cut(text)).toBe(pieces));

  it('keeps short clauses whole where there is more than one', () => {
    expect(cut('稍等，正在恢复…')).toBe('稍等，|正在恢复…');
    expect(cut('大字 · 关爱模式')).toBe('大字_· |关爱模式');
    expect(cut('阿卜杜热合曼·样例买买提示例江')).toBe('阿卜杜热合曼·|样例买买提示例江');
    expect(cut('要看更多，请回首页点“我的”，刷身份证。')).toBe('要看更多，|请回首页点“我的”，|刷身份证。');
  });

  it('keeps a number with what it counts, and a date in one piece', () => {
    expect(cut('5 个工作日')).toBe('5_个工作日');
    expect(cut('第 1 页，共 2 页')).toBe('第_1_页，|共 2_页');
    expect(cut('下次可从 2026年12月1日 起办理')).toContain('2026年12月1日');
  });

  it('lets no piece begin with what belongs behind, nor end with what opens', () => {
    const pieces = phrases(
      '《国家税务总局关于将个人所得税〈税收完税证明〉（文书式）调整为〈纳税记录〉有关事项的公告》',
    );
    for (const piece of pieces) {
      expect(piece).not.toMatch(/^[，。；：！？、》〉）”的]/u);
      expect(piece).not.toMatch(/[《〈（“]$/u);
    }
  });

  it('leaves English alone', () => {
    expect(phrases('Lay your ID card on the reader')).toEqual(['Lay your ID card on the reader']);
    expect(phrases('')).toEqual(['']);
  });

  it('loses and adds nothing, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'找一项服务身份证的，。、（）“”·… 12aB𬎆') });
    fc.assert(
      fc.property(text, (any) => {
        expect(phrases(any).join('').replaceAll('\u00a0', ' ')).toBe(any);
      }),
    );
  });
});
