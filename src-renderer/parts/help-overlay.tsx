import { useContext } from 'react';
import { useTerminal } from '../connection/terminal-context.ts';
import { Icon } from '../drawings/icon.tsx';
import { unbroken } from '../format/value.ts';
import { useWords } from '../words/use-words.ts';
import { ContrastContext } from './contrast-context.ts';
import { LanguageActions } from './language-actions.tsx';
import styles from './overlay.module.css';
import { Overlay } from './overlay.tsx';
import { Phrases } from './phrases.tsx';
import { Action } from './press.tsx';
import { StaffCall } from './staff-call.tsx';

/** Troubles told one by one, the worst first. */
const LISTED = 3;
/** The phone number and the call for staff say the most: they leave room for less. */
const LISTED_BELOW_A_CALL = 2;

/** Local and always there: who to call, what one can do, and how to see better. */
export function HelpOverlay({ onClose }: { onClose: () => void }) {
  const { snapshot, press } = useTerminal();
  const { t, say } = useWords();
  const contrast = useContext(ContrastContext);
  const { site, elder, notices, help } = snapshot;
  const worstFirst = notices.toSorted(
    (one, other) => Number(other.severity === 'stopped') - Number(one.severity === 'stopped'),
  );
  const listed = help === undefined ? LISTED : LISTED_BELOW_A_CALL;
  return (
    <Overlay title={t('help.title')} wide>
      {help === undefined ? null : <StaffCall help={help} />}
      <p className={styles.phone}>
        <Icon name="phone" size="big" />
        <span>{site.helpPhone}</span>
      </p>
      <div className={styles.soft}>
        <p className={styles.terminal}>{t('common.terminal', { id: unbroken(site.terminalId) })}</p>
        <p>
          <Phrases text={t('help.phoneHint')} />
        </p>
      </div>
      <ul className={styles.list}>
        {worstFirst.slice(0, listed).map((notice) => (
          <li key={notice.id}>
            <Icon name={notice.severity} size="small" />
            <Phrases text={say(notice.text)} />
          </li>
        ))}
        {notices.length > listed ? (
          <li>
            <Icon name="attention" size="small" />
            {t('common.andMore', { count: notices.length - listed })}
          </li>
        ) : null}
        {(elder ? (['help.step1'] as const) : (['help.step1', 'help.step2', 'help.step3'] as const)).map((key) => (
          <li key={key}>
            <Icon name="check" size="small" />
            <Phrases text={t(key)} />
          </li>
        ))}
      </ul>
      <div className={styles.pair}>
        <Action
          tone="quiet"
          icon="letters"
          text={t(elder ? 'help.standard' : 'help.larger')}
          onPress={() => press({ type: 'setElder', elder: !elder })}
        />
        <Action
          tone="quiet"
          icon="contrast"
          text={t(contrast.on ? 'help.noContrast' : 'help.contrast')}
          onPress={contrast.toggle}
        />
        <LanguageActions />
      </div>
      <div className={styles.actions}>
        <Action tone="main" text={t('common.close')} onPress={onClose} />
      </div>
    </Overlay>
  );
}
