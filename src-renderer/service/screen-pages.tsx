import { useState } from 'react';
import { Action, Press } from '../parts/press.tsx';
import { useWords } from '../words/use-words.ts';
import type { PageProps } from './page-props.ts';
import styles from './screen-pages.module.css';
import { ServicePage } from './service-page.tsx';

const COLOURS = ['white', 'black', 'red', 'green', 'blue', 'grey'] as const;

/** Plain colours over the whole screen: dead dots, stripes and dark corners show. A touch goes on. */
export function DisplayPage({ act }: PageProps<'display'>) {
  const { t } = useWords();
  const [index, setIndex] = useState(-1);
  const colour = COLOURS[index];
  if (colour !== undefined)
    return (
      <Press
        className={`${styles.full} ${styles[colour]}`}
        label={t('service.display.next')}
        onPress={() => setIndex(index + 1)}
      />
    );
  return (
    <ServicePage
      title={t('service.page.display')}
      lead={t(index < 0 ? 'service.display.lead' : 'service.display.judge')}
      actions={
        index < 0 ? (
          <Action tone="main" text={t('service.test.start')} onPress={() => setIndex(0)} />
        ) : (
          <>
            <Action
              tone="main"
              text={t('service.test.yes')}
              onPress={() => act({ act: 'screenTest', what: 'display', passed: true })}
            />
            <Action
              tone="stop"
              text={t('service.test.no')}
              onPress={() => act({ act: 'screenTest', what: 'display', passed: false })}
            />
          </>
        )
      }
    />
  );
}

/** Every field of the grid has to feel a finger. */
export function TouchPage({ page, act }: PageProps<'touch'>) {
  const { t } = useWords();
  const [felt, setFelt] = useState<readonly number[]>([]);
  const count = page.columns * page.rows;
  const fields = Array.from({ length: count }, (_, index) => index + 1);
  const all = felt.length === count;
  return (
    <ServicePage
      title={t('service.page.touch')}
      lead={t(all ? 'service.touch.all' : 'service.touch.lead', { felt: felt.length, count })}
      actions={
        <>
          <Action
            tone="main"
            text={t('service.touch.finish')}
            isDisabled={!all}
            onPress={() => act({ act: 'screenTest', what: 'touch', passed: true })}
          />
          <Action
            tone="stop"
            text={t('service.touch.dead')}
            onPress={() => act({ act: 'screenTest', what: 'touch', passed: false })}
          />
        </>
      }
    >
      <div className={styles.grid} data-columns={page.columns}>
        {fields.map((field) => (
          <Press
            key={field}
            className={felt.includes(field) ? `${styles.field} ${styles.felt}` : styles.field}
            label={t('service.touch.field', { field })}
            chosen={felt.includes(field)}
            onPress={() => setFelt(felt.includes(field) ? felt : [...felt, field])}
          />
        ))}
      </div>
    </ServicePage>
  );
}
