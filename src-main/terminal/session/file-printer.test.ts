import { describe, expect, it } from 'vitest';
import { configSchema } from '../../contract/config.ts';
import { startSession, type TestSession, testConfig, walks } from './session.test-kit.ts';

/** The same visit at a machine whose documents become files, and at one that prints them. */
const withPrinter = (documentPrinter: object) =>
  configSchema.parse({ ...testConfig, devices: { ...testConfig.devices, documentPrinter } });
const filing = withPrinter({ kind: 'file', directory: 'documents' });
const printing = withPrinter({ kind: 'ipp', uri: 'ipp://printer.invalid/ipp/print' });

function at(state: string, config: typeof testConfig): ReturnType<TestSession['screen']> {
  const session = startSession({ config });
  walks[state]?.(session);
  return session.screen();
}
const screens = (config: typeof testConfig) => ({
  home: at('session.journey.home', config),
  notice: at('session.journey.notice', config),
  review: at('session.journey.review', config),
  result: at('session.journey.result.printing', config),
});

describe('a file printer', () => {
  it('calls itself one on every screen that speaks of the document', () => {
    const { home, notice, review, result } = screens(filing);
    if (home.name !== 'home' || notice.name !== 'notice' || review.name !== 'review' || result.name !== 'result')
      throw new Error('another screen');
    for (const badges of [home.featured[0]?.badges, notice.item.badges, review.item.badges, result.item.badges]) {
      expect(badges).toContain('file');
      expect(badges).not.toContain('paper');
    }
    expect(notice.note?.['zh-CN']).toContain('文件打印机');
    expect(review.papers.map(({ toFile }) => toFile)).toEqual([true, false]);
    expect(result.papers.map(({ kind, toFile }) => [kind, toFile])).toEqual([
      ['document', true],
      ['receipt', undefined],
    ]);
  });

  it('says nothing of files where paper comes out, or where the item has no document', () => {
    const { home, notice, review, result } = screens(printing);
    expect(JSON.stringify([home, review, result])).not.toMatch(/"file"|"toFile":true/);
    expect(notice).toMatchObject({ name: 'notice', note: null, item: { badges: ['instant', 'paper'] } });
    const session = startSession({ config: filing });
    session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-promise' });
    expect(session.screen()).toMatchObject({ name: 'notice', note: null, item: { badges: ['instant'] } });
  });
});

it('tells on the notice what may follow, and on the result the office of the item', () => {
  const session = startSession();
  session.touch({ type: 'start' }, { type: 'openItem', code: 'sample-scan' });
  expect(session.screen()).toMatchObject({ name: 'notice', materials: [{ source: 'scan', mayFollow: true }] });
  const owner = { office: { 'zh-CN': '样例局', en: '样例局' }, phone: '12345' };
  expect(at('session.journey.result.printing', testConfig)).toMatchObject({ name: 'result', owner });
});
