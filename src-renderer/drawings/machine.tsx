import { classes } from '../parts/classes.ts';
import styles from './machine.module.css';

/** What the drawing shows happening. */
export type MachineAct =
  | 'still'
  | 'layCard'
  | 'cardSeen'
  | 'cardReading'
  | 'layAgain'
  | 'noCard'
  | 'readerDead'
  | 'takeCard'
  | 'receiptComing'
  | 'documentComing'
  | 'receiptReady'
  | 'receiptHeld'
  | 'documentReady'
  /** Nobody knows whether paper is there. */
  | 'receiptDoubtful'
  | 'documentDoubtful'
  | 'showCode'
  | 'scannerDead';

/**
 * What happens at the slot for chip cards, in the front edge of the shelf: not drawn where nobody speaks of it (`none`),
 * there beside what is spoken of (`waits`), or acting.
 */
export type MachineChip = 'none' | 'waits' | 'insert' | 'seen' | 'reading' | 'again' | 'refused' | 'take' | 'dead';

/** The whole machine, or only its front below the screen where paper comes out. */
const views = { whole: '70 10 580 700', front: '70 346 580 362' } as const;

type MachineProps = {
  act: MachineAct;
  chip?: MachineChip;
  label: string;
  still: boolean;
  view?: keyof typeof views;
};

/**
 * This machine, drawn from the front: screen above, shelf with the reader (left) and the scan window (right),
 * the slot for chip cards in the shelf's
 * edge, receipt slot and A4 outlet below. One drawing for every act; the acting part is strong, the rest is quiet.
 */
export function Machine({ act, chip = 'none', label, still, view = 'whole' }: MachineProps) {
  return (
    <svg
      className={classes(styles.machine, still && styles.still)}
      viewBox={views[view]}
      role="img"
      aria-label={label}
      data-act={act}
      data-chip={chip}
    >
      <g className={styles.quiet}>
        {view === 'front' ? null : (
          <>
            <rect className={styles.body} x="150" y="20" width="420" height="330" rx="22" />
            <rect x="180" y="50" width="360" height="270" rx="8" />
            <path d="M216 112h150M216 152h240M216 192h196" />
            <rect x="216" y="236" width="132" height="48" rx="12" />
          </>
        )}
        <path className={styles.body} d="M150 350h420l62 116H88z" />
        <path className={styles.body} d="M88 466h544v34H88z" />
        <path className={styles.body} d="M118 500h484v200H118z" />
      </g>

      <g className={styles.scanner}>
        <path className={styles.scanWindow} d="M432 384h92l18 50H440z" />
        <path className={styles.scanLines} d="M452 396v26M466 396v26M474 396v26M490 396v26M502 396v26M512 396v26" />
        <path className={styles.scanBeam} d="M440 380 422 330M524 380l18-50" />
        <path className={styles.scanCross} d="M446 378l84 62M530 378l-84 62" />
      </g>
      <g className={styles.coded}>
        <path className={styles.codedPaper} d="M418 170h128v160l-16-8-16 8-16-8-16 8-16-8-16 8-16-8-16 8z" />
        <path d="M442 192h80M442 212h48" />
        <path className={styles.code} d="M448 236h26v26h-26zM490 236h26v26h-26zM448 278h26v26h-26z" />
        <path className={styles.code} d="M490 278h10v10M516 278v12M490 304h8M508 304h8" />
      </g>

      <g className={styles.reader}>
        <path className={styles.readerArea} d="M186 380h158l-8 62H162z" />
        <path className={styles.waves} d="M216 366c22-9 76-9 98 0" />
      </g>

      <g className={styles.slots}>
        <rect className={styles.receiptSlot} x="158" y="532" width="144" height="14" rx="7" />
        <rect className={styles.documentSlot} x="346" y="562" width="220" height="18" rx="9" />
      </g>

      <svg x="158" y="539" width="144" height="160" viewBox="158 539 144 160" aria-hidden="true">
        <g className={styles.receipt}>
          <path d="M172 539h116v106l-14-8-15 8-14-8-15 8-15-8-14 8-15-8-14 8z" />
          <path d="M190 562h58M190 584h78M190 606h46" />
        </g>
      </svg>
      <path className={styles.arrowDown} d="M324 586v78M302 642l22 22 22-22" />
      <svg x="346" y="571" width="220" height="140" viewBox="346 571 220 140" aria-hidden="true">
        <g className={styles.document}>
          <path d="M362 571h188v112H362z" />
          <path d="M386 598h90M386 622h140M386 646h118" />
        </g>
      </svg>

      <g className={styles.card}>
        <path className={styles.cardBody} d="M208 388h122l-5 46H192z" />
        <path d="M222 424c2-10 8-13 13-13s10 3 10 13" />
        <circle cx="236" cy="403" r="6" />
        <path d="M268 402h42M264 418h42" />
      </g>
      <g className={styles.chip}>
        <svg x="400" y="486" width="200" height="140" viewBox="400 486 200 140" aria-hidden="true">
          <g className={styles.chipCard}>
            <rect className={styles.chipBody} x="434" y="446" width="132" height="92" rx="10" />
            <path d="M456 520h88" />
            <rect className={styles.chipContact} x="484" y="460" width="32" height="28" rx="5" />
          </g>
        </svg>
        <rect className={styles.chipSlot} x="418" y="476" width="164" height="14" rx="7" />
        <path className={styles.chipIn} d="M500 672v-54M476 642l24-24 24 24" />
        <path className={styles.chipOut} d="M500 614v56M476 646l24 24 24-24" />
        <path className={styles.chipBar} d="M430 462h140" />
        <path className={styles.chipBarMoving} d="M430 462h80" />
        <path className={styles.chipCross} d="M458 500l84 52M542 500l-84 52" />
      </g>
      <path className={styles.bar} d="M192 450h144" />
      <path className={styles.barMoving} d="M192 450h84" />
      <path className={styles.arrowUp} d="M264 336v-62M240 296l24-24 24 24" />
      <path className={styles.cross} d="M222 378l84 72M306 378l-84 72" />
    </svg>
  );
}
