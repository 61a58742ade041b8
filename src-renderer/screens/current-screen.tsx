import { type ReactNode, useEffect, useRef } from 'react';
import type { Screen } from '../../src-main/contract/snapshot.ts';
import { Scan } from '../camera/scan.tsx';
import { useTerminal } from '../connection/terminal-context.ts';
import { unreachable } from '../format/unreachable.ts';
import { sideOf } from '../parts/side.tsx';
import { ServiceCorner } from '../service/service-corner.tsx';
import { Attract } from './attract.tsx';
import { Farewell } from './farewell.tsx';
import { FieldQuestion } from './field.tsx';
import { FormCheck } from './form.tsx';
import { Home } from './home.tsx';
import { Identify } from './identify.tsx';
import { Mine } from './mine.tsx';
import { NoticePage } from './notice.tsx';
import { OutOfService } from './out-of-service.tsx';
import { Preparing } from './preparing.tsx';
import { Problem } from './problem.tsx';
import { PromisePage } from './promise.tsx';
import { Rating } from './rating.tsx';
import { Recovered } from './recovered.tsx';
import { ResultPage } from './result.tsx';
import { Review } from './review.tsx';
import { screenKey } from './screen-key.ts';
import { Search } from './search.tsx';
import { ShowCode } from './show-code.tsx';
import { Opening } from './starting.tsx';
import { Submitting } from './submitting.tsx';
import { TakeCard } from './take-card.tsx';
import { ThemePage } from './theme.tsx';

const faceSide = sideOf(() => import('../face/face-side.tsx'));
const serviceSide = sideOf(() => import('../service/service-side.tsx'));

/** The screen of the newest snapshot. Only the id of the field just answered survives a change of screen. */
export function CurrentScreen() {
  const { snapshot } = useTerminal();
  const { screen } = snapshot;
  const lastField = useRef<string | null>(null);
  const answered = screen.name === 'form' ? lastField.current : null;
  useEffect(() => {
    if (screen.name === 'field') lastField.current = screen.field.id;
    else if (screen.name !== 'form') lastField.current = null;
  }, [screen]);
  useEffect(() => {
    if (screen.name !== 'attract') return;
    // Nobody waits now: later somebody would.
    const idle = requestIdleCallback(() => {
      faceSide.fetch();
      serviceSide.fetch();
    });
    return () => cancelIdleCallback(idle);
  }, [screen.name]);
  return <Keyed key={screenKey(snapshot)}>{draw(screen, answered)}</Keyed>;
}

function Keyed({ children }: { children: ReactNode }) {
  return children;
}

function draw(screen: Screen, answered: string | null): ReactNode {
  switch (screen.name) {
    case 'starting':
      return <Opening />;
    case 'attract':
      return (
        <>
          <Attract screen={screen} />
          <ServiceCorner />
        </>
      );
    case 'home':
      return <Home screen={screen} />;
    case 'theme':
      return <ThemePage screen={screen} />;
    case 'search':
      return <Search screen={screen} />;
    case 'notice':
      return <NoticePage screen={screen} />;
    case 'identify':
      return <Identify screen={screen} />;
    case 'faceConsent':
    case 'faceCheck':
      return <faceSide.Screens />;
    case 'preparing':
      return <Preparing screen={screen} />;
    case 'form':
      return <FormCheck screen={screen} answered={answered} />;
    case 'field':
      return <FieldQuestion screen={screen} />;
    case 'scan':
      return <Scan screen={screen} />;
    case 'promise':
      return <PromisePage screen={screen} />;
    case 'review':
      return <Review screen={screen} />;
    case 'submitting':
      return <Submitting screen={screen} />;
    case 'result':
      return <ResultPage screen={screen} />;
    case 'problem':
      return <Problem screen={screen} />;
    case 'mine':
      return <Mine screen={screen} />;
    case 'showCode':
      return <ShowCode screen={screen} />;
    case 'rating':
      return <Rating screen={screen} />;
    case 'takeCard':
      return <TakeCard screen={screen} />;
    case 'farewell':
      return <Farewell screen={screen} />;
    case 'recovered':
      return <Recovered screen={screen} />;
    case 'outOfService':
      return (
        <>
          <OutOfService screen={screen} />
          <ServiceCorner />
        </>
      );
    case 'serviceAccess':
    case 'diagnostics':
      return <serviceSide.Screens />;
    default:
      return unreachable(screen);
  }
}
