import { useTerminal } from '../connection/terminal-context.ts';
import { Face } from '../drawings/face.tsx';
import { Mark } from '../drawings/mark.tsx';
import { Page } from '../parts/page.tsx';
import { Press } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import styles from './rating.module.css';
import type { ScreenProps } from './screen-props.ts';

const levels = [1, 2, 3, 4, 5] as const;

/** 好差评: five levels of the same size and colour, none chosen, one touch, may be skipped. */
export function Rating({ screen }: ScreenProps<'rating'>) {
  const { press } = useTerminal();
  const { t } = useWords();
  if (screen.thanks) {
    return (
      <Page
        moment
        mark={<Mark tone="calm" icon="check" />}
        title={t('rating.thanks')}
        lead={t('rating.thanksLead')}
        back={false}
        exit={false}
        main={{ text: t('rating.finish'), onPress: () => press({ type: 'exit' }) }}
      />
    );
  }
  return (
    <Page
      title={t('rating.title')}
      lead={t('rating.lead')}
      wide
      back={false}
      second={{ text: t('rating.skip'), iconAfter: 'forward', onPress: () => press({ type: 'skipRating' }) }}
    >
      <ul className={styles.levels}>
        {levels.map((level) => (
          <li key={level}>
            <Press className={styles.level} onPress={() => press({ type: 'rate', level })}>
              <Face level={level} />
              <span>{t(`rating.level${level}`)}</span>
            </Press>
          </li>
        ))}
      </ul>
    </Page>
  );
}
