import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { inChina } from '../src-main/contract/china-time.ts';
import { TerminalContext } from './connection/terminal-context.ts';
import type { LastKnown, TerminalLink } from './connection/terminal-link.ts';
import { themeAt } from './format/theme.ts';
import { clock } from './parts/clock.ts';
import { ContrastContext } from './parts/contrast-context.ts';
import { CurrentScreen } from './screens/current-screen.tsx';
import { Interrupted } from './screens/interrupted.tsx';
import { Opening } from './screens/starting.tsx';
import { LanguageContext } from './words/use-words.ts';

/** Draws what the link holds: a screen, or that the terminal is away. */
export function App({ link }: { link: TerminalLink }) {
  const state = useSyncExternalStore(link.subscribe, link.state);
  const now = useSyncExternalStore(clock.subscribe, clock.minute);
  const [contrast, setContrast] = useState(false);
  const live = state.kind === 'live' ? state.snapshot : null;
  const known: LastKnown =
    live !== null
      ? { language: live.language, elder: live.elder, helpPhone: live.site.helpPhone }
      : state.kind === 'interrupted'
        ? state.lastKnown
        : { language: 'zh-CN', elder: false, helpPhone: null };

  // The wish of one person ends with that person's session.
  const someone = live === null || live.session !== null;
  if (contrast && !someone) setContrast(false);

  /** Says to tests and to the dock which screen this is. */
  const shown = live?.screen.name ?? (state.kind === 'interrupted' ? 'interrupted' : 'opening');
  // Staff's room has small letters of its own: the wish of a citizen who stood here before ends at its door.
  const elder = known.elder && shown !== 'serviceAccess' && shown !== 'diagnostics';
  const theme = themeAt(inChina(new Date(now)).getUTCHours(), contrast);
  useEffect(() => {
    const { documentElement } = document;
    documentElement.lang = known.language;
    documentElement.dataset.elder = String(elder);
    documentElement.dataset.theme = theme;
    documentElement.dataset.screen = shown;
  }, [known.language, elder, theme, shown]);

  const terminal = useMemo(
    () => (live === null ? null : { snapshot: live, press: link.press, stream: link.stream }),
    [live, link],
  );
  const contrastWish = useMemo(() => ({ on: contrast, toggle: () => setContrast(!contrast) }), [contrast]);

  return (
    <LanguageContext value={known.language}>
      <ContrastContext value={contrastWish}>
        {terminal !== null ? (
          <TerminalContext value={terminal}>
            <CurrentScreen />
          </TerminalContext>
        ) : state.kind === 'interrupted' ? (
          <Interrupted helpPhone={known.helpPhone} />
        ) : (
          <Opening />
        )}
      </ContrastContext>
    </LanguageContext>
  );
}
