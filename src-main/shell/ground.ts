/**
 * What the shell itself paints before and beside the page: the page's `--paper` and `--ink` by day
 * (`src-renderer/tokens.css`), so that no other colour ever flashes.
 */
export const PAPER = '#f7f5f0';
export const INK = '#14213a';
export const INK_SOFT = '#465064';
