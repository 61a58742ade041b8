import { createHash } from 'node:crypto';
import type { Item } from '../../../contract/catalogue.ts';
import type { CaseResult, Submission } from '../../../contract/platform-api.ts';
import type { Paper } from '../../../contract/snapshot.ts';
import type { LedgerError } from '../../ledger/errors.ts';
import { pause } from '../../pause.ts';
import type { Effects } from '../effects.ts';
import type { SessionEvent } from '../events.ts';
import { documentFetchFailed, paperTexts } from '../words/papers.ts';
import { problems, unclear } from '../words/problems.ts';
import { fetchDocument } from './documents.ts';
import { ledgerFailed, type Ports } from './ports.ts';

/** With the platform known to be away, an item that may wait is not held up longer than this. */
const OFFLINE_PATIENCE_MS = 3_000;
const ASK_AGAIN_MS = 400;
/** So often the ledger is asked whether the platform has acknowledged the case. */
const LOOK_FOR_RECEIPT_MS = 200;

type Input = Parameters<Effects['submit']>[0];

/**
 * Hands a case in: sealed and committed on this machine's disk first, then sent, then decided. What was committed
 * is either answered, kept for later (items that allow it, or the person left), or taken back by a second record; never
 * forgotten.
 */
export const submit =
  (ports: Ports): Effects['submit'] =>
  (input, send) => {
    const abort = new AbortController();
    void handIn(ports, input, send, abort.signal);
    return () => abort.abort();
  };

async function handIn(ports: Ports, input: Input, send: (event: SessionEvent) => void, signal: AbortSignal) {
  const { ledger, log } = ports;
  const { item, sessionId } = input;
  const begun = ports.steadyMs();
  const tookMs = () => Math.round(ports.steadyMs() - begun);
  const refuse = (error: LedgerError) => {
    ledgerFailed(ports, error);
    send({ type: 'problem', problem: problems.ledger });
  };
  send({ type: 'submit.phase', phase: 'saving' });
  const acceptance = ledger.canAccept();
  if (!acceptance.ok) {
    log('ledger.notAccepting', { reason: acceptance.reason });
    return send({ type: 'problem', problem: problems.ledger });
  }
  const number = ledger.caseNumber();
  if (!number.ok) return refuse(number.error);
  const caseNumber = number.value;
  const sealedBody = await ports.seal(submission(ports, input, caseNumber));
  if (signal.aborted) return;
  const saved = ledger.submitCase({
    ...{ caseNumber, sessionId, item: item.code, sealedBody },
    identifiedBy: input.identifiedBy,
  });
  if (!saved.ok) return refuse(saved.error);
  log('case.submitted', { session: sessionId, case: caseNumber, item: item.code, tookMs: tookMs() });
  send({ type: 'submit.kept', caseNumber });
  ports.recorded();

  send({ type: 'submit.phase', phase: 'sending' });
  const onReceived = () => send({ type: 'submit.phase', phase: 'deciding' });
  const result = await decided(ports, item, caseNumber, onReceived, signal);
  // Who left is told nothing more, and what they handed in is not taken back behind them: the outbox has it.
  if (signal.aborted) return;
  if (result === null) return send(undecided(ports, item, caseNumber));

  log('case.decided', { case: caseNumber, outcome: result.outcome, tookMs: tookMs() });
  const noted = ledger.setCaseOutcome({ caseNumber, outcome: result.outcome });
  if (!noted.ok) ledgerFailed(ports, noted.error);
  if (result.documents.length > 0) send({ type: 'submit.phase', phase: 'fetchingDocuments' });
  const documents = await Promise.all(
    result.documents.map((document) => documentPaper(ports, input, document, signal)),
  );
  if (signal.aborted) return;
  const refused = result.outcome === 'refused';
  const reasons = result.reasons.filter((reason) => !refused || !reason.passed).map((reason) => reason.text);
  const papers = [...documents, receiptPaper(ports)];
  send({
    type: 'submitted',
    outcome: {
      outcome: result.outcome,
      caseNumber,
      reasons,
      dueDate: result.dueDate,
      papers,
      documents: result.documents,
    },
  });
}

/** No answer in time: kept for later where the item allows it, taken back where it does not. */
function undecided(ports: Ports, item: Item, caseNumber: string): SessionEvent {
  if (item.offline === 'accept') {
    const papers = [receiptPaper(ports)];
    return { type: 'submitted', outcome: { outcome: 'savedOffline', caseNumber, reasons: [], dueDate: null, papers } };
  }
  const withdrawn = ports.ledger.withdrawCase({ caseNumber, reason: 'undecided' });
  if (!withdrawn.ok) {
    ledgerFailed(ports, withdrawn.error);
    return { type: 'problem', problem: unclear(caseNumber) };
  }
  ports.log('case.withdrawn', { case: caseNumber, reason: 'undecided' });
  ports.recorded();
  return { type: 'problem', problem: ports.platformOnline() ? problems.undecided : problems.withdrawn };
}

function submission(ports: Ports, input: Input, caseNumber: string): Submission {
  const { item, promise } = input;
  const textHash = createHash('sha256')
    .update(JSON.stringify(item.promise?.text ?? []))
    .digest('hex');
  return {
    caseNumber,
    item: item.code,
    itemVersion: item.version,
    card: input.card,
    identifiedBy: input.identifiedBy,
    form: { ...input.values },
    promise: promise === null ? null : { textHash, signature: promise.signature },
    identity: identityOf(input),
    ...scansOf(ports, input),
    language: input.language,
    submittedAt: ports.now().toISOString(),
  };
}

/** What the platform hears of the way the person showed who they are; nothing for items that do not ask. */
function identityOf({ item, identity }: Input): Submission['identity'] {
  if (item.identityCheck === undefined) return undefined;
  if (identity?.way !== 'face' || identity.consentedAt === null) return { way: 'other' };
  const consentHash = createHash('sha256').update(JSON.stringify(item.identityCheck.consent)).digest('hex');
  return { way: 'face', consentedAt: identity.consentedAt, consentHash };
}

/** The pages that were kept, and the names of those that follow later. Nothing is added for an item without any. */
function scansOf({ scans }: Ports, input: Input): Pick<Submission, 'scans' | 'scansToFollow'> {
  const names = Object.entries(input.scans);
  if (names.length === 0) return {};
  const pages = names.flatMap(([scan, state]) => {
    const jpeg = state === 'kept' ? scans.take(input.sessionId, scan) : null;
    if (jpeg === null) return [];
    const sha256 = createHash('sha256').update(jpeg).digest('hex');
    return [{ scan, sha256, jpegBase64: jpeg.toString('base64') }];
  });
  return { scans: pages, scansToFollow: names.filter(([, state]) => state === 'later').map(([scan]) => scan) };
}

/** The platform's decision, or null when none came in time. */
async function decided(
  ports: Ports,
  item: Item,
  caseNumber: string,
  onReceived: () => void,
  signal: AbortSignal,
): Promise<CaseResult | null> {
  const begun = ports.steadyMs();
  const elapsed = () => ports.steadyMs() - begun;
  const looking = setInterval(() => {
    if (!acknowledged(ports, caseNumber)) return;
    clearInterval(looking);
    if (!signal.aborted) onReceived();
  }, LOOK_FOR_RECEIPT_MS);
  try {
    while (!signal.aborted && elapsed() < ports.decideWithinMs) {
      const answer = await ports.platform.caseResult(caseNumber, 5, signal);
      if (answer.ok) return answer.value;
      if (item.offline === 'accept' && answer.error.kind !== 'notFound' && elapsed() > OFFLINE_PATIENCE_MS) return null;
      await pause(ASK_AGAIN_MS, signal);
    }
    return null;
  } finally {
    clearInterval(looking);
  }
}

/** Only this says that it is there: a platform that knows of no such case answers too. */
function acknowledged({ ledger }: Ports, caseNumber: string): boolean {
  const known = ledger.caseAcknowledged(caseNumber);
  return known.ok && known.value;
}

const receiptPaper = (ports: Ports): Paper => ({
  id: 'receipt',
  kind: 'receipt',
  title: paperTexts.receipt,
  state: ports.config.devices.receiptPrinter === undefined ? 'notOffered' : 'waiting',
  explanation: ports.config.devices.receiptPrinter === undefined ? paperTexts.notFitted : null,
  mayRetry: false,
});

async function documentPaper(
  ports: Ports,
  { item, sessionId }: Input,
  document: CaseResult['documents'][number],
  signal: AbortSignal,
): Promise<Paper> {
  const ask = (within: AbortSignal) => ports.platform.document(document.id, document.sha256, within);
  const came = await fetchDocument(ports, { sessionId, item, document }, ask, signal);
  return {
    ...{ id: document.id, kind: 'document', title: document.title },
    ...(came
      ? { state: 'waiting', explanation: null, mayRetry: false }
      : { state: 'notFetched', explanation: documentFetchFailed, mayRetry: true }),
  };
}
