import { firmwareText } from '../contract/index.ts';
import type { Conversation } from './conversation.ts';
import { encodeCommand } from './escpos.ts';
import type { PrinterFact, PrinterFamily } from './family.ts';

/** Some 80 bytes take 85 ms at 9600 baud. */
const ANSWER_MS = 1_000;
const SETTLE_MS = 2_000;
const WRITE_DEADLINE_MS = 2_000;
const TELL_NOTHING = encodeCommand({ kind: 'automaticStatus', n: 0 });

/** What `GS I 65` to `68` were answered; a fact is missing where the printer said nothing of it. */
export type PrinterInformation = Readonly<Partial<Record<PrinterFact, string>>>;

/**
 * Asks a ready, idle printer what it is. `GS I` is executed in order, like a fence, so it is asked between two of them and
 * with automatic status off: whoever executes nothing is not asked, and what is answered late is known for what it is.
 * Who leaves one question unanswered is asked no other; that says nothing of how it is.
 */
export async function askWhatItIs(conversation: Conversation, family: PrinterFamily): Promise<PrinterInformation> {
  if (!(await conversation.write(TELL_NOTHING, WRITE_DEADLINE_MS)).ok) return {};
  if (!(await conversation.settleFences(SETTLE_MS))) return {};
  const told: Partial<Record<PrinterFact, string>> = {};
  for (const { n, fact } of family.introduces) {
    const text = await conversation.askText(encodeCommand({ kind: 'transmitId', n }), ANSWER_MS);
    if (text === null) break;
    if (text !== '') told[fact] = text;
  }
  await conversation.closeQuestions(SETTLE_MS);
  return told;
}

/** Its program in one line, such as `EPSON TM-T88V 30.21`; null where it did not tell the version. */
export const firmwareOf = ({ firmware, maker, model }: PrinterInformation): string | null =>
  firmware === undefined ? null : firmwareText(maker, model, firmware);

/** Which unit it is: model and serial number; null where it told no serial number, or one that many units have. */
export const identityOf = ({ model, serial }: PrinterInformation): string | null =>
  serial === undefined || !/[1-9A-Za-z]/.test(serial) ? null : firmwareText(model, serial);
