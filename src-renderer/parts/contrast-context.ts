import { createContext } from 'react';

/** High contrast is a wish of the person at the screen; it ends with the session. */
export const ContrastContext = createContext<{ on: boolean; toggle: () => void }>({
  on: false,
  toggle: () => undefined,
});
