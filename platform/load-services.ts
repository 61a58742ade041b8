import { randomBytes } from 'node:crypto';
import { unprintable } from '../drivers/fonts/print-fonts.ts';
import { loadCatalogue, ruleSetFor } from './catalogue/load.ts';
import type { LoadedCatalogue } from './catalogue/loaded-catalogue.ts';
import { CatalogueError } from './catalogue/read-data.ts';
import { decide } from './decision/decide.ts';
import { makeCheckCode, parseCheckCode } from './documents/check-code.ts';
import { renderDocument } from './documents/render.ts';
import type { Services } from './services.ts';
import { baseNames } from './shared-data/base-schema.ts';
import { createSharedData, lookupAll } from './shared-data/bases.ts';
import { prefill } from './shared-data/prefill.ts';
import { StartRefused } from './start-error.ts';

/**
 * The platform's own business: the catalogue of a directory, the reference bases, the rule engine, the documents.
 *
 * @throws StartRefused when the catalogue is broken.
 */
export function loadServices(catalogueDirectory: string): Services {
  const catalogue = load(catalogueDirectory);
  const bases = createSharedData();
  return {
    catalogue: catalogue.document,
    prefill: (item, card) => prefill(item, card, bases),
    decide: async ({ submission, item, today }) => {
      const ruleSet = ruleSetFor(catalogue, item.ruleSet, today);
      if (ruleSet === undefined) throw new Error(`no version of rule set ${item.ruleSet} is in force on ${today}`);
      const shared = await lookupAll(bases, submission.card);
      const {
        outcome,
        reasons,
        dueDate,
        ruleSet: used,
      } = decide({
        submission,
        item,
        ruleSet,
        shared,
        today,
        unprintable: unprintable(JSON.stringify([submission.card, submission.form, shared])),
      });
      return {
        decision: { outcome, reasons, dueDate, ruleSet: used },
        draw: ({ template: id, title, issuedAt, checkCode, verifyUrl }) => {
          const template = catalogue.templates.get(id);
          if (template === undefined) throw new Error(`the catalogue has no document template ${id}`);
          return renderDocument({
            template,
            item,
            submission,
            shared,
            checkCode,
            verifyUrl,
            issuedAt: issuedAt.toISOString(),
            documentTitle: title,
          });
        },
      };
    },
    makeCheckCode: () => makeCheckCode(randomBytes),
    normaliseCheckCode: (typed) => {
      const parsed = parseCheckCode(typed);
      return parsed.ok ? parsed.code : '';
    },
    setBasesUnavailable: (names) => {
      for (const base of baseNames) bases.setAvailable(base, !names.includes(base));
    },
  };
}

function load(directory: string): LoadedCatalogue {
  try {
    return loadCatalogue(directory);
  } catch (error) {
    if (error instanceof CatalogueError) throw new StartRefused(error.message);
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new StartRefused(`--catalogue: there is no complete catalogue at ${directory}`);
    }
    throw error;
  }
}
