import { cashino } from './families/cashino.ts';
import { custom } from './families/custom.ts';
import { epson } from './families/epson.ts';
import { masung } from './families/masung.ts';
import { snbc } from './families/snbc.ts';
import type { FamilyName, PrinterFamily } from './family.ts';

/** Differences between makers, as data. Sources in README.md. */
export const families: Readonly<Record<FamilyName, PrinterFamily>> = { epson, snbc, masung, custom, cashino };

export type { FamilyName } from './family.ts';

export const familyNames = ['epson', 'snbc', 'masung', 'custom', 'cashino'] as const satisfies readonly FamilyName[];
