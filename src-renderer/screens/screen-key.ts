import type { Screen, Snapshot } from '../../src-main/contract/snapshot.ts';
import { unreachable } from '../format/unreachable.ts';

/** What makes a screen another one: local drafts, page numbers and focus live exactly as long as this stays. */
export function screenKey({ screen, session }: Snapshot): string {
  return `${session === null ? 'nobody' : 'session'}/${screen.name}/${subject(screen)}`;
}

function subject(screen: Screen): string {
  switch (screen.name) {
    case 'theme':
      return screen.theme.id;
    case 'field':
      return `${screen.item.code}/${screen.field.id}`;
    case 'notice':
    case 'faceConsent':
    case 'faceCheck':
    case 'form':
    case 'promise':
    case 'review':
    case 'submitting':
      return screen.item.code;
    case 'scan':
      return screen.material['zh-CN'];
    case 'result':
      return screen.caseNumber;
    case 'problem':
      return screen.code;
    case 'identify':
    case 'preparing':
      return screen.item?.code ?? '';
    case 'rating':
      return String(screen.thanks);
    case 'takeCard':
      return `${screen.forgotten}/${screen.cards.join()}`;
    case 'showCode':
      return String(screen.phase === 'answered');
    case 'starting':
    case 'attract':
    case 'home':
    case 'search':
    case 'mine':
    case 'farewell':
    case 'recovered':
    case 'outOfService':
    case 'serviceAccess':
    case 'diagnostics':
      return '';
    default:
      return unreachable(screen);
  }
}
