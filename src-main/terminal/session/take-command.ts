import type { ActorRefFrom } from 'xstate';
import type { Command } from '../../contract/commands.ts';
import type { SessionMachine } from './machine.ts';

/** What the page tells by itself: nobody's touch. */
const toldUnasked: ReadonlySet<Command['type']> = new Set(['camera', 'linesShown']);
export const isTouch = ({ type }: Command): boolean => !toldUnasked.has(type);

/**
 * Hands a command to the session. False where the current state does not list it: then nothing happened, not even to the
 * idle clock. A person's command that was taken counts as a touch.
 */
export function takeCommand(
  session: Pick<ActorRefFrom<SessionMachine>, 'getSnapshot' | 'send'>,
  command: Command,
): boolean {
  if (command.type !== 'touched') {
    if (!session.getSnapshot().can(command)) return false;
    session.send(command);
  }
  if (isTouch(command)) session.send({ type: 'touched' });
  return true;
}
