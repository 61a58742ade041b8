import styles from './desk-drawing.module.css';

/** The document camera above its mat, drawn as the machine is; quiet, because it does nothing now. */
export function DeskDrawing({ label }: { label: string }) {
  return (
    <svg className={styles.drawing} viewBox="0 0 580 400" role="img" aria-label={label}>
      <path d="M40 340h500l-46-92H86z" />
      <path d="M196 318l16-52h156l16 52z" />
      <path d="M232 286h90M228 302h120" />
      <path d="M470 340v16h54v-16M497 248V70q0-30-30-30H330" />
      <path d="M250 22h80v36h-80zM268 58v14h44V58" />
      <path className={styles.view} d="M276 84l-72 150M304 84l72 150" />
    </svg>
  );
}
