import { randomUUID } from 'node:crypto';
import type { Result } from '../../../../drivers/contract/result.ts';
import { whenFree } from '../../devices/when-free.ts';
import type { LedgerError } from '../../ledger/errors.ts';
import type { EffectRun, Effects } from '../effects.ts';
import { WAITS } from '../waits.ts';
import { readCard, watchCard } from './cards.ts';
import { lookUpCode, readCode } from './codes.ts';
import { noteFaceConsent, watchFace } from './face.ts';
import { OwedRows } from './owed-rows.ts';
import { ledgerFailed, type Ports } from './ports.ts';
import { printPapers } from './print/print-papers.ts';
import { scanPage } from './scan.ts';
import { loadMine, prefill } from './shared-data.ts';
import { submit } from './submit.ts';

const endings = { finished: 'finished', exit: 'left', idle: 'idle', fault: 'fault' } as const;

/** The session's effects on the real ledger, devices and platform. */
export function createEffects(ports: Ports): Effects {
  const { ledger, log } = ports;
  const owed = new OwedRows({
    onWritten: () => ports.recorded(),
    onFailed: (error) => ledgerFailed(ports, error),
  });
  /** What is written in a session's name needs its beginning. */
  const afterOwed =
    <Input>(run: EffectRun<Input>): EffectRun<Input> =>
    (input, send) => {
      owed.settle();
      return run(input, send);
    };
  const noted = (result: Result<unknown, LedgerError>) => {
    if (result.ok) ports.recorded();
    else ledgerFailed(ports, result.error);
  };
  let begunAt = 0;
  return {
    readCard: readCard(ports),
    watchFace: watchFace(ports),
    noteFaceConsent: noteFaceConsent(ports),
    noteFaceVerdict: ({ sessionId, verdict, attempt }) =>
      log('session.faceJudged', { session: sessionId, verdict, attempt }),
    watchCard: watchCard(ports),
    scanPage: scanPage(ports),
    readCode: readCode(ports),
    lookUpCode: lookUpCode(ports),
    prefill: prefill(ports),
    loadMine: loadMine(ports),
    submit: afterOwed(submit(ports)),
    printPapers: afterOwed(printPapers(ports)),
    callOffPaper: ({ sessionId, id }) => ports.callOffs.callOff(sessionId, id),
    newSessionId: () => randomUUID(),
    beginSession: (sessionId) => {
      begunAt = ports.steadyMs();
      log('session.began', { session: sessionId, language: ports.config.languages[0] ?? 'zh-CN' });
      owed.write(() => ledger.beginSession(sessionId));
    },
    rate: (rating) => {
      log('case.rated', { case: rating.caseNumber, rating: rating.level });
      noted(ledger.rateCase(rating));
    },
    reportForgottenCard: (sessionId) => {
      log('session.cardForgotten', { session: sessionId, waitedMs: WAITS.forgottenMs });
      noted(ledger.recordForgottenCard(sessionId));
    },
    endSession: (sessionId, reason) => {
      ports.shelf.wipe(sessionId);
      ports.scans.wipe(sessionId);
      ports.attempts.forget(sessionId);
      const durationMs = Math.round(ports.steadyMs() - begunAt);
      owed.write(() => ledger.endSession({ sessionId, reason: endings[reason], durationMs }));
      // A question about an earlier document may hold the printer for a moment.
      void whenFree(() => ports.devices.request('document.wipe', {}));
      log('session.ended', { session: sessionId, reason: endings[reason], durationMs });
      ports.sessionEnded();
    },
  };
}
