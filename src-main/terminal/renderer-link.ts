import type { KeypadKey } from '../../drivers/contract/auxiliaries.ts';
import { type Channel, typedChannel } from '../channel/channel.ts';
import { type Command, rendererMessageSchema } from '../contract/commands.ts';
import type { Snapshot } from '../contract/snapshot.ts';
import type { TerminalMessage } from '../contract/terminal-messages.ts';

/** The page says the terminal is gone when it hears nothing for a second. */
const ALIVE_EVERY_MS = 500;

/** The one page that is shown. It is hostile by assumption: what it says is checked, what it gets is a snapshot. */
export function createRendererLink(options: {
  snapshot: () => Snapshot;
  onCommand: (command: Command) => void;
  onRefused: () => void;
  /** A page came in place of one that was there before. */
  onReplaced: () => void;
}) {
  let connected = 0;
  let page: { send(message: TerminalMessage): void; close(): void } | null = null;
  const alive = setInterval(() => page?.send({ kind: 'alive' }), ALIVE_EVERY_MS);
  return {
    connect(channel: Channel): void {
      page?.close();
      const typed = typedChannel<typeof rendererMessageSchema, TerminalMessage>(
        channel,
        rendererMessageSchema,
        options.onRefused,
      );
      page = typed;
      if (connected++ > 0) options.onReplaced();
      typed.onMessage(({ command }) => {
        if (page === typed) options.onCommand(command);
      });
      typed.onClose(() => {
        if (page === typed) page = null;
      });
      typed.send({ kind: 'snapshot', snapshot: options.snapshot() });
    },
    publish(): void {
      page?.send({ kind: 'snapshot', snapshot: options.snapshot() });
    },
    /** A key of the keypad, to the page that is shown. */
    key(key: KeypadKey): void {
      page?.send({ kind: 'key', key });
    },
    stop(): void {
      clearInterval(alive);
      page?.close();
    },
  };
}
