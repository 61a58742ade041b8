import type { Item } from '../../../contract/catalogue.ts';
import { badges, printsToFile, tile } from '../availability.ts';
import type { Context } from '../context.ts';

/** What stands over every screen of an item. */
export const head = (item: Item, { config }: Context) => ({
  code: item.code,
  name: item.name,
  badges: badges(item, printsToFile(config)),
});

/** An item where it is offered among others, with what is in its way. */
export const tileOf = (item: Item, { world, config }: Context) => tile(item, world, printsToFile(config));
