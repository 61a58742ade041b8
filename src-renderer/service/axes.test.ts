import { describe, expect, it } from 'vitest';
import {
  actionSchema,
  activitySchema,
  attachmentSchema,
  deviceStateSchema,
  lifecycleSchema,
  mediaSchema,
  sourceSchema,
  supplyNameSchema,
  supplySchema,
} from '../../drivers/contract/status.ts';
import { diagnosticsPages } from '../../test/fixtures/diagnostics-views.ts';
import { i18n } from '../words/use-words.ts';
import { axesOf, markOf } from './axes.ts';

const t = i18n.getFixedT('zh-CN');
const page = { ...diagnosticsPages.device, faults: [] };
type Page = Parameters<typeof axesOf>[0];

describe('the axes of a device', () => {
  const values: readonly [keyof Page, readonly string[]][] = [
    ['device', deviceStateSchema.options],
    ['media', mediaSchema.options],
    ['paper', supplySchema.options],
    ['action', actionSchema.options],
    ['attachment', attachmentSchema.options],
    ['lifecycle', lifecycleSchema.options],
    ['activity', activitySchema.options],
    ['source', sourceSchema.options],
  ];
  it.each(values)('say every word of %s in Chinese', (axis, words) => {
    const told = words.map((word) => {
      const { says, kept } = axesOf({ ...page, [axis]: word }, t);
      return [...says, ...kept].join(' · ');
    });
    expect(told.filter((text) => /[A-Za-z]|undefined/.test(text))).toEqual([]);
    expect(new Set(told).size).toBe(words.length);
  });

  it('name every supply and its level in Chinese', () => {
    for (const name of supplyNameSchema.options) expect(t(`service.named.${name}`)).toMatch(/^\p{Script=Han}+$/u);
    for (const level of supplySchema.options) expect(t(`service.level.${level}`)).toMatch(/^\p{Script=Han}+$/u);
  });
});

it.each(['zh-CN', 'en'] as const)('a device that is fine says so once in %s', (language) => {
  const words = { t: i18n.getFixedT(language), say: (text: Record<typeof language, string>) => text[language] };
  const fine = { 'zh-CN': '正常', en: 'Fine' };
  expect(markOf({ severity: 'fine', cause: fine }, words)).toBeUndefined();
  expect(markOf({ severity: 'soon', cause: { 'zh-CN': '纸快用完', en: 'Low on paper' } }, words)).not.toBeUndefined();
});
