import type { LocalizedText } from '../../contract/text.ts';
import type { TestRow } from '../ledger/service.ts';
import { causeOfCode } from './causes.ts';
import { deviceOfTest } from './tests.ts';

/** A device that can be asked nothing: only what comes from it says that it lives, and then for twelve hours. */
const unheard: Readonly<Record<string, LocalizedText>> = {
  'barcodeReader.internal': {
    'zh-CN':
      '这台扫码器回答不了询问：先让它扫任意一个码，再点“再测一次”。扫到一次，12 小时内有效；扫不到就检查数据线、波特率和供电',
    en: 'This scanner answers no question: let it read any code once, then test again. One code counts for 12 hours; if none comes, check cable, baud rate and power',
  },
  'auxiliaries.internal': {
    'zh-CN': '这块板回答不了询问：先把柜门开关一次，再点“再测一次”。收到一次，12 小时内有效；收不到就检查数据线和供电',
    en: 'This board answers no question: open and close the cabinet door once, then test again. One word of it counts for 12 hours; if none comes, check cable and power',
  },
};

/** What to do about a test that failed, in plain words; null where it did not fail, or nobody knows. */
export function testAdvice({ what, outcome, code }: Pick<TestRow, 'what' | 'outcome' | 'code'>): LocalizedText | null {
  if (outcome !== 'failed') return null;
  const own = code === 'unverified' ? unheard[what] : undefined;
  if (own !== undefined) return own;
  const device = deviceOfTest(what);
  const known = device === null ? null : causeOfCode(device, code);
  if (known === null) return null;
  const { cause, next } = known;
  return next === null ? cause : { 'zh-CN': `${cause['zh-CN']}：${next['zh-CN']}`, en: `${cause.en}: ${next.en}` };
}
