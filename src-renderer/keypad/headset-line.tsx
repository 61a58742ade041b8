import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { Phrases } from '../parts/phrases.tsx';
import styles from '../parts/status-strip.module.css';
import { useWords } from '../words/use-words.ts';
import { Speech, systemVoices } from './speech.ts';

/** One for the page: voices belong to the browser. */
export const speech = new Speech(typeof window === 'undefined' ? null : systemVoices(window));

/** A headset is plugged in: says whether this machine can speak into it, and how the keys work. */
export function HeadsetLine() {
  const { snapshot } = useTerminal();
  const { t, language } = useWords();
  if (snapshot.cabinet?.headset !== true) return null;
  return (
    <p className={styles.notice} role="status">
      <Icon name="headset" size="small" />
      <span className={styles.noticeText}>
        <Phrases text={t(speech.can(language) ? 'headset.speaks' : 'headset.silent')} />
      </span>
    </p>
  );
}
