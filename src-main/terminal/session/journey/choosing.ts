import { and } from 'xstate';
import type { SessionVocabulary } from '../vocabulary.ts';

/** Finding an item, reading what it needs, and one’s own cases. */
export const choosingStates = ({ createStateConfig: state }: SessionVocabulary) => ({
  home: state({
    id: 'home',
    entry: 'goHome',
    on: {
      openTheme: { guard: 'knowsTheme', target: 'theme', actions: 'openTheme' },
      openSearch: { target: 'search', actions: 'openSearch' },
      openMine: [
        { guard: 'identified', target: 'preparing', actions: 'openMine' },
        { target: 'identify', actions: 'openMine' },
      ],
      openItem: { guard: 'knowsItem', target: 'notice', actions: ['cameFromHome', 'openItem'] },
      openCode: { target: 'showCode', actions: 'openCode' },
    },
  }),
  theme: state({
    on: {
      back: 'home',
      openItem: { guard: 'knowsItem', target: 'notice', actions: 'openItem' },
      /** A new catalogue without it: nothing is left to show here. */
      world: [{ guard: 'themeIsGone', target: 'home', actions: 'setWorld' }, { actions: 'setWorld' }],
    },
  }),
  search: state({
    on: {
      back: 'home',
      search: { actions: 'search' },
      openItem: { guard: 'knowsItem', target: 'notice', actions: 'openItem' },
    },
  }),
  notice: state({
    on: {
      back: [
        { guard: 'cameFromTheme', target: 'theme' },
        { guard: 'cameFromSearch', target: 'search' },
        { guard: 'cameFromMine', target: 'mine' },
        { target: 'home' },
      ],
      begin: [
        { guard: and(['mayBegin', 'asksIdentity']), target: 'faceConsent' },
        { guard: and(['mayBegin', 'identified']), target: 'preparing' },
        { guard: 'mayBegin', target: 'identify' },
      ],
    },
  }),
  mine: state({
    id: 'mine',
    on: {
      back: 'home',
      openItem: { guard: 'knowsItem', target: 'notice', actions: 'openItem' },
      printMine: { guard: 'mayCollect', target: 'result', actions: 'collect' },
    },
  }),
});
