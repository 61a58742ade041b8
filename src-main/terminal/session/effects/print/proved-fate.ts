import type { Paper } from '../../../../contract/snapshot.ts';
import type { ProvedFate } from '../../../devices/late-proofs.ts';
import type { Effects } from '../../effects.ts';
import type { Ports } from '../ports.ts';
import { type Fate, fateOfProof } from './fate.ts';

/** Before a second one is printed, the printer is asked once more about the first. */
const ASKED_BEFORE_AGAIN_MS = 3_000;

/**
 * What became of the attempts before this one, where nobody knew then and the printer can say now. One that came out
 * settles it; null while one of them is still unknown.
 */
export async function provedMeanwhile(
  ports: Ports,
  { sessionId, earlier }: Pick<Parameters<Effects['printPapers']>[0], 'sessionId' | 'earlier'>,
  paper: Paper,
): Promise<Fate | null> {
  if (earlier !== 'unknown') return null;
  const fates: (Fate | null)[] = [];
  for (const { jobId } of ports.attempts.of(sessionId, paper.id)) {
    const proved = await provedFate(ports, jobId, ASKED_BEFORE_AGAIN_MS);
    fates.push(proved && fateOfProof(paper.kind, proved));
  }
  const out = fates.find((fate) => fate?.state === 'printed' || fate?.state === 'saved');
  if (out !== undefined) return out;
  if (fates.includes(null)) return null;
  return fates.find((fate) => fate?.effect === 'partial') ?? fates[0] ?? null;
}

/** Asks the printer; somebody else's question may have settled it before this one. */
export const provedFate = async (ports: Ports, jobId: string, withinMs: number): Promise<ProvedFate | null> =>
  (await ports.proofs.settle(jobId, withinMs)) ?? fateInJournal(ports, jobId);

function fateInJournal({ ledger }: Ports, jobId: string): ProvedFate | null {
  const row = ledger.printState(jobId);
  if (!row.ok || row.value === undefined) return null;
  const { explanation, state, effect } = row.value;
  if (state !== 'printed' && state !== 'saved' && state !== 'failed') return null;
  return { jobId, explanation, state, ...(effect === null ? {} : { effect }) };
}
