import { expect, it } from 'vitest';
import type { Language } from '../../src-main/contract/text.ts';
import { Speech, type Voices } from './speech.ts';

function rig(langs: readonly { lang: string; localService: boolean }[] = [{ lang: 'zh_CN', localService: true }]) {
  const said: string[] = [];
  const voices: Voices = {
    getVoices: () => langs,
    speak: (text: string, language: Language) => said.push(`${language} ${text}`),
    cancel: () => said.push('-'),
  };
  return { said, speech: new Speech(voices) };
}

it('says nothing into the hall: only a headset is spoken to, and its plug breaks a word off', () => {
  const { said, speech } = rig();
  speech.say('您的姓名', 'zh-CN');
  expect(said).toEqual([]);
  speech.headset(true);
  speech.say(' 您的\n姓名 ', 'zh-CN');
  speech.headset(false);
  speech.say('王**', 'zh-CN');
  expect(said).toEqual(['-', 'zh-CN 您的 姓名', '-']);
});

it('uses voices of this machine only, and knows when there is none', () => {
  const far = rig([{ lang: 'zh-CN', localService: false }]);
  far.speech.headset(true);
  far.speech.say('您好', 'zh-CN');
  expect([far.speech.can('zh-CN'), far.said]).toEqual([false, []]);
  const { speech } = rig();
  expect([speech.can('zh-CN'), speech.can('en')]).toEqual([true, false]);
  expect(new Speech(null).can('en')).toBe(false);
});
