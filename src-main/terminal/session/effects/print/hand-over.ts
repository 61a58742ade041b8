import { type Completion, failed } from '../../../../../drivers/contract/completion.ts';
import type { DocumentStep } from '../../../../../drivers/contract/printer-job.ts';
import type { PrintProof, Receipt } from '../../../../../drivers/contract/receipt.ts';
import type { RequestProgress } from '../../../../contract/device-messages.ts';
import { whenFree } from '../../../devices/when-free.ts';
import type { ShelvedDocument } from '../document-shelf.ts';
import { ledgerFailed, type Ports } from '../ports.ts';
import { CALLED_OFF } from './fate.ts';

/** Notes that the job leaves for its printer; false when it could not be noted. */
function noteSent(ports: Ports, jobId: string): boolean {
  const noted = ports.ledger.printSent(jobId);
  if (!noted.ok) ledgerFailed(ports, noted.error);
  return noted.ok;
}

/** What a paper says of its outlet while it is printed: `presented`, it is proved, held out, and waits for a hand. */
export type Underway = 'blocked' | 'printing' | 'presented';

/** What a printer says of its outlet is said of the paper; `sent` is for the journal. */
const listening =
  (goesOn: (state: Underway) => void, sent: () => void) =>
  (progress: RequestProgress): void => {
    if (progress === 'sent') sent();
    if (progress === 'unblocked') goesOn('printing');
    if (progress === 'blocked' || progress === 'presented') goesOn(progress);
  };

/** Gives a receipt to its printer. */
export async function handOverReceipt(
  ports: Ports,
  { jobId, receipt, goesOn }: { jobId: string; receipt: Receipt; goesOn: (state: Underway) => void },
): Promise<Completion<PrintProof>> {
  const doubt = ports.ledger.receiptInDoubt();
  const job = { jobId, receipt, clearFirst: !doubt.ok || doubt.value };
  const onProgress = listening(goesOn, () => noteSent(ports, jobId));
  return whenFree(() => ports.devices.request('receipt.print', job, { onProgress }));
}

/** Gives a document to its printer; nothing leaves of which the journal does not know. `stop`: the person wants it stopped. */
export function handOverDocument(
  ports: Ports,
  of: {
    readonly jobId: string;
    readonly sessionId: string;
    readonly title: string;
    readonly document: ShelvedDocument;
    readonly stop: AbortSignal | undefined;
    readonly goesOn: (state: Underway) => void;
  },
): Promise<Completion<PrintProof>> {
  const { jobId, sessionId: session, title, document, stop, goesOn } = of;
  const { pdf, copies, paper, sides } = document;
  const job = { jobId, title, pdfBase64: pdf.toString('base64'), copies, paper, sides, session };
  let noted: boolean | null = null;
  const leaves = () => {
    noted ??= noteSent(ports, jobId);
    return noted;
  };
  const onProgress = listening(goesOn, leaves);
  const onStep = (step: DocumentStep) => {
    if (step === 'leaving') return leaves();
    const written = step === 'taken' ? ports.ledger.printTaken(jobId) : ports.ledger.printNamed(jobId, step.named);
    if (!written.ok) ledgerFailed(ports, written.error);
    return written.ok;
  };
  const signal = stop === undefined ? {} : { signal: stop };
  return whenFree(async () => {
    // Also while the printer was waited for.
    if (stop?.aborted === true) return failed('canceled', CALLED_OFF, 'called off before it was sent');
    return ports.devices.request('document.print', job, { onProgress, onStep, ...signal });
  });
}
