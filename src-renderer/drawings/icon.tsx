import styles from './icon.module.css';

/** One drawn family: 48×48, round ends, strokes of one width whatever the size. */
const strokes = {
  back: ['M30 10 16 24l14 14'],
  forward: ['M18 10l14 14-14 14'],
  down: ['M10 18l14 14 14-14'],
  up: ['M10 30l14-14 14 14'],
  exit: ['M28 8H10v32h18', 'M20 24h20', 'M33 16l8 8-8 8'],
  help: ['M24 42a18 18 0 1 1 0-36 18 18 0 0 1 0 36z', 'M18.5 19a5.5 5.5 0 1 1 8 5c-1.7 1-2.5 2-2.5 4', 'M24 34v.5'],
  check: ['M10 25l9 10 19-22'],
  close: ['M12 12l24 24', 'M36 12 12 36'],
  search: ['M21 35a14 14 0 1 1 0-28 14 14 0 0 1 0 28z', 'M31 31l10 10'],
  person: ['M24 23a8 8 0 1 1 0-16 8 8 0 0 1 0 16z', 'M8 42c1-10 7-14 16-14s15 4 16 14'],
  edit: ['M9 39l2-9L32 9l7 7-21 21-9 2z', 'M27 14l7 7'],
  eye: ['M4 24c5-9 12-13 20-13s15 4 20 13c-5 9-12 13-20 13S9 33 4 24z', 'M24 30a6 6 0 1 1 0-12 6 6 0 0 1 0 12z'],
  eyeClosed: ['M4 20c5 8 12 12 20 12s15-4 20-12', 'M11 29l-4 5', 'M24 32v7', 'M37 29l4 5'],
  attention: ['M24 7 4 41h40L24 7z', 'M24 19v11', 'M24 35.5v.5'],
  stopped: ['M24 42a18 18 0 1 1 0-36 18 18 0 0 1 0 36z', 'M11.5 11.5l25 25'],
  phone: ['M10 8h8l4 10-6 4c2 5 5 8 10 10l4-6 10 4v8c0 2-2 3-4 3C20 40 8 28 7 12c0-2 1-4 3-4z'],
  clock: ['M24 42a18 18 0 1 1 0-36 18 18 0 0 1 0 36z', 'M24 14v11l8 5'],
  globe: ['M24 42a18 18 0 1 1 0-36 18 18 0 0 1 0 36z', 'M6 24h36', 'M24 6c7 6 7 30 0 36', 'M24 6c-7 6-7 30 0 36'],
  letters: ['M5 39 16 9l11 30', 'M9 29h14', 'M30 39l7-18 7 18', 'M32.5 33h9'],
  erase: ['M16 10h27v28H16L5 24z', 'M23 19l10 10', 'M33 19 23 29'],
  card: [
    'M5 11h38v26H5z',
    'M11 30c0-5 2-7 5.5-7s5.5 2 5.5 7',
    'M16.5 22a3.5 3.5 0 1 1 0-7 3.5 3.5 0 0 1 0 7z',
    'M28 19h9',
    'M28 27h9',
  ],
  paper: ['M11 5h18l9 9v29H11z', 'M29 5v9h9', 'M17 23h15', 'M17 31h15'],
  receipt: ['M12 5h24v38l-4-3-4 3-4-3-4 3-4-3-4 3z', 'M18 15h12', 'M18 23h12', 'M18 31h7'],
  printer: ['M13 18V6h22v12', 'M13 34H6V18h36v16h-7', 'M13 28h22v14H13z'],
  saved: ['M6 12h14l4 5h18v24H6z', 'M16 29l6 6 10-11'],
  home: ['M6 23 24 8l18 15', 'M11 20v21h26V20', 'M20 41V29h8v12'],
  contrast: [
    'M24 42a18 18 0 1 1 0-36 18 18 0 0 1 0 36z',
    'M24 6v36',
    'M24 13l11 0',
    'M24 20h17',
    'M24 28h17',
    'M24 35h11',
  ],
  grid: ['M8 8h13v13H8z', 'M27 8h13v13H27z', 'M8 27h13v13H8z', 'M27 27h13v13H27z'],
  medical: [
    'M24 42C10 33 5 26 5 18c0-6 4-10 9.5-10 4 0 7.5 2 9.5 6 2-4 5.5-6 9.5-6C39 8 43 12 43 18c0 8-5 15-19 24z',
    'M24 18v12',
    'M18 24h12',
  ],
  transport: [
    'M10 8h28v28H10z',
    'M10 25h28',
    'M15 36v5',
    'M33 36v5',
    'M16 30.5h2',
    'M30 30.5h2',
    'M10 14H6v7',
    'M38 14h4v7',
    'M24 8v17',
  ],
  approval: ['M18 24c2-4-1-6-1-10a7 7 0 0 1 14 0c0 4-3 6-1 10', 'M9 24h30v9H9z', 'M9 41h30'],
  code: ['M7 7h12v12H7z', 'M29 7h12v12H29z', 'M7 29h12v12H7z', 'M29 29h4v4', 'M41 29v6h-5', 'M29 41h4', 'M38 41h3'],
  headset: ['M8 30v-6a16 16 0 0 1 32 0v6', 'M8 27h7v13H8z', 'M33 27h7v13h-7z'],
  undo: ['M16 10 7 19l9 9', 'M7 19h21c8 0 13 4 13 11s-5 10-11 10h-8'],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof strokes;

export function Icon({ name, size = 'normal' }: { name: IconName; size?: 'small' | 'normal' | 'big' }) {
  return (
    <svg className={styles[size]} viewBox="0 0 48 48" aria-hidden="true" focusable="false" data-icon={name}>
      {strokes[name].map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
