/** What is wrong with a JSON text, where (an index into it), as the end of a sentence that names no value of it. */
export interface JsonFlaw {
  readonly at: number;
  readonly what: string;
  /** A parser takes it, and loses something. */
  readonly parses: boolean;
}

/** No setting lies deeper than six. */
const DEEPEST = 32;
/** RFC 8259: one token, behind white space. A key or text may not hold control characters. */
const TOKEN =
  /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/uy;

type Wanted = 'value' | 'value or ]' | 'key' | 'key or }' | ':' | ', or }' | ', or ]' | 'end';
const WORDS: Readonly<Record<Wanted, string>> = {
  value: 'a value',
  'value or ]': 'a value or ]',
  key: 'a name in double quotes (no comma before a closing bracket)',
  'key or }': 'a name in double quotes or }',
  ':': 'a colon',
  ', or }': 'a comma or }',
  ', or ]': 'a comma or ]',
  end: 'the end of the file',
};

const dotted = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

interface Open {
  readonly path: string;
  /** Null in a list. */
  readonly names: Set<string> | null;
  name: string;
  index: number;
}

/**
 * Walks over a text once and says the first thing that a parser would refuse, in words for people: V8's message has no place
 * for most mistakes, and quotes the text, which may hold a key. Also what a parser takes in silence: a name that stands
 * twice in one group, of which the first is lost.
 */
export function jsonFlaw(text: string): JsonFlaw | null {
  const open: Open[] = [];
  let wanted: Wanted = 'value';
  TOKEN.lastIndex = 0;
  const afterValue = (): Wanted => {
    const inside = open.at(-1);
    return inside === undefined ? 'end' : inside.names === null ? ', or ]' : ', or }';
  };
  for (;;) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    const at = from + (/^[ \t\n\r]*/.exec(text.slice(from))?.[0].length ?? 0);
    if (token === null) {
      if (at >= text.length && wanted === 'end') return null;
      return { at, what: odd(text, at, wanted), parses: false };
    }
    const [, mark, string, scalar] = token;
    const inside = open.at(-1);
    const isValue = wanted === 'value' || wanted === 'value or ]';
    if (string !== undefined && (wanted === 'key' || wanted === 'key or }') && inside?.names) {
      // A name may be written with escapes.
      const name = String(JSON.parse(string));
      if (inside.names.has(name))
        return { at, what: `${dotted(inside.path, name)} stands there twice; remove one`, parses: true };
      inside.names.add(name);
      inside.name = name;
      wanted = ':';
    } else if (isValue && (string !== undefined || scalar !== undefined)) wanted = afterValue();
    else if (isValue && (mark === '{' || mark === '[')) {
      if (open.length >= DEEPEST)
        return { at, what: `groups lie in each other more than ${DEEPEST} deep`, parses: true };
      const path =
        inside === undefined
          ? ''
          : inside.names === null
            ? `${inside.path}[${inside.index}]`
            : dotted(inside.path, inside.name);
      open.push({ path, names: mark === '{' ? new Set() : null, name: '', index: 0 });
      wanted = mark === '{' ? 'key or }' : 'value or ]';
    } else if (mark === ':' && wanted === ':') wanted = 'value';
    else if (mark === ',' && inside && (wanted === ', or }' || wanted === ', or ]')) {
      inside.index += 1;
      wanted = inside.names === null ? 'value' : 'key';
    } else if (
      (mark === '}' && (wanted === 'key or }' || wanted === ', or }')) ||
      (mark === ']' && (wanted === 'value or ]' || wanted === ', or ]'))
    ) {
      open.pop();
      wanted = afterValue();
    } else return { at, what: odd(text, at, wanted), parses: false };
  }
}

/** What stands where something else should: never the text itself, but for what everybody's fingers do. */
function odd(text: string, at: number, wanted: Wanted): string {
  if (text.trim() === '') return 'it is empty';
  if (at >= text.length) return 'it ends too early';
  const rest = text.slice(at, at + 2);
  if (rest === '//' || rest === '/*' || rest.startsWith('#')) return 'JSON has no comments';
  if (/^['‘’“”]/.test(rest)) return 'a name or text stands between straight double quotes';
  if (rest.startsWith('"')) {
    const line = text.slice(at).split('\n', 1)[0] ?? '';
    if (wanted !== ', or }' && wanted !== ', or ]' && wanted !== ':' && wanted !== 'end')
      return /\\/.test(line)
        ? 'a text is not closed or has a wrong \\: write \\\\ for one'
        : 'a text is not closed on its line';
  }
  return `${WORDS[wanted]} is expected here`;
}
