import type { OpenPage, PageContext } from '../page.ts';
import { TestRun } from '../test-run.ts';
import type { TestKind } from '../tests.ts';

/** One self-test while it runs, and its outcome afterwards. */
export function testPage(kind: TestKind, context: PageContext): OpenPage {
  const run = new TestRun(kind, context);
  return {
    view: () => ({ page: 'test', test: run.view() }),
    act(act) {
      if (act.act === 'judge') return run.judge(act.passed);
      return act.act === 'cancel' && run.cancel();
    },
    tick: () => run.tick(),
    // Whoever goes away in mid-test has called it off.
    close: () => void run.cancel(),
  };
}
