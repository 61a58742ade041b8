import { useSyncExternalStore } from 'react';
import { CHINA_ZONE } from '../../src-main/contract/china-time.ts';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { HeadsetLine } from '../keypad/headset-line.tsx';
import { clock, clockTime } from '../parts/clock.ts';
import { LanguageActions } from '../parts/language-actions.tsx';
import { NoticeLine } from '../parts/notice-line.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { Action, Press } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './attract.module.css';
import type { ScreenProps } from './screen-props.ts';

/** Clock, place, what can be done right now. The whole stage is one door; languages and care mode are doors too. */
export function Attract({ screen }: ScreenProps<'attract'>) {
  const { snapshot, press } = useTerminal();
  const { t, say, language } = useWords();
  const now = useSyncExternalStore(clock.subscribe, clock.minute);
  const time = clockTime(now, language);
  const date = new Intl.DateTimeFormat(language, {
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    timeZone: CHINA_ZONE,
  }).format(now);
  return (
    <div className={styles.screen} data-near={snapshot.cabinet?.someoneNear ?? undefined}>
      <main className={styles.main}>
        <div className={styles.lines}>
          <NoticeLine notices={snapshot.notices} />
          <HeadsetLine />
        </div>
        <Press className={styles.door} onPress={() => press({ type: 'start' })} label={t('attract.touch')}>
          <span className={styles.drift}>
            <span className={styles.when}>
              <h1 className={styles.place}>
                <Phrases text={say(snapshot.site.name)} />
              </h1>
              <time className={styles.time}>{time}</time>
              <span className={styles.date}>{date}</span>
            </span>
            <span className={styles.what}>
              <span className={styles.can}>{t('attract.can')}</span>
              {screen.canDo.map((line) => (
                <span key={line['zh-CN']} className={styles.line}>
                  <Icon name="check" />
                  <Phrases text={say(line)} />
                </span>
              ))}
              {snapshot.elder ? null : (
                <span className={styles.count}>
                  <Phrases text={t('attract.count', { available: screen.availableCount, total: screen.totalCount })} />
                </span>
              )}
            </span>
            <span className={styles.touch}>{t('attract.touch')}</span>
          </span>
        </Press>
      </main>
      <nav className={styles.doors} aria-label={t('attract.language')}>
        <LanguageActions />
        <Action
          tone="quiet"
          icon="letters"
          text={t(snapshot.elder ? 'attract.standard' : 'attract.elder')}
          onPress={() => press({ type: 'setElder', elder: !snapshot.elder })}
        />
      </nav>
    </div>
  );
}
