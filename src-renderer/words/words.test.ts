import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { i18n } from './use-words.ts';
import { zhCN } from './zh-cn.ts';

/** Every key as `group.key`, with its text. */
function flat(words: object, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') all.set(prefix + key, value);
    else for (const [inner, text] of flat(value, `${prefix}${key}.`)) all.set(inner, text);
  }
  return all;
}

const chinese = flat(zhCN);
const everyEnglish = flat(en);
const isOne = (key: string): boolean => key.endsWith('_one');
const english = new Map([...everyEnglish].filter(([key]) => !isOne(key)));
const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();

describe('words', () => {
  it('has the same keys in both languages', () => {
    expect(chinese.size).toBeGreaterThan(200);
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort());
  });

  it('has the same holes in both languages', () => {
    for (const [key, text] of chinese) expect([key, holes(english.get(key) ?? '')]).toEqual([key, holes(text)]);
  });

  it('leaves nothing empty and nothing untranslated', () => {
    for (const [key, text] of chinese) expect(text.trim(), key).not.toBe('');
    for (const [key, text] of everyEnglish) {
      expect(text.trim(), key).not.toBe('');
      expect(text, key).not.toMatch(/\p{Script=Han}/u);
    }
  });

  it('has no key that no screen says', () => {
    const room = `${import.meta.dirname}/..`;
    const said = globSync(
      '{app.tsx,camera/**/*.ts*,face/**/*.ts*,keypad/**/*.ts*,parts/**/*.ts*,screens/**/*.ts*,service/**/*.ts*}',
      {
        cwd: room,
      },
    )
      .map((path) => readFileSync(`${room}/${path}`, 'utf8'))
      .join();
    const unsaid = [...chinese.keys()].filter(
      (key) =>
        !said.includes(`'${key}'`) &&
        !said.includes(`\`${key.replace(/[^.]+$/, '')}\${`) &&
        !said.includes(`\`${key.replace(/\d$/, '')}\${`),
    );
    expect(unsaid).toEqual([]);
  });

  it('has an English form for one thing wherever it counts several, and says it', () => {
    const say = i18n.getFixedT('en');
    const counted = [...english].filter(
      ([, text]) => /\{\{count\}\}( \w+)* \w+s\b/.test(text) && !text.startsWith('All '),
    );
    expect(counted.length).toBeGreaterThan(15);
    const wrong = counted.filter(([key]) => /\b1 (\w+ )*\w+[^s\W]s\b/.test(say(key as 'notice.days', { count: 1 })));
    expect(wrong.map(([key]) => key)).toEqual([]);
    expect([1, 2].map((count) => say('notice.days', { count }))).toEqual(['1 working day', '2 working days']);
    expect(say('idle.lead', { count: 1 })).toContain('in 1 second.');
    const ones = [...everyEnglish.keys()].filter(isOne);
    expect(ones.filter((key) => !english.get(key.slice(0, -'_one'.length))?.includes('{{count}}'))).toEqual([]);
  });

  it('answers in the language asked for', () => {
    expect(i18n.getFixedT('zh-CN')('identify.left', { count: 9 })).toBe('还会等您 9 秒');
    expect(i18n.getFixedT('en')('identify.left', { count: 9 })).toBe('9 seconds left');
  });
});
