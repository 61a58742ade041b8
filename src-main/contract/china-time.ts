/**
 * Civil time of the People's Republic: UTC+8 all year, no summer time since 1992. What is printed, shown and numbered goes
 * by it, whatever zone the machine's own system was set up with: one case, one date on all its papers.
 */
const OFFSET_MS = 8 * 60 * 60 * 1000;

/** The same for `Intl`. */
export const CHINA_ZONE = 'Asia/Shanghai';

/** A date whose UTC fields are the fields of China's clock. */
export const inChina = (at: Date): Date => new Date(at.getTime() + OFFSET_MS);

/** The calendar day in China, `YYYY-MM-DD`. */
export const chinaDate = (at: Date): string => inChina(at).toISOString().slice(0, 10);

/** `YYYY-MM-DD HH:mm` in China. */
export const chinaTime = (at: Date): string => inChina(at).toISOString().slice(0, 16).replace('T', ' ');
