import { moneyInFen } from '../decision/evaluate.ts';
import type { Row } from '../decision/facts.ts';
import { isUnanswered, readList, readOperand, rowsBetween } from '../decision/facts.ts';
import type { Operand } from '../decision/rule-schema.ts';
import type { Flow } from './flow.ts';
import { bilingual, bilingualHeight, need, writeBilingual } from './flow.ts';
import { contentWidth, gridColumn, heightOf, ink, page, rule, styles, write } from './page.ts';
import { fill, formatMoney } from './placeholders.ts';
import type { TableBlock } from './template-schema.ts';

const padding = { x: 5, y: 3 };
type Column = TableBlock['columns'][number];

/** A table on the page's grid; its head is repeated on every page it runs over to. */
export function drawTable(flow: Flow, block: TableBlock): void {
  const { pdf } = flow;
  const rows = rowsOf(flow, block);
  const headHeight = heightOfHead(flow, block);
  const caption = bilingual(flow, block.caption);
  const captionHeight = bilingualHeight(pdf, caption, styles.caption, styles.labelEn, contentWidth);
  // A caption and head never stand alone at the foot of a page.
  need(flow, captionHeight + headHeight + 3 * rowHeight(flow, block, rows[0] ?? {}));
  flow.y += writeBilingual(pdf, caption, styles.caption, styles.labelEn, page.left, flow.y) + 4;
  drawHead(flow, block, headHeight);
  if (rows.length === 0) drawEmpty(flow, block);
  for (const row of rows) {
    const height = rowHeight(flow, block, row);
    if (need(flow, height)) drawHead(flow, block, headHeight);
    drawRow(flow, block, row, height);
  }
  if (rows.length > 0 && block.columns.some((column) => column.total)) drawTotals(flow, block, rows);
  rule(pdf, flow.y, ink.text, 0.8);
  flow.y += 14;
}

function rowsOf(flow: Flow, block: TableBlock): readonly Row[] {
  const { facts } = flow.context;
  const rows = readList(block.list, facts);
  if (isUnanswered(rows)) return [];
  if (block.where === undefined) return rows;
  const bound = (operand: Operand | undefined) => {
    const value = operand === undefined ? null : readOperand(operand, facts);
    return isUnanswered(value) ? null : value;
  };
  return rowsBetween(rows, block.where.column, bound(block.where.from), bound(block.where.to));
}

function drawHead(flow: Flow, block: TableBlock, height: number): void {
  const { pdf } = flow;
  pdf.rect(page.left, flow.y, contentWidth, height).fill(ink.faint);
  rule(pdf, flow.y, ink.text, 0.8);
  eachColumn(block, (column, x, width) => {
    writeBilingual(
      pdf,
      bilingual(flow, column.label),
      styles.head,
      styles.labelEn,
      x,
      flow.y + padding.y,
      width,
      column.align,
    );
  });
  flow.y += height;
  rule(pdf, flow.y, ink.text, 0.5);
}

function drawRow(flow: Flow, block: TableBlock, row: Row, height: number): void {
  eachColumn(block, (column, x, width) => {
    write(flow.pdf, cell(flow, column, row), styles.cell, x, flow.y + padding.y, width, column.align);
  });
  flow.y += height;
  rule(flow.pdf, flow.y, ink.line, 0.4);
}

function drawEmpty(flow: Flow, block: TableBlock): void {
  const text = bilingual(flow, block.empty);
  const height = bilingualHeight(flow.pdf, text, styles.cell, styles.labelEn, contentWidth) + 12;
  writeBilingual(flow.pdf, text, styles.cell, styles.labelEn, page.left, flow.y + 6, contentWidth, 'center');
  flow.y += height;
}

function drawTotals(flow: Flow, block: TableBlock, rows: readonly Row[]): void {
  const { pdf } = flow;
  const height = heightOf(pdf, '合', styles.cellBold, contentWidth) + 2 * padding.y;
  if (need(flow, height)) drawHead(flow, block, heightOfHead(flow, block));
  const label = flow.language === 'en' ? '合计 Total' : '合计';
  let first = true;
  eachColumn(block, (column, x, width) => {
    const text = column.total ? totalOf(flow, column, rows) : first ? label : '';
    first = false;
    write(pdf, text, styles.cellBold, x, flow.y + padding.y, width, column.align);
  });
  flow.y += height;
}

function totalOf(flow: Flow, column: Column, rows: readonly Row[]): string {
  const fen = rows.reduce((sum, row) => sum + (moneyInFen(cell(flow, column, row).replaceAll(',', '')) ?? 0), 0);
  return formatMoney(`${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`);
}

function heightOfHead(flow: Flow, block: TableBlock): number {
  let height = 0;
  eachColumn(block, (column, _x, width) => {
    height = Math.max(
      height,
      bilingualHeight(flow.pdf, bilingual(flow, column.label), styles.head, styles.labelEn, width),
    );
  });
  return height + 2 * padding.y;
}

function rowHeight(flow: Flow, block: TableBlock, row: Row): number {
  let height = 0;
  eachColumn(block, (column, _x, width) => {
    height = Math.max(height, heightOf(flow.pdf, cell(flow, column, row), styles.cell, width));
  });
  return height + 2 * padding.y;
}

function cell(flow: Flow, column: Column, row: Row): string {
  return fill(column.value, { ...flow.context, row }, 'zh-CN');
}

function eachColumn(block: TableBlock, visit: (column: Column, x: number, width: number) => void): void {
  let at = 0;
  for (const column of block.columns) {
    visit(column, page.left + at * gridColumn + padding.x, column.width * gridColumn - 2 * padding.x);
    at += column.width;
  }
}
