import type { Item } from '../../src-main/contract/catalogue.ts';
import { pathsOfCondition } from '../decision/paths.ts';
import type { Operand } from '../decision/rule-schema.ts';
import { placeholderForms, placeholderPattern } from '../documents/placeholders.ts';
import type { Block, DocumentTemplate } from '../documents/template-schema.ts';
import type { ReferenceProblem } from './loaded-catalogue.ts';
import { columnsOf, factProblem, rowProblems } from './path-references.ts';

const ownPlaceholders = new Set(['issuedAt', 'caseNumber']);

/** What a template says about forms, bases and its own grid that is not so. */
export function checkTemplate(template: DocumentTemplate, items: readonly Item[]): ReferenceProblem[] {
  const problem = (field: string, message: string) => ({ file: `documents/${template.id}.json`, field, message });
  if (items.length === 0) return [problem('id', 'no item prints this template')];
  return template.blocks.flatMap((block, index) =>
    items.flatMap((item) => blockProblems(block, item)).map((message) => problem(`blocks.${index}`, message)),
  );
}

/** Every card, form and shared path a template looks at. */
export function pathsOfTemplate(template: DocumentTemplate): string[] {
  return [...new Set(template.blocks.flatMap(pathsOfBlock))];
}

function blockProblems(block: Block, item: Item): string[] {
  const problems = pathsOfBlock(block).flatMap((path) => {
    const message = factProblem(path, item);
    return message === null ? [] : [`${path}: ${message}`];
  });
  if (block.when !== undefined) problems.push(...rowProblems(block.when));
  for (const { path, form } of placeholdersOf(block)) {
    if (form !== undefined && !placeholderForms.some((known) => known === form)) problems.push(`no form |${form}`);
    const field = item.form.find(({ id }) => path === `form.${id}`);
    if (form === 'option' && field?.options?.some(({ year }) => year !== undefined))
      problems.push(`{${path}|option} has labels that change with the year`);
  }
  const list = listOf(block);
  const columns = list === null ? null : columnsOf(list);
  if (list !== null && columns === null) problems.push(`${list} is no list`);
  for (const { path } of placeholdersOf(block).filter(({ path }) => path.startsWith('row.'))) {
    if (columns?.includes(path.slice(4)) !== true) problems.push(`{${path}} names no column of the table's list`);
  }
  if (block.kind !== 'table') return problems;
  if (block.where !== undefined && columns?.includes(block.where.column) !== true) {
    problems.push(`${block.list} has no column ${block.where.column}`);
  }
  const width = block.columns.reduce((sum, column) => sum + column.width, 0);
  if (width !== 24) problems.push(`column widths add up to ${width}, not 24`);
  return problems;
}

function pathsOfBlock(block: Block): string[] {
  const conditions = block.when === undefined ? [] : pathsOfCondition(block.when);
  const named = placeholdersOf(block)
    .map(({ path }) => path)
    .filter((path) => !path.startsWith('row.') && !ownPlaceholders.has(path));
  if (block.kind === 'facts' && block.row !== undefined) {
    return [...conditions, ...named, block.row.list, ...pathOfOperand(block.row.id)];
  }
  if (block.kind !== 'table') return [...conditions, ...named];
  const bounds = [block.where?.from, block.where?.to].flatMap(pathOfOperand);
  return [...conditions, ...named, block.list, ...bounds];
}

function listOf(block: Block): string | null {
  if (block.kind === 'table') return block.list;
  return block.kind === 'facts' && block.row !== undefined ? block.row.list : null;
}

function pathOfOperand(operand: Operand | undefined): string[] {
  return operand === undefined ? [] : pathsOfCondition({ op: 'exists', left: operand });
}

function placeholdersOf(block: Block): Array<{ path: string; form: string | undefined }> {
  return textsOf(block).flatMap((text) =>
    [...text.matchAll(placeholderPattern)].map((match) => ({ path: match[1] ?? '', form: match[2] })),
  );
}

function textsOf(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
      return Object.values(block.text);
    case 'facts':
      return block.rows.map((row) => row.value);
    case 'table':
      return [...block.columns.map((column) => column.value), ...Object.values(block.caption)];
    case 'notes':
      return block.items.flatMap((item) => Object.values(item));
  }
}
