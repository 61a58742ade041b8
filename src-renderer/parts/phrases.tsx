import { Fragment } from 'react';
import { phrases } from '../format/phrases.ts';
import styles from './phrases.module.css';

/** Words whose lines end between phrases, never inside one. English breaks as it always does. */
export function Phrases({ text }: { text: string }) {
  return (
    <span className={styles.phrases}>
      {phrases(text).map((phrase, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text have nothing but their order.
        <Fragment key={index}>
          {index === 0 ? null : <wbr />}
          {phrase}
        </Fragment>
      ))}
    </span>
  );
}
