import { HandsTest } from '../hands-test.ts';
import type { OpenPage, PageContext } from '../page.ts';
import type { RunningCheck } from '../running-check.ts';
import { SoundTest } from '../sound-test.ts';
import { TestRun } from '../test-run.ts';
import type { TestKind } from '../tests.ts';

/** Who makes the test: what the device host cannot see or hear is made here. */
function start(kind: TestKind, context: PageContext): RunningCheck {
  if (kind.what === 'auxiliaries.interactive') return new HandsTest(kind, context);
  if (kind.what === 'sound') return new SoundTest(kind, context);
  return new TestRun(kind, context);
}

/** One self-test while it runs, and its outcome afterwards. */
export function testPage(kind: TestKind, context: PageContext): OpenPage {
  const run = start(kind, context);
  return {
    view: () => ({ page: 'test', test: run.view() }),
    act(act) {
      if (act.act === 'judge') return run.judge(act.passed);
      return act.act === 'cancel' && run.cancel();
    },
    underWay: () => run.view().phase !== 'done',
    tick: () => run.tick(),
    // Whoever goes away in mid-test has called it off.
    close: () => void run.cancel(),
  };
}
