import type { CatalogueDocument } from '../../src-main/contract/catalogue.ts';
import type { RuleSet } from '../decision/rule-schema.ts';
import type { DocumentTemplate } from '../documents/template-schema.ts';

export type LoadedCatalogue = {
  document: CatalogueDocument;
  /** The newest version of each rule set, by id. */
  ruleSets: Map<string, RuleSet>;
  /** Every version, by `id@version`: old cases keep being explained by the version that decided them. */
  ruleSetVersions: Map<string, RuleSet>;
  templates: Map<string, DocumentTemplate>;
};

/** Something one file of the catalogue says about another and that is not so. */
export type ReferenceProblem = { file: string; field: string; message: string };
