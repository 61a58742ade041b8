import { randomUUID } from 'node:crypto';
import type { Completion, Effect } from '../../../../drivers/contract/completion.ts';
import type { PrintProof } from '../../../../drivers/contract/receipt.ts';
import { unreachable } from '../../../../drivers/contract/result.ts';
import type { Paper } from '../../../contract/snapshot.ts';
import type { LocalizedText } from '../../../contract/text.ts';
import { documentUse, receiptUse, sheetsOf } from '../../diagnostics/consumption.ts';
import type { Effects, SessionEvent } from '../types.ts';
import { because, paperTexts } from '../words.ts';
import { localTime } from './local-time.ts';
import { ledgerFailed, type Ports } from './ports.ts';
import { caseReceipt } from './receipt.ts';
import { whenFree } from './when-free.ts';

type Input = Parameters<Effects['printPapers']>[0];
type Settled = Extract<Paper['state'], 'printed' | 'saved' | 'failed' | 'unknown'>;

interface Fate {
  readonly state: Settled;
  readonly explanation: LocalizedText | null;
  readonly mayRetry: boolean;
  readonly errorCode: string;
  readonly effect: Effect;
}

/** What a printer's completion says of the paper. Success claims no more than the proof does. */
export function fateOf(kind: Paper['kind'], completion: Completion<PrintProof>): Fate {
  if (completion.ok) {
    const { effect } = completion;
    switch (completion.value.fence) {
      case 'printer-executed-cut':
      case 'paper-taken':
      case 'printer-completed':
        return { state: 'printed', explanation: null, mayRetry: false, errorCode: '', effect };
      case 'file-written':
        return { state: 'saved', explanation: paperTexts.savedToFile, mayRetry: false, errorCode: '', effect };
      case 'spooler-accepted':
        return { state: 'unknown', explanation: paperTexts.unknown, mayRetry: true, errorCode: '', effect: 'unknown' };
      default:
        return unreachable(completion.value.fence);
    }
  }
  const { effect, errorCode } = completion.error;
  if (effect === 'none') return notPrinted(kind, errorCode);
  if (effect === 'partial')
    return { state: 'failed', explanation: because(errorCode, paperTexts.partly), mayRetry: true, errorCode, effect };
  const explanation = because(errorCode, paperTexts.unknown);
  return { state: 'unknown', explanation, mayRetry: true, errorCode, effect: 'unknown' };
}

function notPrinted(kind: Paper['kind'], errorCode: string): Fate {
  const explanation = because(errorCode, kind === 'receipt' ? paperTexts.printerOut : paperTexts.documentFailed);
  return { state: 'failed', explanation, mayRetry: true, errorCode, effect: 'none' };
}

/** A repeat that did nothing leaves the paper as the attempt before it left it: torn, or nobody knows. */
function withEarlier(earlier: Effect, fate: Fate): Fate {
  if (fate.state !== 'failed' || earlier === 'none' || earlier === 'done') return fate;
  if (earlier === 'unknown')
    return { ...fate, state: 'unknown', explanation: because(fate.errorCode, paperTexts.stillUnknown) };
  return { ...fate, explanation: because(fate.errorCode, paperTexts.partly) };
}

/**
 * Prints what waits, documents before the receipt that speaks of them. Each physical attempt is journalled:
 * intent before the act, its fate after the printer's proof. Runs to its end also when nobody listens any more.
 */
export const printPapers =
  (ports: Ports): Effects['printPapers'] =>
  (input, send) => {
    let listening = true;
    void printAll(ports, input, (event) => {
      if (listening) send(event);
    });
    return () => {
      listening = false;
    };
  };

async function printAll(ports: Ports, input: Input, send: (event: SessionEvent) => void): Promise<void> {
  let outcome = input.outcome;
  const order = [...outcome.papers].sort((a, b) => (a.kind === b.kind ? 0 : a.kind === 'document' ? -1 : 1));
  for (const paper of order) {
    if (paper.state !== 'waiting' || (input.only !== null && paper.id !== input.only)) continue;
    send({ type: 'paper', id: paper.id, state: 'printing', explanation: null, mayRetry: false, effect: 'none' });
    const fate = await printOne(ports, { ...input, outcome }, paper);
    const { state, explanation, mayRetry, effect } = withEarlier(input.earlier, fate);
    outcome = {
      ...outcome,
      papers: outcome.papers.map((one) => (one.id === paper.id ? { ...one, state, explanation, mayRetry } : one)),
    };
    send({ type: 'paper', id: paper.id, state, explanation, mayRetry, effect });
  }
  send({ type: 'papers.done' });
}

async function printOne(ports: Ports, input: Input, paper: Paper): Promise<Fate> {
  const { ledger, devices, shelf } = ports;
  const { sessionId, outcome } = input;
  const jobId = randomUUID();
  const document = paper.kind === 'document' ? shelf.take(sessionId, paper.id) : null;
  if (paper.kind === 'document' && document === null)
    return { ...notPrinted('document', 'notOnShelf'), mayRetry: false };
  const titleKey = document?.titleKey ?? 'receipt';
  const intent = ledger.printIntent({ jobId, sessionId, caseNumber: outcome.caseNumber, kind: paper.kind, titleKey });
  if (!intent.ok) {
    // Without the row before the act, a crash could not tell what happened: the paper stays where it is.
    return notPrinted(paper.kind, `ledger-${intent.error.code}`);
  }
  const doubt = ledger.receiptInDoubt();
  const clearFirst = !doubt.ok || doubt.value || devices.guestReceiptInDoubt;
  ports.log('paper.intended', { job: jobId, kind: paper.kind });
  const begun = ports.now().getTime();
  const sent = () => {
    const noted = ledger.printSent(jobId);
    if (!noted.ok) ledgerFailed(ports, noted.error);
  };
  const completion =
    document === null
      ? await whenFree(() =>
          devices.request(
            'receipt.print',
            { jobId, receipt: receiptOf(ports, input), clearFirst },
            { onProgress: (progress) => progress === 'sent' && sent() },
          ),
        )
      : await printDocument(ports, jobId, paper, document, sent);
  const fate = fateOf(paper.kind, completion);
  const wallMs = ports.now().getTime();
  const used =
    document === null
      ? receiptUse(completion, wallMs)
      : documentUse(completion, sheetsOf(document.pdf) * document.copies, wallMs);
  const settled = ledger.printSettled({ jobId, state: fate.state, explanation: machineWord(fate.errorCode) }, used);
  if (!settled.ok) ledgerFailed(ports, settled.error);
  ports.log('paper.settled', {
    job: jobId,
    kind: paper.kind,
    state: fate.state,
    explanation: machineWord(fate.errorCode) ?? 'none',
    tookMs: ports.now().getTime() - begun,
  });
  ports.recorded();
  return fate;
}

function printDocument(
  ports: Ports,
  jobId: string,
  paper: Paper,
  document: { pdf: Buffer; copies: number },
  sent: () => void,
) {
  const job = {
    jobId,
    title: paper.title['zh-CN'],
    pdfBase64: document.pdf.toString('base64'),
    copies: document.copies,
  };
  const onProgress = (progress: string) => progress === 'sent' && sent();
  return whenFree(() => ports.devices.request('document.print', job, { onProgress }));
}

const receiptOf = (ports: Ports, input: Input) =>
  caseReceipt({ ...input, config: ports.config, at: localTime(ports.now()), again: input.earlier !== 'none' });

const machineWord = (errorCode: string) =>
  /^[a-z][A-Za-z0-9]*([.-][A-Za-z0-9]+)*$/.test(errorCode) ? errorCode : null;
