import { useRef } from 'react';
import { useTerminal } from '../connection/terminal-context.ts';
import styles from './service-corner.module.css';

/** Touches that open the door, and the time they may take together. */
const TOUCHES = 5;
const WITHIN_MS = 4000;

/** The hidden corner for staff: nothing to see, nothing to hear, five touches. What it opens asks who is there. */
export function ServiceCorner() {
  const { press } = useTerminal();
  const touches = useRef<number[]>([]);
  const touched = (): void => {
    const now = performance.now();
    touches.current = [...touches.current.filter((at) => now - at < WITHIN_MS), now];
    if (touches.current.length < TOUCHES) return;
    touches.current = [];
    press({ type: 'openService' });
  };
  return <div aria-hidden="true" className={styles.corner} onPointerUp={touched} data-service-corner="" />;
}
