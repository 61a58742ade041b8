import type { LocalizedText } from '../../../contract/text.ts';
import type { Visit } from '../visit.ts';
import { changeVisit } from './change.ts';

/** Nobody agrees to words they were not shown. The page says how far they were; how many there are the item says. */
export const allShown = ({ linesShown }: Pick<Visit, 'linesShown'>, text: readonly LocalizedText[] = []): boolean =>
  linesShown >= text.length;

export const wordsShownActions = {
  noLinesShown: changeVisit(() => ({ linesShown: 0 })),
  linesShown: changeVisit((old, event) =>
    event.type === 'linesShown' ? { linesShown: Math.max(old.linesShown, event.to) } : {},
  ),
};
