import type { Light } from '../../../drivers/contract/index.ts';
import type { Identification } from '../../contract/catalogue.ts';
import type { Screen } from '../../contract/snapshot.ts';

/** A slot of the machine by the name its light has in XFS4IoT, and how it flashes. */
export interface Guided {
  readonly position: string;
  readonly flashRate: Light['flashRate'];
}

/**
 * Slots that have something to do with a step; a board that has no such light shows nothing. `cardReader` is the reader that an
 * ID card is laid on, `cardReader2` the slot for chip cards: one lights at a time, the ID card's where either card will do.
 */
export const guidePositions = [
  'cardReader',
  'cardReader2',
  'barcodeReader',
  'receiptPrinter',
  'documentPrinter',
] as const;

const takeReceipt: Guided = { position: 'receiptPrinter', flashRate: 'quick' };
const takePage: Guided = { position: 'documentPrinter', flashRate: 'quick' };

const readerOf = (card: Identification | undefined) => (card === 'socialSecurityCard' ? 'cardReader2' : 'cardReader');

/** Where the hand goes next. Null where it stays at the screen. */
export function guidedBy(screen: Screen): Guided | null {
  switch (screen.name) {
    case 'identify':
      if (screen.phase === 'timedOut' || screen.phase === 'readerUnavailable') return null;
      return {
        position: readerOf(screen.way ?? screen.ways[0]),
        flashRate: screen.phase === 'reading' ? 'continuous' : 'medium',
      };
    case 'takeCard':
      return { position: readerOf(screen.cards[0]), flashRate: 'quick' };
    case 'result': {
      // What is held out to a hand; what comes out now; else what lies there to be taken.
      if (screen.papers.some(({ state }) => state === 'presented')) return takeReceipt;
      const blocked = screen.papers.find(({ state }) => state === 'blocked');
      if (blocked !== undefined) return blocked.kind === 'receipt' ? takeReceipt : takePage;
      const moving = screen.papers.find(({ state }) => state === 'printing');
      const out = moving ?? (screen.busy ? undefined : screen.papers.findLast(({ state }) => state === 'printed'));
      if (out === undefined) return null;
      const position = out.kind === 'receipt' ? 'receiptPrinter' : 'documentPrinter';
      return { position, flashRate: moving === undefined ? 'quick' : 'medium' };
    }
    case 'farewell':
      if (screen.paper === null) return null;
      return screen.paper === 'receipt' ? takeReceipt : takePage;
    case 'showCode':
      return screen.phase === 'reading' && screen.by === 'scanner'
        ? { position: 'barcodeReader', flashRate: 'medium' }
        : null;
    case 'serviceAccess':
      return screen.access.badgeReader ? { position: 'barcodeReader', flashRate: 'medium' } : null;
    default:
      return null;
  }
}
