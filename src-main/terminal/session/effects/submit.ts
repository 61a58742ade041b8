import { createHash } from 'node:crypto';
import type { Item } from '../../../contract/catalogue.ts';
import type { CaseResult, Submission } from '../../../contract/platform-api.ts';
import type { Paper } from '../../../contract/snapshot.ts';
import type { Effects, Outcome, SessionEvent } from '../types.ts';
import { documentFetchFailed, paperTexts, problems } from '../words.ts';
import type { Ports } from './ports.ts';

/** How long the platform may take to decide before the case is taken back (or kept, where the item allows it). */
const DECIDE_WITHIN_MS = 30_000;
/** With the platform known to be away, an item that may wait is not held up longer than this. */
const OFFLINE_PATIENCE_MS = 3_000;
const ASK_AGAIN_MS = 400;

type Input = Parameters<Effects['submit']>[0];

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/**
 * Hands a case in: sealed and committed on this machine's disk first, then sent, then decided. What was committed
 * is either answered, kept for later (items that allow it), or taken back by a second record; never forgotten.
 */
export const submit =
  (ports: Ports): Effects['submit'] =>
  (input, send) => {
    const abort = new AbortController();
    void handIn(ports, input, send, abort.signal);
    return () => abort.abort();
  };

async function handIn(
  ports: Ports,
  input: Input,
  send: (event: SessionEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const { ledger, log } = ports;
  const { item, sessionId } = input;
  const begun = ports.now().getTime();
  const refuse = (errorCode: string) => {
    log({ event: 'case.failed', item: item.code, errorCode });
    send({ type: 'problem', problem: problems.ledger });
  };
  send({ type: 'submit.phase', phase: 'saving' });
  if (!ledger.canAccept().ok) return refuse('cannotAccept');
  const number = ledger.caseNumber();
  if (!number.ok) return refuse(number.error.code);
  const caseNumber = number.value;
  const sealedBody = await ports.seal(submission(ports, input, caseNumber));
  if (signal.aborted) return;
  const saved = ledger.submitCase({ caseNumber, sessionId, item: item.code, sealedBody });
  if (!saved.ok) return refuse(saved.error.code);
  log({ event: 'case.submitted', item: item.code });
  ports.recorded();

  send({ type: 'submit.phase', phase: 'sending' });
  const result = await decided(
    ports,
    item,
    caseNumber,
    () => send({ type: 'submit.phase', phase: 'deciding' }),
    signal,
  );
  const settled = (outcome: Outcome['outcome']) =>
    log({ event: 'case.settled', item: item.code, outcome, durationMs: ports.now().getTime() - begun });

  if (result === null && item.offline === 'accept') {
    settled('savedOffline');
    return send({
      type: 'submitted',
      outcome: { outcome: 'savedOffline', caseNumber, reasons: [], dueDate: null, papers: [receiptPaper(ports)] },
    });
  }
  if (result === null) {
    const withdrawn = ledger.withdrawCase({ caseNumber, reason: 'undecided' });
    if (!withdrawn.ok) log({ event: 'ledger.refused', errorCode: withdrawn.error.code });
    ports.recorded();
    log({ event: 'case.failed', item: item.code, errorCode: 'undecided' });
    return send({ type: 'problem', problem: ports.platformOnline() ? problems.undecided : problems.platformAway });
  }
  const noted = ledger.setCaseOutcome({ caseNumber, outcome: result.outcome });
  if (!noted.ok) log({ event: 'ledger.refused', errorCode: noted.error.code });
  if (result.documents.length > 0) send({ type: 'submit.phase', phase: 'fetchingDocuments' });
  const documents = await Promise.all(
    result.documents.map((document) => fetchDocument(ports, sessionId, item, document, signal)),
  );
  settled(result.outcome);
  send({
    type: 'submitted',
    outcome: {
      outcome: result.outcome,
      caseNumber,
      reasons: result.reasons
        .filter((reason) => result.outcome !== 'refused' || !reason.passed)
        .map((reason) => reason.text),
      dueDate: result.dueDate,
      papers: [...documents, receiptPaper(ports)],
    },
  });
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
    form: { ...input.values },
    promise: promise === null ? null : { textHash, signature: promise.signature },
    language: input.language,
    submittedAt: ports.now().toISOString(),
  };
}

/** The platform's decision, or null when none came in time. */
async function decided(
  ports: Ports,
  item: Item,
  caseNumber: string,
  onReceived: () => void,
  signal: AbortSignal,
): Promise<CaseResult | null> {
  const begun = ports.now().getTime();
  const elapsed = () => ports.now().getTime() - begun;
  while (!signal.aborted && elapsed() < DECIDE_WITHIN_MS) {
    const answer = await ports.platform.caseResult(caseNumber, 5, signal);
    if (answer.ok) return answer.value;
    if (answer.error.kind === 'notFound') onReceived();
    if (item.offline === 'accept' && answer.error.kind !== 'notFound' && elapsed() > OFFLINE_PATIENCE_MS) return null;
    await pause(ASK_AGAIN_MS, signal);
  }
  return null;
}

const receiptPaper = (ports: Ports): Paper => ({
  id: 'receipt',
  kind: 'receipt',
  title: paperTexts.receipt,
  state: ports.config.devices.receiptPrinter === undefined ? 'notOffered' : 'waiting',
  explanation: ports.config.devices.receiptPrinter === undefined ? paperTexts.notFitted : null,
  mayRetry: false,
});

async function fetchDocument(
  ports: Ports,
  sessionId: string,
  item: Item,
  document: CaseResult['documents'][number],
  signal: AbortSignal,
): Promise<Paper> {
  const paper = { id: document.id, kind: 'document' as const, title: document.title };
  for (let attempt = 0; attempt < 3 && !signal.aborted; attempt++) {
    const pdf = await ports.platform.document(document.id, document.sha256, signal);
    if (pdf.ok) {
      const output = item.outputs.find((one) => one.title['zh-CN'] === document.title['zh-CN']);
      ports.shelf.put({
        sessionId,
        id: document.id,
        pdf: pdf.value,
        copies: document.copies,
        titleKey: output?.template ?? 'document',
      });
      return { ...paper, state: 'waiting', explanation: null, mayRetry: false };
    }
    await pause(ASK_AGAIN_MS, signal);
  }
  return { ...paper, state: 'failed', explanation: documentFetchFailed, mayRetry: false };
}
