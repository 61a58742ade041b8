import { GlobalFonts } from '@napi-rs/canvas';
import { mainFontFile, rareFonts } from '../fonts/print-fonts.ts';

export type Weight = 'regular' | 'medium' | 'bold';

/** Own family names, so that an installed font of the same name is never taken instead. */
const FAMILIES = { regular: 'BudayangReceiptRegular', medium: 'BudayangReceiptMedium', bold: 'BudayangReceiptBold' };
const FILES = { regular: 'Regular', medium: 'Medium', bold: 'Bold' } as const;

let rareFamilies: string | null = null;

/** Registers every font once per process. A font of npm's that is missing is a broken installation and throws. */
export function registerFonts(): void {
  if (rareFamilies !== null) return;
  for (const weight of ['regular', 'medium', 'bold'] as const) {
    const file = mainFontFile(FILES[weight]);
    if (!GlobalFonts.registerFromPath(file, FAMILIES[weight])) throw new Error(`font ${file} cannot be registered`);
  }
  rareFamilies = rareFonts()
    .filter(([name, file]) => GlobalFonts.registerFromPath(file, `Budayang ${name}`) !== null)
    .map(([name]) => `, "Budayang ${name}"`)
    .join('');
}

/** The canvas `font` value of a weight at a size in dots; what the weight lacks comes from the fonts of rare characters. */
export const fontOf = (weight: Weight, sizeDots: number): string =>
  `${sizeDots}px ${FAMILIES[weight]}${rareFamilies ?? ''}`;
