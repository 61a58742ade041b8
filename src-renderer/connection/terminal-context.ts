import { createContext, useContext } from 'react';
import type { Command } from '../../src-main/contract/commands.ts';
import type { Snapshot } from '../../src-main/contract/snapshot.ts';

/** Everything a screen needs: the newest snapshot and a way to answer. */
export type Terminal = {
  snapshot: Snapshot;
  /** A press; double touches are swallowed. */
  press: (command: Command) => void;
  /** Follows keystrokes; never held back. */
  stream: (command: Command) => void;
};

export const TerminalContext = createContext<Terminal | null>(null);

export function useTerminal(): Terminal {
  const terminal = useContext(TerminalContext);
  if (terminal === null) throw new Error('useTerminal outside of a live terminal');
  return terminal;
}
