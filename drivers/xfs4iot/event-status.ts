import type { EnvelopeOf } from './envelope.ts';
import { cardReader, common, payloadOf, printer } from './messages.ts';
import type { XfsStatus } from './payloads/common.ts';

/**
 * What an unsolicited event says of the status, as a delta; null when nothing. The threshold events of printers count as
 * much as `StatusChangedEvent`: a service of generation 1 tells supplies by nothing else.
 */
export function statusIn(event: EnvelopeOf<'unsolicited'>): XfsStatus | null {
  const changed = payloadOf(common.statusChangedEvent, event);
  if (changed !== null) return changed;
  const paper = payloadOf(printer.paperThresholdEvent, event);
  // The only source is called upper.
  if (paper?.threshold) return { printer: { paper: { [paper.paperSource ?? 'upper']: paper.threshold } } };
  const toner = payloadOf(printer.tonerThresholdEvent, event);
  if (toner?.state) return { printer: { toner: toner.state } };
  const ink = payloadOf(printer.inkThresholdEvent, event);
  if (ink?.state) return { printer: { ink: ink.state } };
  // Tells by itself what a question would: somebody took the card.
  if (payloadOf(cardReader.mediaRemovedEvent, event) !== null) return { cardReader: { media: 'notPresent' } };
  const lamp = payloadOf(printer.lampThresholdEvent, event);
  return lamp?.state ? { printer: { lamp: lamp.state } } : null;
}

/** Paper by source, as events told it on this connection. */
export type PaperLevels = NonNullable<NonNullable<XfsStatus['printer']>['paper']>;

/**
 * A whole status, with the levels that events told where it only says `unknown`: some services tell supplies by threshold
 * events alone. Not of a device that is away, whose paper nobody knows.
 */
export function withThresholds(status: XfsStatus, told: PaperLevels): XfsStatus {
  const { common, printer } = status;
  if (common?.device !== 'online' && common?.device !== 'deviceBusy') return status;
  const levels = Object.entries(printer?.paper ?? {});
  if (!levels.some(([source, level]) => level === 'unknown' && told[source])) return status;
  const paper = Object.fromEntries(
    levels.map(([source, level]) => [source, level === 'unknown' ? (told[source] ?? level) : level]),
  );
  return { ...status, printer: { ...printer, paper } };
}
