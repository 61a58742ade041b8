import { choosingStates } from './journey/choosing.ts';
import { faceStates } from './journey/face.ts';
import { fillingStates } from './journey/filling.ts';
import { finishingStates } from './journey/finishing.ts';
import { identifyStates } from './journey/identify.ts';
import { leaveLost } from './journey/leave-lost.ts';
import { scanStates } from './journey/scan.ts';
import { showCodeStates } from './journey/show-code.ts';
import type { SessionVocabulary } from './vocabulary.ts';

/** What one person does, screen by screen. Every leaf is a screen; a command missing here is refused there. */
export const journeyRegion = (vocabulary: SessionVocabulary) =>
  vocabulary.createStateConfig({
    initial: 'home',
    on: { home: [leaveLost, { target: '.home' }] },
    states: {
      ...choosingStates(vocabulary),
      ...showCodeStates(vocabulary),
      ...faceStates(vocabulary),
      ...identifyStates(vocabulary),
      ...fillingStates(vocabulary),
      ...scanStates(vocabulary),
      ...finishingStates(vocabulary),
    },
  });
