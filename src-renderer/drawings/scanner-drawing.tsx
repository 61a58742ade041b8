import styles from './scanner-drawing.module.css';

/** A receipt with its code held before the scanner's window: the light is on while it looks. */
export function ScannerDrawing({ label, lit }: { label: string; lit: boolean }) {
  return (
    <svg className={styles.drawing} viewBox="0 0 580 360" role="img" aria-label={label} data-lit={lit}>
      <path d="M300 40h210v280H300z" />
      <path className={styles.window} d="M330 130h150v100H330z" />
      <path className={styles.beam} d="M330 150 212 120M330 210 212 240" />
      <g className={styles.paper}>
        <path d="M60 56h140v238l-14-10-14 10-14-10-14 10-14-10-14 10-14-10-14 10-14-10-14 10z" />
        <path d="M84 88h92M84 112h64" />
        <path className={styles.code} d="M92 150h28v28H92zM140 150h28v28h-28zM92 198h28v28H92z" />
        <path className={styles.code} d="M140 198h10v10M168 198v14h-10M140 226h10M162 226h6" />
      </g>
    </svg>
  );
}
