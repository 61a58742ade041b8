import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** What is wrong in the catalogue, where: for the person who wrote the file. */
export class CatalogueError extends Error {
  readonly file: string;
  /** Dotted path of the field, e.g. `form.3.label.en`; `file` when the file itself is the trouble. */
  readonly field: string;

  constructor(file: string, field: string, message: string) {
    super(`${file}: ${field}: ${message}`);
    this.name = 'CatalogueError';
    this.file = file;
    this.field = field;
  }
}

/** Reads one JSON file against its schema. Throws `CatalogueError`. */
export function readData<T>(file: string, schema: z.ZodType<T>): T {
  const result = schema.safeParse(parse(file));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new CatalogueError(file, issue?.path.join('.') || 'file', issue?.message ?? 'does not fit its schema');
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CatalogueError(file, 'file', error instanceof Error ? error.message : String(error));
  }
}
