import { useState } from 'react';
import { daysIn, inRange, isoDay, isoMonth, parts, yearSpan } from '../format/calendar.ts';
import { formatDate } from '../format/value.ts';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import { today } from './clock.ts';
import styles from './date-picker.module.css';
import { Action, Press } from './press.tsx';

type DatePickerProps = {
  part: 'month' | 'date';
  /** YYYY, YYYY-MM or YYYY-MM-DD as far as chosen. */
  value: string;
  min: string | null;
  max: string | null;
  onPick: (value: string) => void;
};

const YEARS_AT_ONCE = 12;
const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

/** Year, then month, then day, each as big buttons; days outside the limits cannot be pressed. */
export function DatePicker({ part, value, min, max, onPick }: DatePickerProps) {
  const { t, language } = useWords();
  const { year, month, day } = parts(value);
  const span = yearSpan(min, max, Number(today().slice(0, 4)));
  const [asked, setAsked] = useState<'year' | 'month' | 'day'>(
    year === null ? 'year' : part === 'date' && month !== null ? 'day' : 'month',
  );
  const lastYear = Math.min(span.last, Math.max(span.first, year ?? Number(today().slice(0, 4))));
  const [until, setUntil] = useState(
    Math.min(span.last, Math.max(lastYear + Math.floor(YEARS_AT_ONCE / 3), span.first + YEARS_AT_ONCE - 1)),
  );
  const from = Math.max(span.first, until - YEARS_AT_ONCE + 1);

  const tile = (key: string, words: string, period: string, chosen: boolean, onPress: () => void) => (
    <Press
      key={key}
      className={classes(styles.tile, chosen && styles.chosen)}
      isDisabled={!inRange(period, min, max)}
      chosen={chosen}
      onPress={onPress}
    >
      {words}
    </Press>
  );
  const monthWords = (each: number): string =>
    language === 'en'
      ? (formatDate(isoMonth(2000, each), 'en').split(' ')[0] ?? '')
      : t('field.monthOf', { month: each });

  return (
    <div className={styles.picker}>
      <output className={styles.shown}>
        {value === ''
          ? '—'
          : year !== null && month === null
            ? t('field.yearOf', { year })
            : formatDate(value, language)}
      </output>
      <div className={styles.asked}>
        <h2>
          {t(asked === 'year' ? 'field.chooseYear' : asked === 'month' ? 'field.chooseMonth' : 'field.chooseDay')}
        </h2>
        {asked === 'year' ? null : (
          <Action tone="quiet" text={t('field.changeYear')} onPress={() => setAsked('year')} />
        )}
        {asked === 'day' ? (
          <Action tone="quiet" text={t('field.changeMonth')} onPress={() => setAsked('month')} />
        ) : null}
      </div>
      {asked === 'year' ? (
        <>
          <div className={styles.grid}>
            {range(from, Math.min(span.last, from + YEARS_AT_ONCE - 1)).map((each) =>
              tile(String(each), String(each), String(each), each === year, () => {
                onPick(String(each));
                setAsked('month');
              }),
            )}
          </div>
          {span.last - span.first < YEARS_AT_ONCE ? null : (
            <div className={styles.more}>
              <Action
                tone="quiet"
                icon="back"
                text={t('field.earlier')}
                isDisabled={from <= span.first}
                onPress={() => setUntil(Math.max(span.first + YEARS_AT_ONCE - 1, until - YEARS_AT_ONCE))}
              />
              <Action
                tone="quiet"
                iconAfter="forward"
                text={t('field.later')}
                isDisabled={until >= span.last}
                onPress={() => setUntil(Math.min(span.last, until + YEARS_AT_ONCE))}
              />
            </div>
          )}
        </>
      ) : null}
      {asked === 'month' && year !== null ? (
        <div className={styles.grid}>
          {range(1, 12).map((each) =>
            tile(String(each), monthWords(each), isoMonth(year, each), each === month, () => {
              onPick(isoMonth(year, each));
              if (part === 'date') setAsked('day');
            }),
          )}
        </div>
      ) : null}
      {asked === 'day' && year !== null && month !== null ? (
        <div className={classes(styles.grid, styles.days)}>
          {range(1, daysIn(year, month)).map((each) =>
            tile(String(each), String(each), isoDay({ year, month, day: each }), each === day, () =>
              onPick(isoDay({ year, month, day: each })),
            ),
          )}
        </div>
      ) : null}
    </div>
  );
}
