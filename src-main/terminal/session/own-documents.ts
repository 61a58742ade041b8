import type { Item } from '../../contract/catalogue.ts';
import type { OwnDocument } from '../../contract/platform-api.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { missing } from './availability.ts';
import type { Context } from './context.ts';
import type { Outcome } from './visit.ts';
import { ledgerFull, missingAbility, noSpecialPaper, powerLow } from './words/availability.ts';

export interface Collected {
  readonly item: Item | null;
  readonly caseNumber: string;
  readonly document: OwnDocument;
}

/** A document of the person's own cases, as the platform listed them. */
export function ownDocument({ visit, world }: Context, id: string): Collected | null {
  for (const { caseNumber, code, documents } of visit.mine?.cases ?? []) {
    const document = documents.find((one) => one.id === id);
    const item = world.catalogue?.items.find((one) => one.code === code) ?? null;
    if (document !== undefined) return { item, caseNumber, document };
  }
  return null;
}

/** Why this machine cannot print it now, or null. How it is printed its item says, so a service no longer offered is for a counter. */
export function cannotCollect({ world }: Context, { item, document }: Collected): LocalizedText | null {
  if (!world.ledgerReady) return ledgerFull;
  if (world.powerLow === true) return powerLow;
  if (item === null) return missingAbility.printDocument.notFitted;
  const output = item.outputs.find(({ title }) => title['zh-CN'] === document.title['zh-CN']);
  if (output?.paper === 'special' && typeof world.specialPaperRefused === 'string')
    return noSpecialPaper(world.specialPaperRefused);
  return missing('printDocument', world);
}

/** Nothing is decided any more: one paper of an earlier case. */
export const collectedOutcome = ({ caseNumber, document }: Collected): Outcome => ({
  ...{ outcome: 'collected', caseNumber, reasons: [], dueDate: null, documents: [document] },
  papers: [
    {
      ...{ id: document.id, kind: 'document', title: document.title },
      ...{ state: 'waiting', explanation: null, mayRetry: false },
    },
  ],
});
