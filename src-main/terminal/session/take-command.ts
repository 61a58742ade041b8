import type { ActorRefFrom } from 'xstate';
import type { Command } from '../../contract/commands.ts';
import type { SessionMachine } from './machine.ts';

/**
 * Hands a person's command to the session. False where the current state does not list it: then nothing happened, not
 * even to the idle clock. A command that was taken counts as a touch.
 */
export function takeCommand(
  session: Pick<ActorRefFrom<SessionMachine>, 'getSnapshot' | 'send'>,
  command: Command,
): boolean {
  if (command.type !== 'touched') {
    if (!session.getSnapshot().can(command)) return false;
    session.send(command);
  }
  session.send({ type: 'touched' });
  return true;
}
