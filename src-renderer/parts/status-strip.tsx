import { useSyncExternalStore } from 'react';
import { useTerminal } from '../connection/terminal-context.ts';
import { HeadsetLine } from '../keypad/headset-line.tsx';
import { useWords } from '../words/use-words.ts';
import { clock, clockTime } from './clock.ts';
import { NoticeLine } from './notice-line.tsx';
import styles from './status-strip.module.css';

/** Place, person and time; trouble only when there is any. */
export function StatusStrip() {
  const { snapshot } = useTerminal();
  const { say, language } = useWords();
  const now = useSyncExternalStore(clock.subscribe, clock.minute);
  const time = clockTime(now, language);
  return (
    <header className={styles.strip}>
      <div className={styles.row}>
        <span className={styles.place}>{say(snapshot.site.name)}</span>
        {snapshot.session?.person ? <span className={styles.person}>{snapshot.session.person}</span> : null}
        <time className={styles.time}>{time}</time>
      </div>
      <NoticeLine notices={snapshot.notices} />
      <HeadsetLine />
    </header>
  );
}
