import type { OpenPage, PageContext } from '../page.ts';
import { recordTest, type Verdict } from '../test-record.ts';

/** Pictures the display shows one after the other (the page draws them): white, black, red, green, blue, grey wedge. */
const PICTURES = 6;
/** Fields of the touch grid; each must be touched once. */
const GRID = { columns: 6, rows: 10 } as const;

/** Tests only the person before the screen can judge; the page steps through them, the verdict comes back. */
export function screenTestPage(what: 'display' | 'touch', context: PageContext): OpenPage {
  const evidence = what === 'display' ? `${PICTURES} pictures` : `${GRID.columns} by ${GRID.rows} fields`;
  let judged = false;
  function record(verdict: Pick<Verdict, 'outcome' | 'code'>): void {
    judged = true;
    recordTest(context, what, { ...verdict, evidence });
  }
  return {
    view: () => (what === 'display' ? { page: 'display', index: 0, total: PICTURES } : { page: 'touch', ...GRID }),
    act(act) {
      if (act.act !== 'screenTest' || act.what !== what || judged) return false;
      record(
        act.passed ? { outcome: 'passed', code: 'judged-whole' } : { outcome: 'failed', code: 'judged-not-whole' },
      );
      context.open({ page: 'overview' });
      return true;
    },
    // Whoever goes away without a verdict has called it off.
    close: () => {
      if (!judged) record({ outcome: 'canceled', code: 'canceled' });
    },
  };
}
