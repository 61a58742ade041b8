import type { IdCard, IdCardProgress } from '../../../drivers/contract/id-card.ts';
import type { Effect } from '../../../drivers/contract/index.ts';
import type { Identification } from '../../contract/catalogue.ts';
import type { CodeAnswer, CodeTrouble } from '../../contract/code-lookup.ts';
import type { Command } from '../../contract/commands.ts';
import type { FaceLook, Portrait, PortraitLack } from '../../contract/face.ts';
import type { MineResponse, PrefillResponse } from '../../contract/platform-api.ts';
import type { Paper } from '../../contract/snapshot.ts';
import type { LocalizedText } from '../../contract/text.ts';
import type { CardFailure, CodeFound, Outcome, Problem, Visit } from './visit.ts';
import type { Recovery, World } from './world.ts';

export type SessionEvent =
  | Command
  | { readonly type: 'world'; readonly world: World }
  /** Which card it was is told of a social security card; left out, it was the ID card. */
  | { readonly type: 'card.progress'; readonly progress: IdCardProgress; readonly way?: Identification }
  /** `portrait` only where it was asked for. */
  | {
      readonly type: 'card.read';
      readonly card: IdCard;
      readonly way?: Identification;
      readonly portrait?: Portrait | PortraitLack;
    }
  | { readonly type: 'face.looked'; readonly look: FaceLook }
  | { readonly type: 'face.failed'; readonly why: 'camera' | 'portrait' | 'broken' }
  | { readonly type: 'card.failed'; readonly reason: CardFailure; readonly way?: Identification }
  /** A card is in its reader that was there before anybody was asked for one: whose it is, nobody knows. */
  | { readonly type: 'card.stands'; readonly way: Identification }
  /** It is there no more, or never was. */
  | { readonly type: 'card.cleared'; readonly way: Identification }
  /** A chip card left its reader, at whatever time: the next one is another matter. */
  | { readonly type: 'chip.pulled' }
  | { readonly type: 'card.lies'; readonly cards: readonly Identification[] }
  | { readonly type: 'card.gone' }
  /** `cards`: whose readers could not tell; left out, none of them. */
  | { readonly type: 'card.unknown'; readonly cards?: readonly Identification[] }
  /** How the document camera's picture is, once a second; it failed; a page was cut out and lies on the shelf. */
  | { readonly type: 'scan.looked'; readonly trouble: 'dark' | 'frozen' | null }
  | { readonly type: 'scan.failed' }
  | { readonly type: 'scan.cut' }
  | { readonly type: 'code.found'; readonly found: CodeFound }
  | { readonly type: 'code.failed'; readonly trouble: CodeTrouble }
  | { readonly type: 'code.answered'; readonly answer: CodeAnswer }
  | { readonly type: 'prefilled'; readonly prefill: PrefillResponse }
  | { readonly type: 'mine.loaded'; readonly mine: MineResponse }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'submit.kept'; readonly caseNumber: string }
  | { readonly type: 'submit.phase'; readonly phase: Visit['submitPhase'] }
  | { readonly type: 'submitted'; readonly outcome: Outcome }
  | {
      readonly type: 'paper';
      readonly id: string;
      readonly state: Paper['state'];
      readonly explanation: LocalizedText | null;
      readonly mayRetry: boolean;
      /** What this attempt did, as far as the printer could prove. */
      readonly effect: Effect;
    }
  | { readonly type: 'papers.done' }
  /** A printer told what became of the papers of the last run. */
  | { readonly type: 'recovery.proved'; readonly paper: Pick<Recovery, 'paperUnknown' | 'paperProved'> }
  /** The page died and a fresh one took its place: whoever stands there now may be somebody else. */
  | { readonly type: 'page.lost' }
  /** Of the cabinet's board (`devices/cabinet.ts`). */
  | { readonly type: 'presence.left' | 'presence.back' | 'operator.called' | 'operator.gone' }
  /** Nobody touched the attract screen for the idle time. */
  | { readonly type: 'wishes.over' }
  /** Staff gave the screen back. */
  | { readonly type: 'service.left' };
