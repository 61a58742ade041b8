import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** One sentence an issue: which field, what it is, what is expected. Values are not repeated; they may be secret. */
export function issueSentences(issues: readonly Issue[], source: unknown): string[] {
  return issues.flatMap((issue) => sentences(issue, source));
}

/** Texts with control characters, which no setting has and no path can hold. */
export function spoiltTexts(json: unknown, at: readonly PropertyKey[] = []): string[] {
  if (typeof json === 'string')
    return /\p{Cc}/u.test(json) ? [`${fieldName(at)} must not hold control characters; write it anew.`] : [];
  if (Array.isArray(json)) return json.flatMap((one, index) => spoiltTexts(one, [...at, index]));
  if (typeof json === 'object' && json !== null)
    return Object.entries(json).flatMap(([key, one]) => spoiltTexts(one, [...at, key]));
  return [];
}

function sentences(issue: Issue, source: unknown): string[] {
  const field = fieldName(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(
        (key) => `${fieldName([...issue.path, key])} is not a known setting; remove it or correct its name.`,
      );
    case 'invalid_type':
      if (valueAt(source, issue.path) === undefined)
        return [`${field} is missing; it must be ${expectedType(issue.expected)}.`];
      return [`${field} must be ${expectedType(issue.expected)}.`];
    case 'invalid_value':
      return [`${field} must be ${oneOf(issue.values)}.`];
    case 'invalid_union':
      return [`${field} must be ${unionExpectation(issue)}.`];
    case 'too_small':
      return [`${field} must be ${amount(issue.origin, 'at least', Number(issue.minimum))}.`];
    case 'too_big':
      return [`${field} must be ${amount(issue.origin, 'at most', Number(issue.maximum))}.`];
    case 'invalid_format':
      return [`${field} ${formatExpectation(issue)}.`];
    case 'custom':
      return [`${field} ${issue.message}.`];
    default:
      return [`${field} is not valid: ${issue.message}.`];
  }
}

const fieldName = (path: readonly PropertyKey[]) =>
  path.length === 0
    ? 'The file'
    : path
        .map((part) => (typeof part === 'number' ? `[${part}]` : String(part)))
        .join('.')
        .replaceAll('.[', '[');

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a group of settings in { }',
  array: 'a list in [ ]',
};
const expectedType = (expected: string) => TYPES[expected] ?? `of type ${expected}`;

const oneOf = (values: readonly unknown[]) => {
  const shown = values.map((value) => JSON.stringify(value));
  return shown.length === 1 ? `${shown[0]}` : `one of ${shown.join(', ')}`;
};

/** Unions of the schema are lists of allowed values, or told apart by one field; anything else names what each branch expects. */
function unionExpectation(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  if ('options' in issue && Array.isArray(issue.options)) return oneOf(issue.options);
  const values = issue.errors.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
  return values.length > 0 ? oneOf(values) : 'one of the allowed forms';
}

function amount(origin: string, bound: string, limit: number): string {
  if (origin === 'string') return `${bound} ${limit} character${limit === 1 ? '' : 's'} long`;
  if (origin === 'array') return `a list of ${bound} ${limit}`;
  return `${bound} ${limit}`;
}

function formatExpectation(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  if (issue.message.startsWith('must ')) return issue.message;
  if (issue.format === 'url') return 'must be an address that starts with https://';
  return issue.pattern === undefined ? `must be a valid ${issue.format}` : `must match ${issue.pattern}`;
}

function valueAt(source: unknown, path: readonly PropertyKey[]): unknown {
  let value = source;
  for (const part of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}
