import { unreachable } from '../../drivers/contract/index.ts';
import type { ScreenName } from '../../src-main/contract/snapshot.ts';
import type { FaceOf } from '../dock/faces.ts';
import type { DeviceName } from '../dock/machine.ts';
import type { PrinterAction } from '../dock/printer-panel.ts';

/** Words on a button or on the screen: a part of them, or a pattern where a part is not enough. */
export type Words = string | RegExp;

/** A screen of the session, or what stands in for it: while the terminal is away, and while it cannot be kept up. */
export type Seen = ScreenName | 'interrupted' | 'safe';

/** One thing a citizen, a technician or fate does, or one thing that must be seen. */
export type Act =
  /** Touches a button, turning pages to find it; null where the screen stays the same one. */
  | { readonly do: 'touch'; readonly button: Words; readonly to: ScreenName | null }
  | { readonly do: 'type'; readonly keys: string; readonly erasing: boolean }
  | { readonly do: 'sign' }
  | { readonly do: 'see'; readonly screen: Seen; readonly within: number }
  /** The screen comes by, however short: it is on the pictures of this story. */
  | { readonly do: 'glimpse'; readonly screen: ScreenName; readonly within: number }
  /** `turning` pages to find the words; otherwise they have to come to this page by themselves. */
  | { readonly do: 'read'; readonly words: Words; readonly turning: boolean; readonly within: number }
  | { readonly do: 'readNoMore'; readonly words: Words }
  /** The screen's headline is these words. */
  | { readonly do: 'title'; readonly words: string }
  | { readonly do: 'lay'; readonly person: string }
  | { readonly do: 'lift' }
  /** A social security card goes into its slot, or (null) is pulled. */
  | { readonly do: 'chip'; readonly person: string | null }
  /** So many papers of the case on the screen came out, and no more. */
  | { readonly do: 'takeReceipt'; readonly papers: number }
  /** Holds the code of the receipt that was printed last, read off its printed dots, before the scanner. */
  | { readonly do: 'scanReceipt' }
  /** Holds some other code there. */
  | { readonly do: 'scan'; readonly what: string; readonly text: string }
  | { readonly do: 'plug'; readonly device: DeviceName; readonly plugged: boolean }
  | { readonly do: 'printer'; readonly action: PrinterAction }
  /** How fast paper moves, 0 at once: a stop in the middle is then seen before the rest was sent. */
  | { readonly do: 'paperSpeed'; readonly millisecondsPerRow: number }
  | { readonly do: 'platform'; readonly running: boolean }
  /** The platform takes questions and answers none: of what it is asked, or only of what the registers know. */
  | { readonly do: 'platformSilent'; readonly about: 'anything' | 'registers' }
  | { readonly do: 'platformAnswers' }
  /** What the camera sees from now on: these people, or what lies on the desk. */
  | { readonly do: 'camera'; readonly sees: readonly FaceOf[] | 'desk' | 'page' }
  /** Touches the corner that staff know. */
  | { readonly do: 'serviceCorner' }
  /** Types what the code generator of a member of staff shows now. */
  | { readonly do: 'oneTimeCode'; readonly staff: string }
  /** The case on the screen reached the platform and was decided there. */
  | { readonly do: 'arrive'; readonly outcome: string }
  /** Once, or whenever it runs until the shell gives up and shows its safe page. */
  | { readonly do: 'killTerminal'; readonly again: boolean }
  /** Nothing of the person who was last here is on the screen, and (`destroyed`) the page that knew them is gone. */
  | { readonly do: 'forget' };

export interface Story {
  /** Short and made for file names. */
  readonly id: string;
  /** What it shows, for the table. */
  readonly title: string;
  /** Set where the machine is switched on for the first time and no platform is in reach; only the first story can. */
  readonly begins?: 'newMachine';
  readonly acts: readonly Act[];
}

const NORMAL_S = 20;

export const touch = (button: Words, to: ScreenName | null = null): Act => ({ do: 'touch', button, to });
export const see = (screen: Seen, within = NORMAL_S): Act => ({ do: 'see', screen, within });
export const glimpse = (screen: ScreenName, within = NORMAL_S): Act => ({ do: 'glimpse', screen, within });
export const read = (words: Words, within = NORMAL_S): Act => ({ do: 'read', words, turning: false, within });
export const find = (words: Words): Act => ({ do: 'read', words, turning: true, within: NORMAL_S });
export const readNoMore = (words: Words): Act => ({ do: 'readNoMore', words });
export const title = (words: string): Act => ({ do: 'title', words });
export const lay = (person: string): Act => ({ do: 'lay', person });
export const lift: Act = { do: 'lift' };
export const chip = (person: string | null): Act => ({ do: 'chip', person });
export const type = (keys: string): Act => ({ do: 'type', keys, erasing: false });
export const typeInstead = (keys: string): Act => ({ do: 'type', keys, erasing: true });
export const printer = (action: PrinterAction): Act => ({ do: 'printer', action });
export const scanReceipt: Act = { do: 'scanReceipt' };
export const scan = (what: string, text: string): Act => ({ do: 'scan', what, text });
export const camera = (sees: Extract<Act, { do: 'camera' }>['sees']): Act => ({ do: 'camera', sees });
export const takeReceipt: Act = { do: 'takeReceipt', papers: 1 };
export const forget: Act = { do: 'forget' };

const quote = (words: Words): string =>
  `“${words instanceof RegExp ? words.source.replaceAll(/^\^|\$$/g, '').replaceAll('\\', '') : words}”`;

/** The act as the table says it. */
export function sentence(act: Act): string {
  switch (act.do) {
    case 'touch':
      return `touches ${quote(act.button)}${act.to === null ? '' : ` → ${act.to}`}`;
    case 'type':
      return `types ${act.keys}`;
    case 'sign':
      return 'signs with a finger';
    case 'see':
      return `sees ${act.screen}`;
    case 'glimpse':
      return `sees ${act.screen} come by`;
    case 'read':
      return `reads ${quote(act.words)}`;
    case 'title':
      return `the headline is ${quote(act.words)}`;
    case 'readNoMore':
      return `no longer reads ${quote(act.words)}`;
    case 'lay':
      return `lays the card of ${act.person}`;
    case 'lift':
      return 'takes the card';
    case 'chip':
      return act.person === null
        ? 'pulls the social security card'
        : `inserts the social security card of ${act.person}`;
    case 'takeReceipt':
      return act.papers === 1 ? 'takes the receipt, printed once' : `takes ${act.papers} papers of the case, no more`;
    case 'scanReceipt':
      return 'holds the receipt to the scanner';
    case 'scan':
      return `holds ${act.what} to the scanner`;
    case 'plug':
      return `the ${act.device} is ${act.plugged ? 'plugged in' : 'unplugged'}`;
    case 'printer':
      return `receipt printer: ${act.action}`;
    case 'paperSpeed':
      return `receipt printer: ${act.millisecondsPerRow} ms a row`;
    case 'platform':
      return `the platform ${act.running ? 'comes back' : 'goes away'}`;
    case 'platformSilent':
      return `the platform takes questions${act.about === 'registers' ? ' about the registers' : ''} and answers none`;
    case 'platformAnswers':
      return 'the platform answers again';
    case 'camera':
      return seenByCamera(act.sees);
    case 'serviceCorner':
      return 'touches the hidden corner';
    case 'oneTimeCode':
      return `types the one-time code of ${act.staff}`;
    case 'arrive':
      return `the case reaches the platform: ${act.outcome}`;
    case 'killTerminal':
      return `the terminal process is killed (-9)${act.again ? ' whenever it starts' : ''}`;
    case 'forget':
      return 'nothing of the person is on the screen, their page is destroyed';
    default:
      return unreachable(act);
  }
}

function seenByCamera(sees: Extract<Act, { do: 'camera' }>['sees']): string {
  if (sees === 'desk') return 'nothing lies under the camera';
  if (sees === 'page') return 'a paper lies under the camera';
  return `${sees.join(' and ')} ${sees.length === 1 ? 'stands' : 'stand'} before the camera`;
}
