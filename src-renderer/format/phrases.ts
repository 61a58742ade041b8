/**
 * Where a line of Chinese may end. Browsers may break between any two characters, which tears words apart (就｜医); only for
 * Japanese do they know better (`word-break: auto-phrase`). ICU's dictionary cuts words, this list corrects it where it is wrong.
 */
const KNOWN = [
  '公积金',
  '不动产',
  '身份证',
  '社保卡',
  '医保卡',
  '读卡区',
  '读卡器',
  '出纸口',
  '小票口',
  '扫码口',
  '摄像头',
  '打印机',
  '工作人员',
  '一次',
  '一个',
  '工作日',
  '审批表',
  '拍摄台',
  '参保',
  '社保',
  '医保',
  '证明',
  '权益',
  '缴费',
  '缴存',
  '纳税',
  '完税',
  '就医',
  '异地',
  '居民',
  '无房',
  '有房',
  '销户',
  '网点',
  '关爱',
  '小票',
  '凭条',
  '联网',
  '断网',
  '自治区',
  '自治州',
  '自治县',
  '样例',
];
const KNOWN_AT = new RegExp(`(${KNOWN.toSorted((one, other) => other.length - one.length).join('|')})`, 'u');

/** Belong to the word before them; any other single character leads on to what comes after it. */
const BEHIND = new Set('的地得了着过们吗呢吧啊里上下中内外前后时起口区卡证号码市省县州街路镇乡村楼栋层室年月日元');

/** A clause this short is not torn where a whole clause may go to the next line. In characters. */
const WHOLE = 10;

const HAN = /\p{Script=Han}/u;
/** A number and the measure that waits for what is counted. */
const COUNTED = /\p{N}\s?\p{Script=Han}$/u;
const WORDLIKE = /[\p{L}\p{N}]/u;
/** Ends with what one draws breath at. */
const CLAUSES = /[^，、。；：！？…·]*(?:[，、。；：！？…·]+[”’」』）》〉】]*\s*|$)/gu;

let cutter: Intl.Segmenter | undefined;

function words(clause: string): string[] {
  cutter ??= new Intl.Segmenter('zh', { granularity: 'word' });
  const found: string[] = [];
  for (const [index, part] of clause.split(KNOWN_AT).entries()) {
    // `split` keeps what it found at the odd places.
    if (index % 2 === 1) found.push(part);
    else for (const { segment } of cutter.segment(part)) found.push(segment);
  }
  return found.filter((word) => word !== '');
}

const edges = (word: string): readonly [string, string] => {
  const letters = Array.from(word);
  return [letters[0] ?? '', letters.at(-1) ?? ''];
};

/** May a line end between the two, of which the second is followed by `next`? At anything else than letters the browser knows. */
function apart(before: string, word: string, next: string | undefined, alone: boolean): boolean {
  const [, end] = edges(before);
  const [start] = edges(word);
  if (!WORDLIKE.test(end) || !WORDLIKE.test(start)) return false;
  if (!HAN.test(end) && !HAN.test(start)) return false;
  // A number stays with what it counts, and a date in one piece.
  if (/\p{N}/u.test(end) || (/\p{N}/u.test(start) && '第年月'.includes(end))) return false;
  if (alone) return false;
  if (word.length > 1 || !HAN.test(word)) return true;
  return !BEHIND.has(word) && next !== undefined && WORDLIKE.test(edges(next)[0]);
}

function pieces(clause: string): string[] {
  const cut = words(clause);
  const made: string[] = [];
  let before: string | undefined;
  /** The word before is one character that leads on to the next. */
  let leads = false;
  for (const [index, word] of cut.entries()) {
    const piece: string = made.at(-1) ?? '';
    const alone: boolean = leads && (piece.length === 1 || COUNTED.test(piece));
    const breaks: boolean = before !== undefined && apart(before, word, cut[index + 1], alone);
    if (breaks || made.length === 0) made.push(word);
    else made.push(`${made.pop() ?? ''}${word}`);
    leads = word.length === 1 && HAN.test(word) && (breaks || made.at(-1) === word || !BEHIND.has(word));
    before = word;
  }
  return made;
}

/** The pieces of a text that stay on one line each where there is room. Joined they are the text but for no-break spaces. */
export function phrases(text: string): readonly string[] {
  if (!HAN.test(text)) return [text];
  const joined = text.replace(/(?<=\p{N}) (?=\p{Script=Han})|(?<=第) (?=\p{N})| (?=·)/gu, '\u00a0');
  const clauses = (joined.match(CLAUSES) ?? []).filter((clause) => clause !== '');
  return clauses.flatMap((clause) =>
    clauses.length > 1 && Array.from(clause).length <= WHOLE ? [clause] : pieces(clause),
  );
}
