import { createElement, type ReactNode } from 'react';
import { prerenderToNodeStream } from 'react-dom/static';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command } from '../../src-main/contract/commands.ts';
import type { Snapshot } from '../../src-main/contract/snapshot.ts';
import { startSession, type TestSession, walks } from '../../src-main/terminal/session/session.test-kit.ts';
import { CameraDesk } from '../camera/camera-desk.ts';
import { CameraDeskContext } from '../camera/desk-context.ts';
import { TerminalContext } from '../connection/terminal-context.ts';
import { HelpOverlay } from '../parts/help-overlay.tsx';
import { LeaveOverlay } from '../parts/leave-overlay.tsx';
import { LanguageContext } from '../words/use-words.ts';
import { CurrentScreen } from './current-screen.tsx';

interface Drawn {
  readonly isDisabled?: boolean;
  readonly onPress: () => void;
  readonly children?: ReactNode;
}
const drawn = vi.hoisted((): { buttons: Drawn[] } => ({ buttons: [] }));

// Every button of the page is this one (`parts/press.tsx`).
vi.mock('react-aria-components/Button', () => ({
  Button: (button: Drawn) => {
    drawn.buttons.push(button);
    return createElement('button', { type: 'button', disabled: button.isDisabled }, button.children);
  },
}));
// Drawn without a browser: a store is asked once.
vi.mock('react', async (original) => ({
  ...(await original<object>()),
  useSyncExternalStore: (_: unknown, now: () => unknown) => now(),
}));

const never = () => {
  throw new Error('no camera is opened to draw a screen');
};
const desk = new CameraDesk({ tell: never, open: never, labels: never, work: never, now: () => 0 });

/** What a press of each button that can be pressed would say to the terminal. */
async function said(snapshot: Snapshot, page: ReactNode): Promise<{ commands: Command[]; exits: boolean }> {
  drawn.buttons = [];
  const commands: Command[] = [];
  const press = (command: Command) => void commands.push(command);
  const { prelude } = await prerenderToNodeStream(
    <LanguageContext value={snapshot.language}>
      <TerminalContext value={{ snapshot, press, stream: press }}>
        <CameraDeskContext value={desk}>{page}</CameraDeskContext>
      </TerminalContext>
    </LanguageContext>,
  );
  let html = '';
  for await (const chunk of prelude) html += String(chunk);
  for (const { isDisabled, onPress } of drawn.buttons) if (isDisabled !== true) onPress();
  return { commands, exits: html.includes('data-icon="exit"') };
}

/** Taken by others than the session's machine, whatever its state. */
const elsewhere: readonly Command['type'][] = ['callStaff'];

async function refused(session: TestSession): Promise<string[]> {
  const snapshot = session.view();
  const page = await said(snapshot, <CurrentScreen />);
  const sheets = [<HelpOverlay key="help" onClose={() => undefined} />];
  // Asked before something is lost; the page itself shows that by its door alone.
  if (page.exits) sheets.push(<LeaveOverlay key="leave" onStay={() => undefined} />);
  const all = [...page.commands];
  for (const sheet of sheets) all.push(...(await said(snapshot, sheet)).commands);
  return all
    .filter((command) => !elsewhere.includes(command.type) && !session.state().can(command))
    .map((command) => command.type);
}

beforeEach(() => {
  vi.stubGlobal('requestIdleCallback', () => 0);
});

describe('every button that is shown is taken', () => {
  const begun = Object.entries(walks).filter(([phase]) => phase !== 'starting');
  it.each(begun)('%s', async (_, walk) => {
    const session = startSession();
    walk(session);
    expect(await refused(session)).toEqual([]);
    // A wait that takes long shows more.
    session.wait(11_000);
    expect(await refused(session)).toEqual([]);
  });
});
