import { type ActorOptions, createActor } from 'xstate';
import type { Config } from '../contract/config.ts';
import type { Logger } from '../logging/logger.ts';
import type { DeviceSide } from './device-side.ts';
import { LateProofs, type ProvedFate } from './devices/late-proofs.ts';
import { whenFree } from './devices/when-free.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { RecoveryReport } from './ledger/sessions.ts';
import type { PlatformKeys } from './platform-client/keys.ts';
import type { PlatformSide } from './platform-side.ts';
import { DocumentShelf } from './session/effects/document-shelf.ts';
import { createEffects } from './session/effects/index.ts';
import { PrintAttempts } from './session/effects/print/attempts.ts';
import { CallOffs } from './session/effects/print/call-offs.ts';
import { fateOfProof } from './session/effects/print/fate.ts';
import { ScanShelf } from './session/effects/scan-shelf.ts';
import { createSessionMachine, type SessionMachine } from './session/machine.ts';
import { recoveredPaper } from './session/recovered-paper.ts';
import { takeCommand } from './session/take-command.ts';
import type { Recovery, World } from './session/world.ts';
import { sealSubmission } from './sync/seal.ts';

/** A decision takes a second; longer than this nobody should stand and wait. */
const DECIDE_WITHIN_MS = 30_000;

export interface SessionSideOptions {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly log: Logger['log'];
  readonly platform: PlatformSide;
  readonly devices: DeviceSide;
  readonly sealKey: PlatformKeys['seal'];
  readonly recovered: RecoveryReport;
  /** As it is at the start; later ones come as events. */
  readonly world: World;
  readonly onSessionEnded: () => void;
  /** Shorter in tests only. */
  readonly decideWithinMs: number | undefined;
  /** In tests only. */
  readonly clock: ActorOptions<SessionMachine>['clock'] | undefined;
}

export type SessionSide = ReturnType<typeof createSessionSide>;

/** The citizen's journey and its papers, also those of which something is proved after the visit. */
export function createSessionSide(options: SessionSideOptions) {
  const { config, ledger, log, platform, devices, recovered, onSessionEnded } = options;
  const attempts = new PrintAttempts();
  const proofs = new LateProofs({
    ledger,
    resume: ({ jobId, named, handed }) =>
      whenFree(() => devices.client.request('document.resume', { jobId, named, handed })),
    wallMs: () => Date.now(),
    onProved: (fate) => showProved(fate),
  });
  const effects = createEffects({
    config,
    ledger,
    devices: devices.client,
    faces: devices.faces,
    proofs,
    attempts,
    platform: platform.questions,
    seal: (submission) => sealSubmission(submission, options.sealKey),
    recorded: () => platform.recorded('A'),
    shelf: new DocumentShelf(),
    callOffs: new CallOffs(),
    cameras: devices.cameras,
    codes: devices.scanner,
    scans: new ScanShelf(),
    platformOnline: () => platform.state() === 'online',
    decideWithinMs: options.decideWithinMs ?? DECIDE_WITHIN_MS,
    now: () => new Date(),
    steadyMs: () => performance.now(),
    sessionEnded: onSessionEnded,
    log,
  });
  const { unknownJobs } = recovered;
  const recovery = recoveryOf(recovered, ledger);
  const machine = createSessionMachine(effects, config, recovery, options.world);
  const actor = createActor(machine, options.clock === undefined ? {} : { clock: options.clock });

  /** A printer told what became of a paper that was unknown: whoever is shown it sees the truth. */
  function showProved(fate: ProvedFate): void {
    const { jobId, state, explanation } = fate;
    log('paper.proved', { job: jobId, state, explanation: explanation ?? 'none' });
    platform.recorded('A');
    const attempt = attempts.ofJob(jobId);
    if (attempt !== null && attempt.sessionId === actor.getSnapshot().context.visit.sessionId) {
      const { errorCode: _, ...shown } = fateOfProof('document', fate);
      actor.send({ type: 'paper', id: attempt.paperId, ...shown });
    }
    if (unknownJobs.includes(jobId))
      actor.send({ type: 'recovery.proved', paper: recoveredPaper(ledger, unknownJobs) });
  }

  return {
    state: () => actor.getSnapshot(),
    send: actor.send,
    /** A person's command; false where the state does not list it. */
    take: (command: Parameters<typeof takeCommand>[1]) => takeCommand(actor, command),
    subscribe: (listener: (state: ReturnType<typeof actor.getSnapshot>) => void) => actor.subscribe(listener),
    /** Nobody is served and no staff is there. */
    free: () => actor.getSnapshot().matches('attract'),
    /** Staff have the screen. */
    inService: () => actor.getSnapshot().matches('service'),
    /** A document printer that is there can be asked about papers that are in doubt. */
    lookForProofs: (printerIsThere: boolean) => proofs.look(printerIsThere),
    start(): void {
      actor.start();
      // The page that knew the person of before the crash must go, as after any session.
      if (recovery !== null) onSessionEnded();
    },
    stop(): void {
      actor.stop();
      proofs.stop();
    },
  };
}

function recoveryOf({ crashedSession, submittedCase, unknownJobs }: RecoveryReport, ledger: Ledger): Recovery | null {
  if (crashedSession === null) return null;
  return {
    sessionId: crashedSession,
    submitted: submittedCase !== null,
    caseNumber: submittedCase,
    ...recoveredPaper(ledger, unknownJobs),
  };
}
