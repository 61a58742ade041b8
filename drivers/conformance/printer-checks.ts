import type { Completion, Device, DocumentPrinter, PrintProof, ReceiptPrinter } from '../contract/index.ts';
import { type Check, demand, type Subject, staged, Unstaged, within } from './check.ts';
import { demandGoodError } from './demands.ts';
import { genericChecks } from './generic-checks.ts';
import { heldOutCheck } from './held-out-check.ts';
import { type ClassProbe, EFFECT_LIMIT_MS, opened } from './probe.ts';
import { CANARIES, conformanceDocument, conformanceReceipt } from './specimens.ts';

async function papers(subject: Subject<Device>): Promise<number> {
  const count = await subject.stage.countPapers();
  if (count === null) throw new Unstaged('nobody counted the papers');
  return count;
}

/** What a completion claims must not contradict the papers that lie there. */
function demandHonest(completion: Completion<PrintProof>, count: number): string {
  demand(count <= 1, `${count} papers of one job`);
  if (completion.ok) {
    demand(completion.effect === 'done', `success with effect ${completion.effect}`);
    demand(count === 1, 'printed was claimed and no whole paper lies there');
    return `${completion.value.fence}, one paper`;
  }
  demandGoodError(completion.error);
  const { effect, errorCode } = completion.error;
  demand(effect !== 'done', 'a failure with effect done');
  if (effect === 'none' || effect === 'partial') demand(count === 0, `effect ${effect}, and a whole paper lies there`);
  return `${errorCode}, effect ${effect}, ${count} papers`;
}

const printed = (subject: Subject<Device>, printing: Promise<Completion<PrintProof>>) =>
  within(subject, EFFECT_LIMIT_MS, 'the print', printing);

const receiptProbe: ClassProbe<ReceiptPrinter> = {
  command: (device) => device.print({ jobId: 'conformance', receipt: conformanceReceipt }),
  ready: null,
  waits: false,
  canaries: CANARIES,
};

const PROOFS: readonly PrintProof['fence'][] = ['printer-executed-cut', 'paper-taken', 'printer-completed'];

/** What every receipt printer must do. */
export const receiptPrinterChecks: readonly Check<ReceiptPrinter>[] = [
  ...genericChecks(receiptProbe),
  {
    id: 'print.proof',
    requirement:
      'A print succeeds only by the printer’s own proof, tells once when all was sent, and is one whole paper.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await papers(subject);
      let sent = 0;
      const completion = await printed(
        subject,
        device.print({
          jobId: 'proof',
          receipt: conformanceReceipt,
          onSent: () => {
            sent += 1;
          },
        }),
      );
      demand(completion.ok, completion.ok ? '' : `${completion.error.code}/${completion.error.errorCode}`);
      demand(PROOFS.includes(completion.value.fence), `${completion.value.fence} proves no receipt`);
      demand(completion.value.jobId === 'proof', 'the proof names another job');
      demand(sent === 1, `told ${sent} times that all was sent`);
      return demandHonest(completion, await papers(subject));
    },
  },
  {
    id: 'print.invalid',
    requirement: 'A receipt that breaks its schema is refused with invalidData and moves no paper.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      const completion = await printed(subject, device.print({ jobId: 'invalid', receipt: { blocks: [] } }));
      demand(!completion.ok && completion.error.code === 'invalidData', 'an empty receipt was taken');
      demand(completion.error.effect === 'none', `effect ${completion.error.effect}`);
      return completion.error.errorCode;
    },
  },
  {
    id: 'print.cover-open',
    requirement: 'With the cover open nothing is printed, the cause is named, and the print works once it is closed.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await staged(subject, 'open-cover');
      await papers(subject);
      const completion = await printed(subject, device.print({ jobId: 'open', receipt: conformanceReceipt }));
      demand(!completion.ok, 'printed with the cover open');
      demand(completion.error.effect === 'none', `effect ${completion.error.effect}`);
      const said = demandHonest(completion, await papers(subject));
      const status = await device.refresh();
      demand(status.faults.length > 0 && status.action !== 'none', 'the status names neither fault nor remedy');
      await staged(subject, 'close-cover');
      await subject.clock.delay(11_000);
      await device.refresh();
      const again = await printed(subject, device.print({ jobId: 'closed', receipt: conformanceReceipt }));
      demand(again.ok, again.ok ? '' : `after closing: ${again.error.code}/${again.error.errorCode}`);
      demandHonest(again, await papers(subject));
      return said;
    },
  },
  {
    id: 'print.plug-out',
    requirement: 'A plug pulled in the middle of a print ends it, and what is claimed agrees with the paper.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await papers(subject);
      await staged(subject, 'unplug-soon');
      const completion = await printed(subject, device.print({ jobId: 'pulled', receipt: conformanceReceipt }));
      const said = demandHonest(completion, await papers(subject));
      demand(completion.ok || completion.error.effect !== 'none', 'paper moved, and effect none is claimed');
      return said;
    },
  },
  heldOutCheck,
  {
    id: 'print.self-test',
    requirement: 'The self-test prints by the same proof.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      const completion = await printed(subject, device.selfTest());
      demand(completion.ok, completion.ok ? '' : `${completion.error.code}/${completion.error.errorCode}`);
      demand(PROOFS.includes(completion.value.fence), `${completion.value.fence} proves no receipt`);
      return completion.value.fence;
    },
  },
];

const document = (jobId: string) => ({ jobId, title: CANARIES[0], pdf: conformanceDocument(), copies: 1 });

const documentProbe: ClassProbe<DocumentPrinter> = {
  command: (device) => device.print(document('conformance')),
  ready: null,
  waits: false,
  canaries: CANARIES,
};

/** What every document printer must do. */
export const documentPrinterChecks: readonly Check<DocumentPrinter>[] = [
  ...genericChecks(documentProbe),
  {
    id: 'document.proof',
    requirement: 'A print names its furthest proof, and a printer without paper claims no paper.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await papers(subject);
      const completion = await printed(subject, device.print(document('proof')));
      demand(completion.ok, completion.ok ? '' : `${completion.error.code}/${completion.error.errorCode}`);
      const { fence, jobId } = completion.value;
      demand(jobId === 'proof', 'the proof names another job');
      const writesFiles = device.status().paper === null;
      demand(
        writesFiles === (fence === 'file-written'),
        `${fence} from a printer whose paper is ${device.status().paper}`,
      );
      return demandHonest(completion, await papers(subject));
    },
  },
  {
    id: 'document.invalid',
    requirement: 'What is no whole PDF, or no number of copies, is refused with invalidData and prints nothing.',
    on: 'any',
    run: async (subject) => {
      const device = await opened(subject);
      await papers(subject);
      const pdf = conformanceDocument();
      const broken = [
        { ...document('empty'), pdf: new Uint8Array(0) },
        { ...document('cut'), pdf: pdf.subarray(0, pdf.length - 8) },
        { ...document('none'), copies: 0 },
      ];
      for (const job of broken) {
        const completion = await printed(subject, device.print(job));
        demand(!completion.ok && completion.error.code === 'invalidData', `"${job.jobId}" was taken`);
        demand(completion.error.effect === 'none', `effect ${completion.error.effect}`);
      }
      demand((await papers(subject)) === 0, 'something was printed');
      return 'three refused';
    },
  },
];
