import { type DeviceError, failed, type IdCard } from '../contract/index.ts';
import type { FaultReport } from '../driver-shell/index.ts';
import { type Answer, type AnswerMeaning, decodeCardBlocks } from './answers.ts';
import { decodeCardText, decodeFurtherAddresses } from './card-text.ts';
import type { CommandName } from './commands.ts';
import type { ExchangeFault, ExchangeResult } from './exchange.ts';
import { answerFault } from './faults.ts';

/** How one pass of find → select → read ended. */
export type Pass =
  | { readonly kind: 'card'; readonly card: IdCard }
  | { readonly kind: 'noCard' }
  | { readonly kind: 'findAgain' }
  | { readonly kind: 'layAgain' }
  | { readonly kind: 'ended'; readonly report: FaultReport }
  | { readonly kind: 'fault'; readonly command: CommandName; readonly fault: ExchangeFault };

export interface PassHooks {
  ask(command: CommandName): Promise<ExchangeResult>;
  seen(): void;
  reading(): void;
  /** Only for the step that compares faces: the photo, valid until this returns. */
  photo?: ((photo: Uint8Array) => void) | undefined;
}

const ended = (failure: { readonly ok: false; readonly error: DeviceError }): Pass => ({
  kind: 'ended',
  report: { failure, status: null },
});

/** What an answer other than "go on" means for the pass. */
function turn(command: CommandName, answer: Answer & AnswerMeaning): Pass {
  switch (answer.action) {
    case 'noCard':
    case 'findAgain':
    case 'layAgain':
      return { kind: answer.action };
    default:
      return { kind: 'ended', report: answerFault(command, answer) };
  }
}

/**
 * One pass in the only order the reader allows; anything between the three commands would break the reading. The photo
 * and the text block are zeroed before this returns.
 */
export async function readOnce(hooks: PassHooks): Promise<Pass> {
  for (const command of ['findCard', 'selectCard'] as const) {
    const answer = await hooks.ask(command);
    if (!answer.ok) return { kind: 'fault', command, fault: answer.error };
    if (answer.value.action !== 'proceed') return turn(command, answer.value);
    if (command === 'findCard') hooks.seen();
  }
  hooks.reading();
  const answer = await hooks.ask('readBase');
  if (!answer.ok) return { kind: 'fault', command: 'readBase', fault: answer.error };
  const pass =
    answer.value.action === 'proceed' ? takeCard(answer.value.data, hooks.photo) : turn('readBase', answer.value);
  answer.value.data.fill(0);
  // Only cards with a printed address can have a newer one.
  if (pass.kind !== 'card' || pass.card.address === null) return pass;
  const further = await hooks.ask('readFurtherAddress');
  if (!further.ok) {
    // The card is read; it may have been lifted by now. Only a lost or cancelled reader ends the reading.
    const over = further.error === 'hungUp' || further.error === 'closed' || further.error === 'aborted';
    return over ? { kind: 'fault', command: 'readFurtherAddress', fault: further.error } : pass;
  }
  const newest = further.value.action === 'proceed' ? decodeFurtherAddresses(further.value.data)?.at(-1) : undefined;
  further.value.data.fill(0);
  return newest === undefined ? pass : { kind: 'card', card: { ...pass.card, address: newest } };
}

function takeCard(data: Uint8Array, photo: PassHooks['photo']): Pass {
  const blocks = decodeCardBlocks('readBase', data);
  if (!blocks) return { kind: 'fault', command: 'readBase', fault: 'badFrames' };
  const card = decodeCardText(blocks.text);
  if (card.ok) {
    photo?.(blocks.photo);
    return { kind: 'card', card: card.value };
  }
  if (card.error === 'unknown-type') {
    return ended(failed('unsupportedData', 'cardTypeUnknown', 'the card has a type flag this reader does not know'));
  }
  return ended(failed('userError', 'cardRefused', `the card's text block is no card (${card.error})`));
}
