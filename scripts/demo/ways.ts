import type { Language } from '../../src-main/contract/text.ts';
import { en } from '../../src-renderer/words/en.ts';
import type { Words as PageWords } from '../../src-renderer/words/words.ts';
import { zhCN } from '../../src-renderer/words/zh-cn.ts';
import { type Act, camera, find, forget, lay, lift, read, see, takeReceipt, title, touch, type Words } from './acts.ts';

const spoken: Record<Language, PageWords> = { 'zh-CN': zhCN, en };

/** The whole of a button's name, not a part of it: 满意 stands in 非常满意 too. */
export const exactly = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

/** The ways through the terminal that many stories share, in the words of one language. */
export function ways(language: Language) {
  const w = spoken[language];
  return {
    /** Attract → notice of an item, by its theme. */
    open: (theme: string, item: string): Act[] => [
      see('attract'),
      touch(w.attract.touch, 'home'),
      touch(theme, 'theme'),
      touch(item, 'notice'),
    ],
    begin: touch(w.notice.begin, 'identify'),
    /** Notice → form. */
    identify: (person: string): Act[] => [touch(w.notice.begin, 'identify'), lay(person), see('form')],
    /** Opens the question of a field that has an answer already. */
    change: (field: string): Act => touch(exactly(w.form.editField.replace('{{field}}', field)), 'field'),
    /** Opens the question the form still asks. */
    fill: (field: string): Act => touch(w.form.nextFill.replace('{{field}}', field), 'field'),
    /** Opens the question of an empty field that may stay empty. */
    add: (field: string): Act => touch(exactly(w.form.fillField.replace('{{field}}', field)), 'field'),
    answer: (option: string): Act => touch(option, 'form'),
    confirm: touch(exactly(w.field.confirm), 'form'),
    sign: [touch(exactly(w.form.next), 'promise'), { do: 'sign' }, touch(w.promise.agree, 'review')] satisfies Act[],
    tick: [
      touch(exactly(w.form.next), 'promise'),
      touch(w.promise.tick),
      touch(w.promise.agree, 'review'),
    ] satisfies Act[],
    /** Form → review of an item that asks for a paper by camera: it is laid there, judged and taken away again. */
    scanAndTick: [
      touch(exactly(w.form.next), 'scan'),
      camera('page'),
      read(w.scan.keep, 60),
      touch(w.scan.keep, 'promise'),
      camera('desk'),
      touch(w.promise.tick),
      touch(w.promise.agree, 'review'),
    ] satisfies Act[],
    toReview: touch(exactly(w.form.next), 'review'),
    submit: touch(exactly(w.review.submit), 'result'),
    outcome: (of: 'approved' | 'filed' | 'accepted' | 'refused' | 'savedOffline', ...more: Words[]): Act[] => [
      title(w.result[of]),
      ...more.map(find),
      takeReceipt,
    ],
    /** Result → attract. Level 1 to 5, null skips the rating. */
    leave: (level: 1 | 2 | 3 | 4 | 5 | null): Act[] => [
      touch(exactly(w.result.finish), 'rating'),
      touch(exactly(level === null ? w.rating.skip : w.rating[`level${level}`]), 'takeCard'),
      ...takesCard,
    ],
    words: w,
  };
}

/** The end of every session. */
export const takesCard: readonly Act[] = [lift, see('farewell'), forget, see('attract')];
