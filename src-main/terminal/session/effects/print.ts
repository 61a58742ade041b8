import { randomUUID } from 'node:crypto';
import { type Completion, type Effect, failed } from '../../../../drivers/contract/completion.ts';
import { pagesOf } from '../../../../drivers/contract/pdf-pages.ts';
import type { DocumentStep } from '../../../../drivers/contract/printer-job.ts';
import type { PrintProof } from '../../../../drivers/contract/receipt.ts';
import { unreachable } from '../../../../drivers/contract/result.ts';
import { chinaTime } from '../../../contract/china-time.ts';
import type { Paper } from '../../../contract/snapshot.ts';
import type { LocalizedText } from '../../../contract/text.ts';
import { nobodyAnswered, type ProvedFate } from '../../devices/late-proofs.ts';
import { tellSpecialPaper } from '../../devices/special-paper.ts';
import { whenFree } from '../../devices/when-free.ts';
import { type DocumentSheets, documentUse, receiptUse } from '../../diagnostics/consumption.ts';
import type { SettledPaper } from '../../ledger/record-bodies.ts';
import type { Effects } from '../effects.ts';
import type { SessionEvent } from '../events.ts';
import { because, documentFetchFailed, paperTexts } from '../words/papers.ts';
import type { ShelvedDocument } from './document-shelf.ts';
import { fetchDocument } from './documents.ts';
import { ledgerFailed, type Ports } from './ports.ts';
import { caseReceipt } from './receipt.ts';

type Input = Parameters<Effects['printPapers']>[0];

/** A device host that died is back within seconds, and its printer soon after: so long a document counts as under way. */
const PROOF_WITHIN_MS = 30_000;
/** Before a second one is printed, the printer is asked once more about the first. */
const ASKED_BEFORE_AGAIN_MS = 3_000;

type Settled = Extract<
  Paper['state'],
  'printed' | 'saved' | 'retracted' | 'failed' | 'canceled' | 'unknown' | 'notFetched'
>;

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
  if (errorCode === 'media-retracted')
    return { state: 'retracted', explanation: paperTexts.retracted, mayRetry: true, errorCode, effect: 'partial' };
  if (effect === 'none') return errorCode === CALLED_OFF ? calledOff() : notPrinted(kind, errorCode);
  if (effect === 'partial') {
    const partly = errorCode === CALLED_OFF ? paperTexts.stoppedPartly : partlyOf(kind);
    return { state: 'failed', explanation: because(errorCode, partly), mayRetry: true, errorCode, effect };
  }
  const explanation = unknownAtMouth[errorCode] ?? because(errorCode, paperTexts.unknown);
  return { state: 'unknown', explanation, mayRetry: true, errorCode, effect: 'unknown' };
}

/** Error code of a driver that was told to stop by us; a person at the printer's own panel has another. */
const CALLED_OFF = 'canceled';
const calledOff = (): Fate => ({
  ...{ state: 'canceled', explanation: paperTexts.stopped, mayRetry: true },
  ...{ errorCode: CALLED_OFF, effect: 'none' },
});
const partlyOf = (kind: Paper['kind']) => (kind === 'receipt' ? paperTexts.partly : paperTexts.documentPartly);

/** Printed and proved, and then nobody knows who has it. */
const unknownAtMouth: Readonly<Record<string, LocalizedText>> = {
  'retract-uncertain': paperTexts.goneAtRetracting,
  'retract-failed': paperTexts.notRetracted,
};

function notPrinted(kind: Paper['kind'], errorCode: string): Fate {
  const explanation = because(errorCode, kind === 'receipt' ? paperTexts.printerOut : paperTexts.documentFailed);
  return { state: 'failed', explanation, mayRetry: true, errorCode, effect: 'none' };
}

const notFetched: Fate = {
  ...{ state: 'notFetched', explanation: documentFetchFailed, mayRetry: true },
  ...{ errorCode: 'notFetched', effect: 'none' },
};

/** A repeat that did nothing leaves the paper as the attempt before it left it: torn, or nobody knows. */
function withEarlier(kind: Paper['kind'], earlier: Effect, drawnBack: boolean, fate: Fate): Fate {
  // Printed twice and left twice: a third one would only lie in the bin too.
  if (drawnBack && fate.state === 'retracted')
    return { ...fate, explanation: paperTexts.retractedAgain, mayRetry: false };
  if (drawnBack && fate.state === 'failed' && fate.effect === 'none')
    return { ...fate, explanation: because(fate.errorCode, paperTexts.afterRetracted) };
  const nothingNow = fate.state === 'failed' || fate.state === 'canceled' || fate.state === 'notFetched';
  if (!nothingNow || earlier === 'none' || earlier === 'done') return fate;
  if (earlier === 'unknown')
    return { ...fate, state: 'unknown', explanation: because(fate.errorCode, paperTexts.stillUnknown) };
  return { ...fate, state: 'failed', explanation: because(fate.errorCode, partlyOf(kind)) };
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
  const wanted = order.filter(({ id, state }) => state === 'waiting' && (input.only === null || id === input.only));
  const stops = new Map(wanted.map(({ id }) => [id, ports.callOffs.begin(input.sessionId, id)]));
  for (const paper of wanted) {
    const stop = stops.get(paper.id);
    const goesOn = (state: 'fetching' | 'printing') =>
      send({ type: 'paper', id: paper.id, state, explanation: null, mayRetry: false, effect: 'none' });
    const here = () => paper.kind === 'receipt' || ports.shelf.take(input.sessionId, paper.id) !== null;
    if (!here()) {
      goesOn('fetching');
      await collect(ports, input, paper.id);
    }
    if (here()) goesOn('printing');
    const known = await provedMeanwhile(ports, input, paper);
    const fate =
      known?.state === 'failed' || known === null
        ? await printOne(ports, { ...input, outcome }, paper, { send, stop })
        : known;
    ports.callOffs.end(input.sessionId, paper.id);
    const { state, explanation, mayRetry, effect } = withEarlier(
      paper.kind,
      known === null ? input.earlier : known.effect,
      input.drawnBack,
      stop?.aborted === true && fate.state === 'printed' ? { ...fate, explanation: paperTexts.alreadyOut } : fate,
    );
    outcome = {
      ...outcome,
      papers: outcome.papers.map((one) => (one.id === paper.id ? { ...one, state, explanation, mayRetry } : one)),
    };
    send({ type: 'paper', id: paper.id, state, explanation, mayRetry, effect });
  }
  send({ type: 'papers.done' });
}

/** Brings a document of this person that is not on the shelf, bound to their card; it stays away where that fails. */
async function collect(ports: Ports, { sessionId, item, card, identifiedBy, outcome }: Input, id: string) {
  const document = outcome.documents?.find((one) => one.id === id);
  if (document === undefined) return;
  const ask = (signal: AbortSignal) =>
    ports.platform.ownDocument({ card, identifiedBy, document: id }, document.sha256, signal);
  await fetchDocument(ports, { sessionId, item, document }, ask, new AbortController().signal);
}

/**
 * What became of the attempts before this one, where nobody knew then and the printer can say now. One that came out
 * settles it; null while one of them is still unknown.
 */
async function provedMeanwhile(ports: Ports, { sessionId, earlier }: Input, paper: Paper): Promise<Fate | null> {
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
const provedFate = async (ports: Ports, jobId: string, withinMs: number): Promise<ProvedFate | null> =>
  (await ports.proofs.settle(jobId, withinMs)) ?? fateInJournal(ports, jobId);

function fateInJournal({ ledger }: Ports, jobId: string): ProvedFate | null {
  const row = ledger.printState(jobId);
  if (!row.ok || row.value === undefined) return null;
  const { explanation, state, effect } = row.value;
  if (state !== 'printed' && state !== 'saved' && state !== 'failed') return null;
  return { jobId, explanation, state, ...(effect === null ? {} : { effect }) };
}

interface Run {
  readonly send: (event: SessionEvent) => void;
  /** The person wants it stopped. */
  readonly stop: AbortSignal | undefined;
}

async function printOne(ports: Ports, input: Input, paper: Paper, { send, stop }: Run): Promise<Fate> {
  if (stop?.aborted === true) return calledOff();
  const { ledger, devices, shelf } = ports;
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
  const doubt = ledger.receiptInDoubt();
  const clearFirst = !doubt.ok || doubt.value;
  ports.log('paper.intended', { job: jobId, kind: paper.kind });
  const begun = ports.steadyMs();
  const sent = () => {
    const noted = ledger.printSent(jobId);
    if (!noted.ok) ledgerFailed(ports, noted.error);
    return noted.ok;
  };
  const completion =
    document === null
      ? await whenFree(() =>
          devices.request(
            'receipt.print',
            { jobId, receipt: receiptOf(ports, input), clearFirst },
            {
              onProgress: (progress) => {
                if (progress === 'sent') sent();
                if (progress === 'presented') send(presented(paper.id));
              },
            },
          ),
        )
      : await printDocument(ports, { jobId, paper, document, sent, stop });
  if (document !== null) ports.attempts.add({ jobId, sessionId, paperId: paper.id });
  const fate = fateOf(paper.kind, completion);
  const wallMs = ports.now().getTime();
  const used = sheets === null ? receiptUse(completion, wallMs) : documentUse(completion, sheets, wallMs);
  const { state, effect } = inJournal(fate);
  const settled = ledger.printSettled({ jobId, state, effect, explanation: machineWord(fate.errorCode) }, used);
  if (!settled.ok) ledgerFailed(ports, settled.error);
  if (document?.paper === 'special') tellSpecialPaper(ports);
  ports.log('paper.settled', {
    job: jobId,
    kind: paper.kind,
    state,
    explanation: machineWord(fate.errorCode) ?? 'none',
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

/** Proved and held out: what becomes of it depends on a hand. */
const presented = (id: string): SessionEvent => ({
  ...{ type: 'paper', id, state: 'presented', explanation: null, mayRetry: false },
  effect: 'none',
});

/** A receipt that was drawn back was printed, whole and proved, and nothing of it hangs in the printer; its explanation says the rest. */
function inJournal({ state, effect }: Fate): { state: SettledPaper; effect: Effect } {
  if (state === 'canceled' || state === 'notFetched') return { state: 'failed', effect };
  return state === 'retracted' ? { state: 'printed', effect: 'done' } : { state, effect };
}

/** A paper that was unknown, after a printer told what became of it. */
export function fateOfProof(kind: Paper['kind'], { state, explanation, effect }: ProvedFate): Fate {
  if (state === 'printed') return { state, explanation: null, mayRetry: false, errorCode: '', effect: 'done' };
  if (state === 'saved')
    return { state, explanation: paperTexts.savedToFile, mayRetry: false, errorCode: '', effect: 'done' };
  if (effect !== 'partial') return notPrinted(kind, explanation ?? '');
  return { state, explanation: paperTexts.partly, mayRetry: true, errorCode: explanation ?? '', effect };
}

function printDocument(
  ports: Ports,
  of: {
    readonly jobId: string;
    readonly paper: Paper;
    readonly document: ShelvedDocument;
    readonly sent: () => boolean;
    readonly stop: AbortSignal | undefined;
  },
) {
  const { jobId, paper, document, sent, stop } = of;
  const job = {
    jobId,
    title: paper.title['zh-CN'],
    pdfBase64: document.pdf.toString('base64'),
    copies: document.copies,
    paper: document.paper,
    sides: document.sides,
  };
  let noted: boolean | null = null;
  const leaves = () => {
    noted ??= sent();
    return noted;
  };
  const onProgress = (progress: string) => progress === 'sent' && leaves();
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

const receiptOf = (ports: Ports, input: Input) =>
  caseReceipt({ ...input, config: ports.config, at: chinaTime(ports.now()), again: input.earlier !== 'none' });

const machineWord = (errorCode: string) =>
  /^[a-z][A-Za-z0-9]*([.-][A-Za-z0-9]+)*$/.test(errorCode) ? errorCode : null;
