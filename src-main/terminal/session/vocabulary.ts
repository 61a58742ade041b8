import { fromCallback, setup } from 'xstate';
import type { Context } from './context.ts';
import type { EffectRun, Effects } from './effects.ts';
import type { SessionEvent } from './events.ts';
import { choosingActions, choosingGuards } from './vocabulary/choosing.ts';
import { codeActions, codeGuards } from './vocabulary/code.ts';
import { faceActions, faceGuards } from './vocabulary/face.ts';
import { fillingActions, fillingGuards } from './vocabulary/filling.ts';
import { finishingActions, finishingGuards } from './vocabulary/finishing.ts';
import { identifyActions, identifyGuards } from './vocabulary/identify.ts';
import { idleActions, idleGuards } from './vocabulary/idle.ts';
import { scanActions, scanGuards } from './vocabulary/scan.ts';
import { terminalActions, terminalGuards } from './vocabulary/terminal.ts';
import { wordsShownActions } from './vocabulary/words-shown.ts';
import { WAITS } from './waits.ts';

const actor = <Input>(run: EffectRun<Input>) =>
  fromCallback<SessionEvent, Input>(({ input, sendBack }) => run(input, sendBack));

/** The words the session's tables are written in: guards, actions, waits and effects. Pure but for `effects`. */
export function sessionVocabulary(effects: Effects) {
  return setup({
    types: { context: {} as Context, events: {} as SessionEvent },
    actors: {
      readCard: actor(effects.readCard),
      scanPage: actor(effects.scanPage),
      readCode: actor(effects.readCode),
      lookUpCode: actor(effects.lookUpCode),
      prefill: actor(effects.prefill),
      loadMine: actor(effects.loadMine),
      submit: actor(effects.submit),
      printPapers: actor(effects.printPapers),
      watchCard: actor(effects.watchCard),
      watchFace: actor(effects.watchFace),
    },
    delays: {
      idle: ({ context }) => context.config.timing.idleSeconds * 1000 * (context.elder ? 2 : 1),
      second: 1000,
      scan: ({ context }) => WAITS.scanMs * (context.elder ? 2 : 1),
      slow: WAITS.slowMs,
      recovered: WAITS.recoveredMs,
      readerAgain: WAITS.readerAgainMs,
      farewell: WAITS.farewellMs,
      takePaper: WAITS.takePaperMs,
      thanks: WAITS.thanksMs,
      face: ({ context }) => WAITS.faceMs * (context.elder ? 2 : 1),
    },
    guards: {
      ...terminalGuards,
      ...idleGuards,
      ...choosingGuards,
      ...codeGuards,
      ...identifyGuards,
      ...faceGuards,
      ...fillingGuards,
      ...scanGuards,
      ...finishingGuards,
    },
    actions: {
      ...terminalActions(effects),
      ...idleActions,
      ...choosingActions,
      ...codeActions,
      ...identifyActions,
      ...faceActions(effects),
      ...fillingActions,
      ...wordsShownActions,
      ...scanActions,
      ...finishingActions(effects),
    },
  });
}
export type SessionVocabulary = ReturnType<typeof sessionVocabulary>;
