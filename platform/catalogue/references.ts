import type { Item } from '../../src-main/contract/catalogue.ts';
import { pathsOfRule } from '../decision/paths.ts';
import type { RuleSet } from '../decision/rule-schema.ts';
import { checkItemForm } from './form-references.ts';
import type { LoadedCatalogue, ReferenceProblem } from './loaded-catalogue.ts';
import { checkNotice } from './notice-references.ts';
import { basesOfPaths, factProblem, pathsOfRuleSet, rowProblems } from './path-references.ts';
import { checkTemplate, pathsOfTemplate } from './template-references.ts';
import { checkTimes } from './time-references.ts';

/** Everything that one file says about another and that is not so. Empty: the catalogue is sound. */
export function checkReferences(catalogue: LoadedCatalogue): ReferenceProblem[] {
  const { document } = catalogue;
  const themes = new Set(document.themes.map((theme) => theme.id));
  const codes = document.items.map((item) => item.code);
  return [
    ...document.featured
      .filter((code) => !codes.includes(code))
      .map((code) => ({ file: 'featured.json', field: code, message: 'no such item' })),
    ...document.featured
      .filter((code, index) => document.featured.indexOf(code) !== index)
      .map((code) => ({ file: 'featured.json', field: code, message: 'featured twice' })),
    ...document.items
      .filter((item) => !themes.has(item.theme))
      .map((item) => ({ file: `items/${item.code}.json`, field: 'theme', message: `no theme ${item.theme}` })),
    ...document.items.flatMap((item) => checkItem(item, catalogue)),
    ...checkTimes(document.items, [...catalogue.ruleSetVersions.values()]),
    ...[...catalogue.ruleSetVersions.values()].flatMap((set) => checkRuleSet(set, document.items)),
    ...[...catalogue.templates.values()].flatMap((template) =>
      checkTemplate(template, itemsPrinting(template.id, document.items)),
    ),
  ];
}

function checkItem(item: Item, catalogue: LoadedCatalogue): ReferenceProblem[] {
  const problem = (field: string, message: string) => ({ file: `items/${item.code}.json`, field, message });
  const problems = [...checkItemForm(item), ...checkNotice(item)].map(({ field, message }) => problem(field, message));
  const set = catalogue.ruleSets.get(item.ruleSet);
  if (set !== undefined) problems.push(...checkFactsAsked(item, set));
  if (set === undefined) problems.push(problem('ruleSet', `no rule set ${item.ruleSet}`));
  const outcome = { instant: 'approved', prefilled: 'filed', assisted: 'accepted', manual: 'accepted' }[
    item.decisionMode
  ];
  if (set !== undefined && set.outcome !== outcome) {
    problems.push(problem('decisionMode', `${item.decisionMode} needs a rule set whose outcome is ${outcome}`));
  }
  for (const [index, output] of item.outputs.entries()) {
    const template = catalogue.templates.get(output.template);
    if (template === undefined) {
      problems.push(problem(`outputs.${index}.template`, `no template ${output.template}`));
      continue;
    }
    // An approval means every base the rules name has answered; a document may rest on those and no others.
    const known = new Set(set === undefined ? [] : basesOfPaths(pathsOfRuleSet(set)));
    for (const base of basesOfPaths(pathsOfTemplate(template))) {
      if (!known.has(base))
        problems.push(problem(`outputs.${index}.template`, `base ${base} is in no rule of ${item.ruleSet}`));
    }
  }
  if (item.outputs.length > 0 && !item.abilities.includes('printDocument')) {
    problems.push(problem('abilities', 'an item with a document needs printDocument'));
  }
  if ((item.offline === 'refuse') !== item.abilities.includes('platformOnline')) {
    problems.push(problem('offline', 'refuse goes with the ability platformOnline, accept without it'));
  }
  return problems;
}

/**
 * What a register filled in and a person may change, or give by hand while the register is silent, must not decide alone:
 * a rule of the newest version that looks at the field has to look at that register too.
 */
function checkFactsAsked(item: Item, set: RuleSet): ReferenceProblem[] {
  const paths = set.rules.map(pathsOfRule);
  return item.form.flatMap(({ id, source }) => {
    const [root, base] = source.split('.');
    if (root !== 'shared' || !paths.some((all) => all.includes(`form.${id}`))) return [];
    const compared = paths.some(
      (all) => all.includes(`form.${id}`) && all.some((path) => path.startsWith(`shared.${base}.`)),
    );
    const message = `form.${id} is filled from ${source} and decides, but no rule asks that base about it`;
    return compared ? [] : [{ file: `rules/${set.id}.v${set.version}.json`, field: 'rules', message }];
  });
}

function checkRuleSet(set: RuleSet, items: readonly Item[]): ReferenceProblem[] {
  const users = items.filter((item) => item.ruleSet === set.id);
  const problem = (field: string, message: string) => ({
    file: `rules/${set.id}.v${set.version}.json`,
    field,
    message,
  });
  const problems: ReferenceProblem[] = [];
  if (users.length === 0) problems.push(problem('id', 'no item uses this rule set'));
  const ids = set.rules.map((rule) => rule.id);
  for (const id of ids) {
    if (ids.indexOf(id) !== ids.lastIndexOf(id)) problems.push(problem('rules', `rule ${id} stands twice`));
  }
  for (const path of pathsOfRuleSet(set)) {
    for (const item of users) {
      const message = factProblem(path, item);
      if (message !== null) problems.push(problem('rules', `${path}: ${message}`));
    }
  }
  const conditions = set.rules.flatMap(({ when, test }) => (when === undefined ? [test] : [when, test]));
  for (const message of conditions.flatMap(rowProblems)) problems.push(problem('rules', message));
  return problems;
}

function itemsPrinting(template: string, items: readonly Item[]): Item[] {
  return items.filter((item) => item.outputs.some((output) => output.template === template));
}
