/** Colour themes of `tokens.css`. */
export type ThemeName = 'day' | 'night' | 'contrast';

/** A dim lobby from ten to six, unless the person asked for high contrast. `hour` 0–23. */
export function themeAt(hour: number, contrast: boolean): ThemeName {
  if (contrast) return 'contrast';
  return hour >= 22 || hour < 6 ? 'night' : 'day';
}
