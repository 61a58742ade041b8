import type { Ledger } from '../ledger/ledger.ts';
import type { Recovery } from './world.ts';

/** What is known now of the papers that a crash left unknown: the worst of them, as the screen says it. */
export function recoveredPaper(
  ledger: Pick<Ledger, 'printState'>,
  jobs: readonly string[],
): Pick<Recovery, 'paperUnknown' | 'paperProved'> {
  const states = jobs.map((jobId) => {
    const row = ledger.printState(jobId);
    return row.ok ? row.value?.state : undefined;
  });
  if (jobs.length === 0) return { paperUnknown: false, paperProved: null };
  if (states.some((state) => state !== 'printed' && state !== 'saved' && state !== 'failed'))
    return { paperUnknown: true, paperProved: null };
  const paperProved = states.includes('failed') ? 'notPrinted' : states.includes('saved') ? 'saved' : 'printed';
  return { paperUnknown: false, paperProved };
}
