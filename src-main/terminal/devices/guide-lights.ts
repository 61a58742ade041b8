import type { Light } from '../../../drivers/contract/index.ts';
import type { Screen } from '../../contract/snapshot.ts';

/** A slot of the machine by the name its light has in XFS4IoT, and how it flashes. */
export interface Guided {
  readonly position: string;
  readonly flashRate: Light['flashRate'];
}

/** Slots that have something to do with a step; a board that has no such light shows nothing. */
export const guidePositions = ['cardReader', 'barcodeReader', 'receiptPrinter', 'documentPrinter'] as const;

const takeReceipt: Guided = { position: 'receiptPrinter', flashRate: 'quick' };

/** Where the hand goes next. Null where it stays at the screen. */
export function guidedBy(screen: Screen): Guided | null {
  switch (screen.name) {
    case 'identify':
      return ['waiting', 'seen', 'reading', 'layAgain', 'cardNotSupported', 'cardNotAccepted'].includes(screen.phase)
        ? { position: 'cardReader', flashRate: screen.phase === 'reading' ? 'continuous' : 'medium' }
        : null;
    case 'takeCard':
      return { position: 'cardReader', flashRate: 'quick' };
    case 'result': {
      // What is held out to a hand; what comes out now; else what lies there to be taken.
      if (screen.papers.some(({ state }) => state === 'presented')) return takeReceipt;
      const moving = screen.papers.find(({ state }) => state === 'printing');
      const out = moving ?? (screen.busy ? undefined : screen.papers.findLast(({ state }) => state === 'printed'));
      if (out === undefined) return null;
      const position = out.kind === 'receipt' ? 'receiptPrinter' : 'documentPrinter';
      return { position, flashRate: moving === undefined ? 'quick' : 'medium' };
    }
    case 'farewell':
      return screen.paper ? takeReceipt : null;
    case 'serviceAccess':
      return screen.access.badgeReader ? { position: 'barcodeReader', flashRate: 'medium' } : null;
    default:
      return null;
  }
}
