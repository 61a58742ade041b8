import {
  type Clock,
  type Completion,
  completed,
  failed,
  type IdCard,
  type IdCardProgress,
  type IdCardReader,
} from '../contract/index.ts';
import type { FaultReport } from '../driver-shell/index.ts';
import { readOnce } from './card-reading.ts';
import type { CommandName } from './commands.ts';
import type { ExchangeResult } from './exchange.ts';
import { exchangeFault } from './faults.ts';

const POLL_MS = 300;
/** This many readings in a row may fail before the person is sent for help. */
const READ_FAILURES = 3;
/** This many passes in a row may lose an answer before the reader counts as lost. */
const LOST_PASSES = 3;

/** What the waiting needs of the driver. */
export interface WaitingHooks {
  ask(command: CommandName): Promise<ExchangeResult>;
  found(): void;
  nothingFound(): Promise<void>;
  read(): void;
  reopen(): Promise<Completion<void>>;
  report(report: FaultReport): Extract<Completion<never>, { ok: false }>;
  /** Aborts when there is nothing to wait for any more. */
  wakeUp(): AbortSignal;
}

/** Polls, reads and repeats until a card was read, the time is over or something ends it. */
export async function readWithin(
  { timeoutMs, onProgress, onPhoto }: Parameters<IdCardReader['read']>[0],
  clock: Clock,
  hooks: WaitingHooks,
): Promise<Completion<IdCard>> {
  const deadline = clock.now() + timeoutMs;
  let told: IdCardProgress | null = null;
  const tell = (progress: IdCardProgress) => {
    if (progress !== told) onProgress?.(progress);
    told = progress;
  };
  const passHooks = {
    ask: hooks.ask,
    seen: () => {
      hooks.found();
      tell('seen');
    },
    reading: () => tell('reading'),
    photo: onPhoto,
  };
  let failures = 0;
  let lost = 0;
  let trouble = '';
  let reopened = false;
  for (;;) {
    tell('waiting');
    const pass = await readOnce(passHooks);
    switch (pass.kind) {
      case 'card':
        hooks.read();
        return completed(pass.card, 'none');
      case 'ended':
        return hooks.report(pass.report);
      case 'noCard':
        lost = 0;
        await hooks.nothingFound();
        break;
      case 'findAgain':
        lost = 0;
        break;
      case 'layAgain':
        lost = 0;
        failures += 1;
        if (failures < READ_FAILURES) break;
        return failed('userError', 'readFailed', `the card could not be read ${READ_FAILURES} times in a row`);
      case 'fault': {
        if (pass.fault === 'refused' && !reopened) {
          reopened = true;
          const again = await hooks.reopen();
          if (!again.ok) return again;
          continue;
        }
        const report = exchangeFault(pass.command, pass.fault);
        lost += 1;
        if (lost >= LOST_PASSES || (pass.fault !== 'noAnswer' && pass.fault !== 'badFrames'))
          return hooks.report(report);
        // Said again if the time runs out, since "no card" alone would send the technician the wrong way.
        trouble = `; before that, ${report.failure.error.message}`;
        break;
      }
    }
    tell('waiting');
    const left = deadline - clock.now();
    if (left <= 0) return failed('timeOut', 'noCard', `no card was read within ${timeoutMs} ms${trouble}`);
    await clock.delay(Math.min(POLL_MS, left), hooks.wakeUp());
  }
}
