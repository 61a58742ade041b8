import type { Effects } from '../effects.ts';
import { ledgerFailed, type Ports } from './ports.ts';

/** Looks at the person once; leaving the screen closes the camera. */
export const watchFace =
  ({ faces }: Pick<Ports, 'faces'>): Effects['watchFace'] =>
  (_, send) =>
    faces.look((news) => {
      if (news.kind === 'look') send({ type: 'face.looked', look: news.look });
      else send({ type: 'face.failed', why: news.why });
    });

/**
 * Puts the consent on the disk before anything is done with it: that it was given, when, and in which session (which the
 * case names later, sealed, with the words that were agreed to). Null when the ledger did not take it: then there is none.
 */
export const noteFaceConsent =
  (ports: Ports): Effects['noteFaceConsent'] =>
  ({ sessionId, item }) => {
    const at = ports.now().toISOString();
    const noted = ports.ledger.service.act({ staff: '-', act: 'consent', detail: `face.${sessionId}` });
    if (!noted.ok) {
      ledgerFailed(ports, noted.error);
      return null;
    }
    ports.recorded();
    ports.log('session.faceConsented', { session: sessionId, item });
    return at;
  };
