import type { OpenPage, PageContext } from '../page.ts';
import { recordTest } from '../test-record.ts';

/** Pictures the display shows one after the other (the page draws them): white, black, red, green, blue, grey wedge. */
const PICTURES = 6;
/** Fields of the touch grid; each must be touched once. */
const GRID = { columns: 6, rows: 10 } as const;

/** Tests only the person before the screen can judge; the page steps through them, the verdict comes back. */
export function screenTestPage(what: 'display' | 'touch', context: PageContext): OpenPage {
  return {
    view: () => (what === 'display' ? { page: 'display', index: 0, total: PICTURES } : { page: 'touch', ...GRID }),
    act(act) {
      if (act.act !== 'screenTest' || act.what !== what) return false;
      const evidence = what === 'display' ? `${PICTURES} pictures` : `${GRID.columns} by ${GRID.rows} fields`;
      recordTest(context, what, {
        outcome: act.passed ? 'passed' : 'failed',
        code: act.passed ? 'judged-whole' : 'judged-not-whole',
        evidence,
      });
      context.open({ page: 'overview' });
      return true;
    },
  };
}
