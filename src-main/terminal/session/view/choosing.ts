import { missing, printsToFile, unavailable } from '../availability.ts';
import { codeReadBy, readsCodes } from '../code-step.ts';
import { cannotCollect, ownDocument } from '../own-documents.ts';
import { required } from '../required.ts';
import { findItems } from '../search.ts';
import { paperTexts } from '../words/papers.ts';
import { head, tileOf } from './item-head.ts';
import type { Screens } from './state.ts';

/** What can be done here, and what one wants to know before one begins. */
export const choosingScreens: Screens<'home' | 'theme' | 'search' | 'showCode' | 'mine' | 'notice'> = {
  home: ({ context }) => {
    const { world } = context;
    const catalogue = required(world.catalogue);
    const tiles = catalogue.items.map((item) => tileOf(item, context));
    return {
      name: 'home',
      themes: catalogue.themes.map((theme) => {
        const own = tiles.filter((one) => one.theme === theme.id);
        return { ...theme, total: own.length, available: own.filter((one) => one.unavailable === null).length };
      }),
      featured: catalogue.featured.flatMap((code) => tiles.filter((one) => one.code === code)),
      codes: readsCodes(world) ? { unavailable: missing('scanCode', world) } : null,
    };
  },

  theme: ({ context }) => {
    const { themes, items } = required(context.world.catalogue);
    const theme = required(themes.find((one) => one.id === context.visit.theme));
    const own = items.filter((item) => item.theme === theme.id);
    return { name: 'theme', theme, items: own.map((item) => tileOf(item, context)) };
  },

  search: ({ context }) => {
    const { query } = context.visit;
    const found = findItems(required(context.world.catalogue).items, query);
    return { name: 'search', query, results: found.map((item) => tileOf(item, context)) };
  },

  showCode: ({ context }) => {
    const { codeAnswer: answer, codeTrouble: trouble, codeFound, secondsLeft, slow } = context.visit;
    const phase =
      answer !== null ? 'answered' : trouble !== null ? 'stopped' : codeFound !== null ? 'asking' : 'reading';
    return { name: 'showCode', phase, by: codeReadBy(context), secondsLeft, slow, answer, trouble };
  },

  mine: ({ context }) => {
    const filed = printsToFile(context.config) ? { toFile: true as const } : {};
    return {
      name: 'mine',
      cases: required(context.visit.mine).cases.map(({ code: _, documents, ...each }) => ({
        ...each,
        documents: documents.flatMap(({ id, title }) => {
          const found = ownDocument(context, id);
          return found === null ? [] : [{ id, title, unavailable: cannotCollect(context, found), ...filed }];
        }),
      })),
      items: required(context.world.catalogue).items.map((item) => tileOf(item, context)),
    };
  },

  notice: ({ context }) => {
    const item = required(context.visit.item);
    const { materials, fee, legalLimitDays, promisedLimitDays, result, basis, owner } = item.notice;
    return {
      name: 'notice',
      item: head(item, context),
      materials: materials.map(({ name, source, exempt, gapAllowed }) => ({
        ...{ name, source, exempt },
        mayFollow: gapAllowed,
      })),
      fee: fee.text,
      legalLimitDays,
      promisedLimitDays,
      result,
      basis: basis.map(({ title, number = null, clause }) => ({ title, number, clause })),
      owner,
      note: item.outputs.length > 0 && printsToFile(context.config) ? paperTexts.willBeFile : null,
      unavailable: unavailable(item, context.world),
    };
  },
};
