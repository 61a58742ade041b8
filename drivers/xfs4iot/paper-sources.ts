import type { Supply } from '../contract/index.ts';
import type { XfsStatus } from './payloads/common.ts';

/** From the worst level to the best: of several, the worst is the one that counts. */
export const WORST_FIRST: readonly Supply[] = ['jammed', 'out', 'low', 'unknown', 'full'];

/** `Capabilities.printer.paperSources`; null or absent: the service does not say what it has. */
export type PaperSources = Readonly<Record<string, boolean | null | undefined>>;

interface Paper {
  /** Null where the service tells of no paper. */
  readonly level: Supply | null;
  /** A source is empty and another one is not. */
  readonly emptySource: boolean;
}
export const NO_PAPER: Paper = { level: null, emptySource: false };

/** What the service tells of each source, but of those its capabilities deny: that (`unknown`, mostly) is no level of anything. */
const levelsIn = (status: XfsStatus, fitted: PaperSources): (readonly [source: string, level: Supply])[] =>
  Object.entries(status.printer?.paper ?? {}).flatMap(([source, level]) =>
    level && fitted[source] !== false ? [[source, level] as const] : [],
  );

/** `PrintNative.paperSource`: whichever the service takes. */
const ANY = 'any';

/** The named source, or all that are told: `out` only when every one of them is, else the worst of the others. */
export function paperOf(status: XfsStatus, source: string | null, fitted: PaperSources = {}): Paper {
  const told = levelsIn(status, fitted);
  if (source !== null && source !== ANY) {
    const [, level = 'unknown'] = told.find(([name]) => name === source) ?? [];
    return { level, emptySource: false };
  }
  const others = told.filter(([, one]) => one !== 'out');
  const level =
    WORST_FIRST.find((one) => others.some(([, other]) => other === one)) ?? (told.length > 0 ? 'out' : null);
  return { level, emptySource: others.length > 0 && others.length < told.length };
}

/** The sources a service says it has, by its capabilities or by a level it tells. */
const sourcesOf = (status: XfsStatus, fitted: PaperSources): readonly string[] => [
  ...new Set([
    ...Object.keys(fitted).filter((source) => fitted[source] === true),
    ...levelsIn(status, fitted).map(([source]) => source),
  ]),
];

/**
 * Which of the configured sources the service has not, by its capabilities. A level it tells adds a source and denies none: a
 * tray without a sensor has no level. One whose capabilities list no source speaks against none.
 */
export function wrongSources(
  configured: readonly string[],
  status: XfsStatus,
  fitted: PaperSources = {},
): readonly string[] {
  const lists = Object.values(fitted).includes(true);
  const sources = sourcesOf(status, fitted);
  const isMissing = (source: string) => lists && fitted[source] === undefined && !sources.includes(source);
  return configured.filter((source) => source !== ANY && (fitted[source] === false || isMissing(source)));
}

/** For a technician: what is configured, and what could be. Names of a form no vendor's text has. */
export function wrongSourceEvidence(wrong: readonly string[], status: XfsStatus, fitted: PaperSources = {}): string {
  const sources = sourcesOf(status, fitted).filter((source) => /^[A-Za-z0-9]{1,20}$/.test(source));
  const known = sources.length > 0 ? sources.toSorted().join(' ') : 'none';
  return `paperSource ${wrong.join(' ')} is not there, the service has: ${known}`;
}
