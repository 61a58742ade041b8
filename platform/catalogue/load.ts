import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import {
  catalogueDocumentSchema,
  identifierSchema,
  itemSchema,
  themesSchema,
} from '../../src-main/contract/catalogue.ts';
import type { RuleSet } from '../decision/rule-schema.ts';
import { ruleSetSchema } from '../decision/rule-schema.ts';
import { documentTemplateSchema } from '../documents/template-schema.ts';
import type { LoadedCatalogue } from './loaded-catalogue.ts';
import { CatalogueError, readData } from './read-data.ts';
import { checkReferences } from './references.ts';

const revisionSchema = z.strictObject({ revision: z.number().int().min(1), publishedAt: z.iso.datetime() });

/**
 * Reads `catalogue/` whole. Throws `CatalogueError` naming file and field at the first thing that is wrong:
 * a platform with a broken catalogue must not start.
 */
export function loadCatalogue(directory: string): LoadedCatalogue {
  const { revision, publishedAt } = readData(join(directory, 'revision.json'), revisionSchema);
  const items = readFolder(join(directory, 'items'), itemSchema, (item) => item.code);
  const versions = readFolder(join(directory, 'rules'), ruleSetSchema, (set) => `${set.id}.v${set.version}`);
  const templates = readFolder(join(directory, 'documents'), documentTemplateSchema, (template) => template.id);
  const catalogue: LoadedCatalogue = {
    document: catalogueDocumentSchema.parse({
      document: 'catalogue',
      revision,
      publishedAt,
      themes: readData(join(directory, 'themes.json'), themesSchema),
      featured: readData(join(directory, 'featured.json'), z.array(identifierSchema).max(8)),
      items,
    }),
    ruleSets: newestById(versions),
    ruleSetVersions: new Map(versions.map((set) => [`${set.id}@${set.version}`, set])),
    templates: new Map(templates.map((template) => [template.id, template])),
  };
  const [problem] = checkReferences(catalogue);
  if (problem !== undefined) throw new CatalogueError(join(directory, problem.file), problem.field, problem.message);
  return catalogue;
}

/**
 * The rule set an item is decided by on a day (`YYYY-MM-DD`): the newest version in force.
 * Undefined when none is in force.
 */
export function ruleSetFor(catalogue: LoadedCatalogue, id: string, day: string): RuleSet | undefined {
  return [...catalogue.ruleSetVersions.values()]
    .filter((set) => set.id === id && set.effectiveFrom <= day && (set.effectiveTo === null || day <= set.effectiveTo))
    .sort((a, b) => b.version - a.version)[0];
}

/** Every JSON file of a folder, in the order of its names; a file is named after what is in it. */
function readFolder<T>(folder: string, schema: z.ZodType<T>, nameOf: (entry: T) => string): T[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => {
      const file = join(folder, name);
      const entry = readData(file, schema);
      if (`${nameOf(entry)}.json` !== name) {
        throw new CatalogueError(file, 'file name', `must be ${nameOf(entry)}.json after what it holds`);
      }
      return entry;
    });
}

function newestById(versions: readonly RuleSet[]): Map<string, RuleSet> {
  const newest = new Map<string, RuleSet>();
  for (const set of versions) {
    const known = newest.get(set.id);
    if (known === undefined || known.version < set.version) newest.set(set.id, set);
  }
  return newest;
}
