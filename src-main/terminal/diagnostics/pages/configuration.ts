import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig } from '../../../configuration/load-config.ts';
import { configurationRows } from '../configuration-rows.ts';
import { dryRun, dryRunSteps } from '../dry-run.ts';
import type { OpenPage, PageContext } from '../page.ts';
import { codeOf, StepList } from '../steps.ts';
import { recordTest } from '../test-record.ts';

/** What the file on the disk is now, to tell whether somebody changed it. */
export function fingerprint(file: string): string {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch (thrown) {
    return codeOf(thrown);
  }
}

/** The configuration in use, what production would refuse of it, and what the file on the disk would do. Read only. */
export function configurationPage(context: PageContext): OpenPage {
  const { services, audit, changed } = context;
  const { configFile, config } = services;
  const rows = configurationRows(config);
  const now = configFile === null ? '' : fingerprint(configFile);
  const checked = configFile === null ? null : loadConfig(configFile, { production: true });
  let steps = new StepList([], changed);
  let running: AbortController | null = null;

  async function run(file: string): Promise<void> {
    const abort = new AbortController();
    running = abort;
    steps = new StepList(dryRunSteps(config), changed);
    const { devices, wallMs } = services;
    await dryRun(steps, { file, devices, wallMs, signal: abort.signal });
    running = null;
    record(abort.signal.aborted);
    changed();
  }

  function record(calledOff: boolean): void {
    const bad = steps.failed();
    const seen = steps.view().map(({ id, outcome }) => `${id} ${outcome}`);
    if (calledOff) recordTest(context, 'dryRun', { outcome: 'canceled', code: 'canceled', evidence: 'called off' });
    else if (bad === null)
      recordTest(context, 'dryRun', { outcome: 'passed', code: 'would-start', evidence: seen.join('; ') });
    else recordTest(context, 'dryRun', { outcome: 'failed', code: `${bad.id}-failed`, evidence: seen.join('; ') });
  }

  return {
    view: () => ({
      page: 'configuration',
      file: configFile === null ? '' : path.basename(configFile),
      rows,
      problems: checked === null || checked.ok ? [] : [...checked.error.problems],
      dryRun: steps.view(),
      changedSinceStart: configFile !== null && now !== services.configAtStart,
      running: running !== null,
    }),
    act(act) {
      if (act.act === 'cancel' && running !== null) {
        running.abort();
        return true;
      }
      if (act.act !== 'run' || act.what !== 'dryRun' || running !== null || configFile === null) return false;
      audit('dry-run', 'configuration');
      void run(configFile);
      return true;
    },
    close: () => running?.abort(),
  };
}
