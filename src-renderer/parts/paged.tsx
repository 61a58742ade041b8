import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { pageOf, pageStarts } from '../format/pages.ts';
import { useWords } from '../words/use-words.ts';
import { classes } from './classes.ts';
import styles from './paged.module.css';
import { Action } from './press.tsx';

type PagedProps = {
  items: readonly { key: string; node: ReactNode }[];
  columns?: 1 | 2;
  /** One column more where the screen is wide. */
  wider?: boolean;
  /** Index of the thing to begin with, e.g. the first field with an issue. */
  startAt?: number;
  /** Changes when the list is another list: begins at the first page again. */
  of?: string;
  /** Told, once it was measured and with every turn, up to which thing the list has come on the screen: so many from the first. */
  onShown?: (to: number) => void;
};

/** `measured`: before that nobody knows whether one page is all. */
type Pages = { starts: number[]; chosen: number | null; measured: boolean };

/**
 * A list in pages with large buttons instead of a scroll bar. Lays everything out once, unseen, measures, and
 * shows as much as there is room for; measures again when the room, the language or the list changes.
 */
export function Paged({ items, columns = 1, wider = false, startAt = 0, of = '', onShown }: PagedProps) {
  const { t } = useWords();
  const room = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const buttons = useRef<HTMLDivElement>(null);
  const [pages, setPages] = useState<Pages>({ starts: [0], chosen: null, measured: false });
  const [shownOf, setShownOf] = useState(of);
  if (shownOf !== of) {
    setShownOf(of);
    setPages({ ...pages, chosen: null });
  }

  useLayoutEffect(() => {
    const frame = room.current;
    const measured = list.current;
    if (frame === null || measured === null) return;
    const measure = (): void => {
      const extents = [...measured.children].map((child) => {
        const { top, bottom } = child.getBoundingClientRect();
        return { top, bottom };
      });
      const whole = frame.getBoundingClientRect().height;
      const fits = pageStarts(extents, whole);
      const gap = Number.parseFloat(getComputedStyle(frame).rowGap) || 0;
      const starts =
        fits.length === 1
          ? fits
          : pageStarts(extents, whole - gap - (buttons.current?.getBoundingClientRect().height ?? 0));
      setPages((before) =>
        before.measured && before.starts.join() === starts.join() ? before : { ...before, starts, measured: true },
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(frame);
    observer.observe(measured);
    return () => observer.disconnect();
  });

  const last = pages.starts.length - 1;
  const page = Math.min(pages.chosen ?? pageOf(pages.starts, startAt), last);
  const { measured } = pages;
  const from = pages.starts[page] ?? 0;
  const to = pages.starts[page + 1] ?? items.length;
  useEffect(() => {
    if (measured) onShown?.(to);
  }, [measured, to, onShown]);
  const choose = (chosen: number): void => setPages({ ...pages, chosen });
  const grid = classes(styles.list, columns > 1 && styles.columns2, wider && styles.wider);
  return (
    <div className={styles.room} ref={room}>
      <div className={styles.measured} aria-hidden="true" inert>
        <ul className={grid} ref={list}>
          {items.map((item) => (
            <li key={item.key}>{item.node}</li>
          ))}
        </ul>
      </div>
      <ul className={grid}>
        {items.slice(from, to).map((item) => (
          <li key={item.key}>{item.node}</li>
        ))}
      </ul>
      <div className={classes(styles.buttons, last === 0 && styles.unseen)} ref={buttons} inert={last === 0}>
        <Action
          tone="quiet"
          icon="up"
          text={t('common.previous')}
          isDisabled={page === 0}
          onPress={() => choose(page - 1)}
        />
        <p className={styles.page} role="status">
          {t('common.page', { page: page + 1, pages: last + 1 })}
        </p>
        <Action
          tone="second"
          icon="down"
          text={t('common.more')}
          isDisabled={page === last}
          onPress={() => choose(page + 1)}
        />
      </div>
    </div>
  );
}
