import { evaluate } from '../decision/evaluate.ts';
import { isUnanswered, readList, readOperand } from '../decision/facts.ts';
import type { Flow } from './flow.ts';
import { bilingual, bilingualHeight, need, writeBilingual } from './flow.ts';
import { contentWidth, gridColumn, heightOf, ink, page, rule, styles, write } from './page.ts';
import type { FillContext } from './placeholders.ts';
import { fill } from './placeholders.ts';
import { drawTable } from './table.ts';
import type { Block, FactsBlock, NotesBlock, ParagraphBlock } from './template-schema.ts';

/** Draws one block, or nothing where its condition does not hold. */
export function drawBlock(flow: Flow, block: Block): void {
  if (block.when !== undefined && evaluate(block.when, flow.context.facts) !== 'yes') return;
  switch (block.kind) {
    case 'paragraph':
      drawParagraph(flow, block);
      break;
    case 'facts':
      drawFacts(flow, block);
      break;
    case 'table':
      drawTable(flow, block);
      break;
    case 'notes':
      drawNotes(flow, block);
      break;
  }
}

function drawParagraph(flow: Flow, block: ParagraphBlock): void {
  const text = bilingual(flow, block.text);
  // Two em spaces: the first line of a Chinese paragraph is indented by two characters.
  const indented = { ...text, zh: `\u3000\u3000${text.zh}` };
  const height = bilingualHeight(flow.pdf, indented, styles.body, styles.bodyEn, contentWidth);
  need(flow, height);
  flow.y += writeBilingual(flow.pdf, indented, styles.body, styles.bodyEn, page.left, flow.y) + 8;
}

const labelColumns = 4;
/** Where the second pair begins: the first value takes 15 characters, the longest name a card holds, on one line. */
const secondPair = 13;
const cellPadding = { x: 6, y: 4.5 };

type Pair = FactsBlock['rows'][number];

function drawFacts(flow: Flow, block: FactsBlock): void {
  const context = contextOfFacts(flow, block);
  if (context === null) return;
  const { pdf } = flow;
  for (const line of pairUp(block.rows)) {
    const wide = line.length === 1;
    const height = Math.max(
      ...line.map((pair, position) => pairHeight(flow, pair, context, valueWidth(wide, position))),
    );
    need(flow, height);
    const y = flow.y + cellPadding.y;
    for (const [position, pair] of line.entries()) {
      const x = page.left + position * secondPair * gridColumn;
      const valueX = x + labelColumns * gridColumn + cellPadding.x;
      pdf.rect(x, flow.y, labelColumns * gridColumn, height).fill(ink.faint);
      writeBilingual(
        pdf,
        bilingual(flow, pair.label),
        styles.label,
        styles.labelEn,
        x + cellPadding.x,
        y + 0.5,
        labelWidth,
      );
      write(pdf, factValue(flow, pair, context), styles.value, valueX, y, valueWidth(wide, position));
    }
    // After the fills, which would cover half of a line drawn before them.
    rule(pdf, flow.y, ink.line);
    rule(pdf, flow.y + height, ink.line);
    flow.y += height;
  }
  flow.y += 12;
}

/** The context with the block's row in it; null when that row is not there. */
function contextOfFacts(flow: Flow, block: FactsBlock): FillContext | null {
  if (block.row === undefined) return flow.context;
  const rows = readList(block.row.list, flow.context.facts);
  const id = readOperand(block.row.id, flow.context.facts);
  const row = isUnanswered(rows) ? undefined : rows.find((candidate) => candidate.id === id);
  return row === undefined ? null : { ...flow.context, row };
}

const labelWidth = labelColumns * gridColumn - 2 * cellPadding.x;

function valueWidth(wide: boolean, position: number): number {
  const columns = wide ? 24 : position === 0 ? secondPair : 24 - secondPair;
  return (columns - labelColumns) * gridColumn - 2 * cellPadding.x;
}

function pairHeight(flow: Flow, pair: Pair, context: FillContext, width: number): number {
  const label = bilingualHeight(flow.pdf, bilingual(flow, pair.label), styles.label, styles.labelEn, labelWidth);
  const value = heightOf(flow.pdf, factValue(flow, pair, context), styles.value, width);
  return Math.max(label, value) + 2 * cellPadding.y;
}

/** Values are the record's own words; only a choice of the form is known in English too. */
function factValue(flow: Flow, pair: Pair, context: FillContext): string {
  const chinese = fill(pair.value, context, 'zh-CN');
  if (flow.language !== 'en' || !pair.value.includes('|option}')) return chinese;
  return `${chinese} ${fill(pair.value, context, 'en')}`;
}

/** Two pairs to a line; a wide pair, or one left over, has a line to itself. */
function pairUp(rows: readonly Pair[]): Pair[][] {
  const lines: Pair[][] = [];
  for (const pair of rows) {
    const last = lines.at(-1);
    if (!pair.wide && last?.length === 1 && last[0]?.wide === false) last.push(pair);
    else lines.push([pair]);
  }
  return lines;
}

function drawNotes(flow: Flow, block: NotesBlock): void {
  const { pdf } = flow;
  for (const [index, item] of block.items.entries()) {
    const text = bilingual(flow, item);
    const width = contentWidth - 16;
    need(flow, bilingualHeight(pdf, text, styles.note, styles.noteEn, width));
    write(pdf, `${index + 1}.`, styles.note, page.left, flow.y, 16);
    flow.y += writeBilingual(pdf, text, styles.note, styles.noteEn, page.left + 16, flow.y, width) + 1;
  }
  flow.y += 8;
}
