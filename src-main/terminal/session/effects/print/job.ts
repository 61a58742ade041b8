import { randomUUID } from 'node:crypto';
import { pagesOf } from '../../../../../drivers/contract/pdf-pages.ts';
import { chinaTime } from '../../../../contract/china-time.ts';
import type { Paper } from '../../../../contract/snapshot.ts';
import { nobodyAnswered } from '../../../devices/late-proofs.ts';
import { tellSpecialPaper } from '../../../devices/special-paper.ts';
import { type DocumentSheets, documentUse, receiptUse } from '../../../diagnostics/consumption.ts';
import type { Effects } from '../../effects.ts';
import type { ShelvedDocument } from '../document-shelf.ts';
import { ledgerFailed, type Ports } from '../ports.ts';
import { calledOff, type Fate, fateOf, fateOfProof, inJournal, machineWord, notFetched, notPrinted } from './fate.ts';
import { handOverDocument, handOverReceipt, type Underway } from './hand-over.ts';
import { provedFate } from './proved-fate.ts';
import { caseReceipt } from './receipt.ts';

/** A device host that died is back within seconds, and its printer soon after: so long a document counts as under way. */
const PROOF_WITHIN_MS = 30_000;

export interface Run {
  readonly goesOn: (state: Underway) => void;
  /** The person wants it stopped. */
  readonly stop: AbortSignal | undefined;
}

/**
 * One physical attempt at a paper, journalled: intent before the act, its fate after the printer's proof. A document of
 * which the printer could not tell then is asked for again for a while.
 */
export async function printOne(
  ports: Ports,
  input: Parameters<Effects['printPapers']>[0],
  paper: Paper,
  { goesOn, stop }: Run,
): Promise<Fate> {
  if (stop?.aborted === true) return calledOff();
  const { ledger, shelf } = ports;
  const { sessionId, outcome } = input;
  const jobId = randomUUID();
  const document = paper.kind === 'document' ? shelf.take(sessionId, paper.id) : null;
  if (paper.kind === 'document' && document === null) return notFetched;
  const titleKey = document?.titleKey ?? 'receipt';
  const sheets = document === null ? null : sheetsOf(document);
  // An earlier case is not of this session, and perhaps of another machine's ledger.
  const caseNumber = outcome.outcome === 'collected' ? null : outcome.caseNumber;
  const what = { jobId, sessionId, caseNumber, kind: paper.kind, titleKey, ...sheets };
  const intent = ledger.printIntent(what);
  if (!intent.ok) {
    // Without the row before the act, a crash could not tell what happened: the paper stays where it is.
    return notPrinted(paper.kind, `ledger-${intent.error.code}`);
  }
  ports.log('paper.intended', { job: jobId, kind: paper.kind });
  const begun = ports.steadyMs();
  const completion =
    document === null
      ? await handOverReceipt(ports, { jobId, receipt: receiptOf(ports, input), goesOn })
      : await handOverDocument(ports, { jobId, sessionId, title: paper.title['zh-CN'], document, stop, goesOn });
  if (document !== null) ports.attempts.add({ jobId, sessionId, paperId: paper.id });
  const fate = fateOf(paper.kind, completion);
  const wallMs = ports.now().getTime();
  const used = sheets === null ? receiptUse(completion, wallMs) : documentUse(completion, sheets, wallMs);
  const { state, effect } = inJournal(fate);
  const explanation = machineWord(fate.errorCode);
  const settled = ledger.printSettled({ jobId, state, effect, explanation }, used);
  if (!settled.ok) ledgerFailed(ports, settled.error);
  if (document?.paper === 'special') tellSpecialPaper(ports);
  ports.log('paper.settled', {
    job: jobId,
    kind: paper.kind,
    state,
    explanation: explanation ?? 'none',
    tookMs: Math.round(ports.steadyMs() - begun),
  });
  ports.recorded();
  if (document === null || state !== 'unknown') return fate;
  ports.proofs.doubt();
  if (!nobodyAnswered(completion)) return fate;
  const proved = await provedFate(ports, jobId, PROOF_WITHIN_MS);
  return proved === null ? fate : fateOfProof('document', proved);
}

/** At most, where pages of a copy share sheets. */
const sheetsOf = ({ pdf, copies, paper, sides }: ShelvedDocument): DocumentSheets => ({
  sheets: copies * (sides === 'one-sided' ? pagesOf(pdf) : Math.ceil(pagesOf(pdf) / 2)),
  paper,
});

const receiptOf = (ports: Ports, input: Parameters<Effects['printPapers']>[0]) =>
  caseReceipt({ ...input, config: ports.config, at: chinaTime(ports.now()), again: input.earlier !== 'none' });
