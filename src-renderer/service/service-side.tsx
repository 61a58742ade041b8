import { useTerminal } from '../connection/terminal-context.ts';
import { unreachable } from '../format/unreachable.ts';
import { DiagnosticsFrame } from './diagnostics-frame.tsx';
import { ServiceDoor } from './service-door.tsx';

/** Everything staff see. Loaded only when it is wanted: citizens' pages stay light. */
export default function ServiceSide() {
  const { screen } = useTerminal().snapshot;
  switch (screen.name) {
    case 'serviceAccess':
      return <ServiceDoor access={screen.access} />;
    case 'diagnostics':
      return <DiagnosticsFrame view={screen.view} />;
    default:
      return unreachable(screen as never);
  }
}
