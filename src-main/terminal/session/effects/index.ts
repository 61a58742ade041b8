import { randomUUID } from 'node:crypto';
import type { Effects } from '../types.ts';
import { readCard, watchCard } from './cards.ts';
import type { Ports } from './ports.ts';
import { printPapers } from './print.ts';
import { loadMine, prefill } from './shared-data.ts';
import { submit } from './submit.ts';

const endings = { finished: 'finished', exit: 'left', idle: 'idle' } as const;

/** The session's effects on the real ledger, devices and platform. */
export function createEffects(ports: Ports): Effects {
  const { ledger, log } = ports;
  const noted = (result: { ok: true } | { ok: false; error: { code: string } }) => {
    if (!result.ok) log({ event: 'ledger.refused', errorCode: result.error.code });
    else ports.recorded();
  };
  return {
    readCard: readCard(ports),
    watchCard: watchCard(ports),
    prefill: prefill(ports),
    loadMine: loadMine(ports),
    submit: submit(ports),
    printPapers: printPapers(ports),
    newSessionId: () => randomUUID(),
    beginSession: (sessionId) => {
      log({ event: 'session.started', sessionId });
      const begun = ledger.beginSession(sessionId);
      if (!begun.ok) log({ event: 'ledger.refused', errorCode: begun.error.code });
    },
    rate: (rating) => noted(ledger.rateCase(rating)),
    reportForgottenCard: (sessionId) => noted(ledger.recordForgottenCard(sessionId)),
    endSession: (sessionId, reason) => {
      ports.shelf.wipe(sessionId);
      noted(ledger.endSession({ sessionId, reason: endings[reason] }));
      void ports.devices.request('document.wipe', {});
      log({ event: 'session.ended', sessionId, reason });
      ports.sessionEnded(sessionId);
    },
  };
}
