import type { ThemeId } from '../../../contract/catalogue.ts';
import { unavailable } from '../availability.ts';
import type { Context } from '../context.ts';
import { cannotCollect, collectedOutcome, ownDocument } from '../own-documents.ts';
import { nextItem } from '../visit.ts';
import type { World } from '../world.ts';
import { changeVisit, type Guards } from './change.ts';

const itemByCode = (context: Context, code: string) =>
  context.world.catalogue?.items.find((item) => item.code === code) ?? null;

const hasTheme = ({ catalogue }: World, id: ThemeId | null): boolean =>
  catalogue?.themes.some((theme) => theme.id === id) === true;

/** Finding an item: home, themes, search, what one has running. */
export const choosingGuards = {
  knowsTheme: ({ context, event }) => event.type === 'openTheme' && hasTheme(context.world, event.theme),
  themeIsGone: ({ context, event }) => event.type === 'world' && !hasTheme(event.world, context.visit.theme),
  knowsItem: ({ context, event }) => event.type === 'openItem' && itemByCode(context, event.code) !== null,
  mayBegin: ({ context }) => context.visit.item !== null && unavailable(context.visit.item, context.world) === null,
  cameFromTheme: ({ context }) => context.visit.cameFrom === 'theme' && hasTheme(context.world, context.visit.theme),
  cameFromSearch: ({ context }) => context.visit.cameFrom === 'search',
  mayCollect: ({ context, event }) => {
    const found = event.type === 'printMine' ? ownDocument(context, event.id) : null;
    return found !== null && cannotCollect(context, found) === null;
  },
  cameFromMine: ({ context }) => context.visit.cameFrom === 'mine' && context.visit.mine !== null,
} satisfies Guards;

export const choosingActions = {
  goHome: changeVisit((old) => nextItem(old)),
  openTheme: changeVisit((old, event) => ({
    ...nextItem(old),
    theme: event.type === 'openTheme' ? event.theme : old.theme,
    cameFrom: 'theme',
  })),
  openSearch: changeVisit((old) => ({ ...nextItem(old), cameFrom: 'search' })),
  search: changeVisit((old, event) => ({ query: event.type === 'search' ? event.query : old.query })),
  openMine: changeVisit((old) => ({ ...nextItem(old), purpose: 'mine', cameFrom: 'mine' })),
  openItem: changeVisit((old, event, context) => ({
    ...nextItem(old),
    theme: old.theme,
    query: old.query,
    mine: old.mine,
    cameFrom: old.cameFrom,
    item: event.type === 'openItem' ? itemByCode(context, event.code) : null,
  })),
  /** One of their own documents: the item says how it is printed, the list stays to come back to. */
  collect: changeVisit((old, event, context) => {
    const found = event.type === 'printMine' ? ownDocument(context, event.id) : null;
    if (found === null) return {};
    const { mine, cameFrom } = old;
    return { ...nextItem(old), purpose: 'mine', mine, cameFrom, item: found.item, outcome: collectedOutcome(found) };
  }),
  cameFromHome: changeVisit(() => ({ cameFrom: 'home' })),
};
