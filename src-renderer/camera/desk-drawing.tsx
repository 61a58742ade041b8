import styles from './desk-drawing.module.css';

/** The document camera above its mat, drawn as the machine is: it looks down, or it is crossed out. */
export function DeskDrawing({ label, dead }: { label: string; dead: boolean }) {
  return (
    <svg className={styles.drawing} viewBox="20 10 540 356" role="img" aria-label={label} data-dead={dead}>
      <path d="M40 340h500l-46-92H86z" />
      <path d="M470 340v16h54v-16" />
      <path className={styles.line} d="M497 248V70q0-30-30-30H330" />
      <path className={styles.paper} d="M196 318l16-52h156l16 52z" />
      <path className={styles.line} d="M232 286h90M228 302h120" />
      <path className={styles.camera} d="M250 22h80v36h-80zM268 58v14h44V58" />
      <path className={styles.view} d="M276 84l-72 150M304 84l72 150" />
      <path className={styles.cross} d="M246 18l88 60M334 18l-88 60" />
    </svg>
  );
}
