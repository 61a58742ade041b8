import type { Completion, PrintProof, ReceiptPrinter } from '../contract/index.ts';
import { type Check, demand, type Subject, staged, within } from './check.ts';
import { demandGoodError } from './demands.ts';
import { EFFECT_LIMIT_MS, opened } from './probe.ts';
import { conformanceReceipt } from './specimens.ts';

const PRESENTED = 'Printer.MediaPresentedEvent';
const TAKEN = 'Printer.MediaTakenEvent';
const RETRACTED = 'Printer.MediaAutoRetractedEvent';

/** What a printer tells of one paper's way out. */
async function watched(
  subject: Subject<ReceiptPrinter>,
  device: ReceiptPrinter,
): Promise<{ completion: Completion<PrintProof>; told: readonly string[]; presented: number }> {
  const told: string[] = [];
  let presented = 0;
  const stop = device.onEvent?.(({ name }) => told.push(name)) ?? (() => undefined);
  const printing = device.print({
    jobId: 'held-out',
    receipt: conformanceReceipt,
    onPresented: () => {
      presented += 1;
    },
  });
  const completion = await within(subject, EFFECT_LIMIT_MS, 'the print', printing);
  stop();
  await subject.stage.countPapers();
  return { completion, told: told.filter((name) => [PRESENTED, TAKEN, RETRACTED].includes(name)), presented };
}

/** Printers whose mouth nobody sees claim nothing of it; the others must tell whose hands a paper is in. */
export const heldOutCheck: Check<ReceiptPrinter> = {
  id: 'print.held-out',
  requirement:
    'Paper that is held out is told as it comes and goes; taken is claimed when it was seen, and what nobody takes is drawn back and nobody’s.',
  on: 'any',
  run: async (subject) => {
    const device = await opened(subject);
    await staged(subject, 'take-paper');
    const taken = await watched(subject, device);
    demand(taken.completion.ok, 'a paper that somebody took failed');
    if (taken.completion.value.fence !== 'paper-taken') {
      demand(!taken.told.includes(TAKEN), 'it was told as taken, and not claimed');
      const { media } = device.status();
      demand(media === null || media === 'unknown', `nobody saw it taken, and the mouth is called ${media}`);
      return 'its mouth is seen by nobody, and nothing is claimed of it';
    }
    demand(taken.told.join() === [PRESENTED, TAKEN].join(), `taken, and told was ${taken.told.join(', ')}`);
    demand(taken.presented === 1, `told ${taken.presented} times that it is held out`);
    demand(device.status().media === 'notPresent', `taken, and the mouth is called ${device.status().media}`);

    await staged(subject, 'leave-paper');
    const left = await watched(subject, device);
    demand(left.told[0] === PRESENTED && !left.told.includes(TAKEN), `left, and told was ${left.told.join(', ')}`);
    if (left.completion.ok) {
      demand(left.completion.value.fence !== 'paper-taken', 'taken was claimed of a paper nobody took');
      demand(device.status().media === 'present', `left hanging, and the mouth is called ${device.status().media}`);
      return 'taken when taken; what nobody takes is left hanging and said to be';
    }
    demandGoodError(left.completion.error);
    const { errorCode, effect } = left.completion.error;
    demand(errorCode === 'media-retracted' && effect === 'partial', `left, and ended with ${errorCode}, ${effect}`);
    demand(left.told.join() === [PRESENTED, RETRACTED].join(), `drawn back, and told was ${left.told.join(', ')}`);
    demand(device.status().media !== 'present', 'drawn back, and the mouth is called present');
    demand(device.status().supplies?.some(({ name }) => name === 'retractBin') === true, 'no bin is told of');
    const again = await within(
      subject,
      EFFECT_LIMIT_MS,
      'the drawing back',
      device.retract?.() ?? Promise.resolve(null),
    );
    demand(again?.ok === true && again.value === 'nothing', 'something was drawn back where nothing hangs');
    return 'taken when taken; drawn back when nobody took it';
  },
};
