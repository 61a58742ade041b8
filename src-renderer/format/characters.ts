/** Splits into what a person sees as characters: 𬎆 is one, although two UTF-16 units. */
export const characters = (text: string): string[] => Array.from(text);
