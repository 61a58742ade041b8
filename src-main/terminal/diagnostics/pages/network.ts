import { networkSteps, probeNetwork } from '../network-probe.ts';
import type { OpenPage, PageContext } from '../page.ts';
import { StepList } from '../steps.ts';
import { recordTest } from '../test-record.ts';

/** The way to the platform, step by step; runs on touch, leaves a record. */
export function networkPage(context: PageContext): OpenPage {
  const { services, changed } = context;
  let steps = new StepList(networkSteps, changed);
  let offset: number | null = null;
  let running: AbortController | null = null;

  async function run(): Promise<void> {
    const abort = new AbortController();
    running = abort;
    steps = new StepList(networkSteps, changed);
    const counted = services.ledger.counts();
    offset = await probeNetwork(steps, {
      platform: services.config.platform,
      now: services.now,
      wallMs: services.wallMs,
      sending: () => ({ pending: counted.ok ? counted.value.pending : 0, trouble: services.sync().trouble }),
      signal: abort.signal,
    });
    running = null;
    if (!abort.signal.aborted) record();
    changed();
  }

  function record(): void {
    const bad = steps.failed();
    const evidence = steps.view().map(({ id, outcome, evidence: words }) => `${id} ${outcome}: ${words}`);
    recordTest(context, 'network', {
      outcome: bad === null ? 'passed' : 'failed',
      code: bad === null ? 'reached' : `${bad.id}-failed`,
      evidence: bad === null ? evidence.slice(2).join('; ') : `${bad.id}: ${bad.evidence}`,
    });
  }

  function cancel(): boolean {
    if (running === null || running.signal.aborted) return false;
    running.abort();
    steps.skipRest('called off');
    recordTest(context, 'network', { outcome: 'canceled', code: 'canceled', evidence: 'called off' });
    return true;
  }

  return {
    view: () => ({ page: 'network', steps: steps.view(), running: running !== null, clockOffsetMs: offset }),
    act(act) {
      if (act.act === 'cancel') return cancel();
      if (act.act !== 'run' || act.what !== 'network' || running !== null) return false;
      void run();
      return true;
    },
    close: () => void cancel(),
  };
}
