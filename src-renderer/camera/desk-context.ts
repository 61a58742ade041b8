import { createContext, useContext, useSyncExternalStore } from 'react';
import type { CameraDesk, DeskView } from './camera-desk.ts';

export const CameraDeskContext = createContext<CameraDesk | null>(null);

export function useCameraDesk(): CameraDesk {
  const desk = useContext(CameraDeskContext);
  if (desk === null) throw new Error('useCameraDesk outside of the app');
  return desk;
}

/** What the desk holds now; draws anew when it changes. */
export function useDeskView(): DeskView {
  const desk = useCameraDesk();
  return useSyncExternalStore(desk.subscribe, desk.view);
}
