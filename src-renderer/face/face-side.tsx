import { useTerminal } from '../connection/terminal-context.ts';
import { unreachable } from '../format/unreachable.ts';
import { FaceCheck } from './face-check.tsx';
import { FaceConsent } from './face-consent.tsx';

/** The screens of comparing a face. Loaded only when an item asks: other citizens' pages stay light. */
export default function FaceSide() {
  const { screen } = useTerminal().snapshot;
  switch (screen.name) {
    case 'faceConsent':
      return <FaceConsent screen={screen} />;
    case 'faceCheck':
      return <FaceCheck screen={screen} />;
    default:
      return unreachable(screen as never);
  }
}
