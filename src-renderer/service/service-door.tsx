import { useState } from 'react';
import type { ServiceAccess } from '../../src-main/contract/diagnostics.ts';
import { useDeskView } from '../camera/desk-context.ts';
import { LivePicture } from '../camera/live-picture.tsx';
import { useTerminal } from '../connection/terminal-context.ts';
import type { IconName } from '../drawings/icon.tsx';
import { Mark, type MarkTone } from '../drawings/mark.tsx';
import { classes } from '../parts/classes.ts';
import { Keys } from '../parts/keys.tsx';
import { Note } from '../parts/note.tsx';
import { Phrases } from '../parts/phrases.tsx';
import { Action, Press } from '../parts/press.tsx';
import { StatusStrip } from '../parts/status-strip.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './service-door.module.css';

const STAFF_DIGITS = 8;

/** Of the moments when nothing can be typed. */
const marks = {
  locked: { tone: 'stopped', icon: 'stopped' },
  notSetUp: { tone: 'attention', icon: 'attention' },
  waiting: { tone: 'calm', icon: 'clock' },
  diskRefuses: { tone: 'stopped', icon: 'stopped' },
} as const satisfies Partial<Record<ServiceAccess['phase'], { tone: MarkTone; icon: IconName }>>;

/** Staff number, then the one-time code. The keys write into the marked line. */
export function ServiceDoor({ access }: { access: ServiceAccess }) {
  const { press } = useTerminal();
  const { t } = useWords();
  const badgeByCamera = useDeskView().wish?.task === 'readCode';
  const [staff, setStaff] = useState('');
  const [code, setCode] = useState('');
  const [line, setLine] = useState<'staff' | 'code'>('staff');
  const codeDigits = access.phase === 'answer' ? 8 : 6;
  const write = line === 'staff' ? setStaff : setCode;
  const limit = line === 'staff' ? STAFF_DIGITS : codeDigits;
  const ready = staff.length >= 4 && code.length === codeDigits;
  const enter = (): void => {
    press({ type: 'service', act: { act: 'enter', staff, code } });
    setCode('');
    setLine('code');
  };
  const { phase } = access;
  const mark = phase === 'code' || phase === 'answer' ? null : marks[phase];
  const closed = mark !== null;
  const slot = (name: 'staff' | 'code', value: string, shown: string) => (
    <Press
      className={line === name ? `${styles.slot} ${styles.chosen}` : styles.slot}
      onPress={() => setLine(name)}
      chosen={line === name}
      label={`${t(`service.door.${name}`)} ${value === '' ? t('service.door.empty') : t('service.door.digits', { count: value.length })}`}
    >
      <span className={styles.slotLabel}>{t(`service.door.${name}`)}</span>
      <span className={styles.slotValue}>{shown === '' ? '—' : shown}</span>
    </Press>
  );
  return (
    <div className={styles.page}>
      <StatusStrip />
      <main className={classes(styles.stage, closed && styles.closed)}>
        <div className={styles.head}>
          {mark === null ? null : <Mark {...mark} />}
          <h1 className={styles.title}>{t('service.door.title')}</h1>
          <p className={styles.lead}>
            <Phrases
              text={t(`service.door.lead.${badgeByCamera && access.phase === 'code' ? 'camera' : access.phase}`)}
            />
          </p>
          {access.challenge === null ? null : <p className={styles.challenge}>{access.challenge}</p>}
          {access.wrong && !closed ? (
            <Note tone="stopped">{t('service.door.wrong', { count: access.triesLeft })}</Note>
          ) : null}
          {access.lockedSecondsLeft === null ? null : (
            <p className={styles.locked}>
              {t('service.door.lockedFor', { count: Math.ceil(access.lockedSecondsLeft / 60) })}
            </p>
          )}
        </div>
        {badgeByCamera && !closed ? (
          <div className={styles.badge}>
            <LivePicture label={t('camera.seen')} />
          </div>
        ) : null}
        {closed ? null : (
          <div className={styles.entry}>
            {slot('staff', staff, staff)}
            {slot('code', code, '•'.repeat(code.length))}
            <Keys
              layout="digits"
              onKey={(key) => {
                write((value) => (value.length < limit ? value + key : value));
              }}
              onErase={() => write((value) => value.slice(0, -1))}
              onClear={() => write('')}
            />
          </div>
        )}
      </main>
      <footer className={styles.bar}>
        <Action
          tone="quiet"
          text={t('service.door.leave', { count: access.idleSecondsLeft })}
          onPress={() => press({ type: 'service', act: { act: 'leave' } })}
        />
        {closed ? null : (
          <>
            {access.phase === 'answer' ? null : (
              <Action
                tone="second"
                text={t('service.door.challenge')}
                onPress={() => press({ type: 'service', act: { act: 'challenge' } })}
              />
            )}
            <Action
              tone="main"
              text={line === 'staff' && code === '' ? t('service.door.next') : t('service.door.enter')}
              isDisabled={line === 'staff' && code === '' ? staff.length < 4 : !ready}
              onPress={() => (line === 'staff' && code === '' ? setLine('code') : enter())}
            />
          </>
        )}
      </footer>
    </div>
  );
}
