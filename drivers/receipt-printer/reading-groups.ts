/** Groups a long number for the eye: letters, then digits in fours. Text with its own spaces or hyphens is kept. */
export function groupForReading(text: string): string[] {
  if (!/^[\p{L}]*\d{6,}$/u.test(text)) return [text];
  const letters = /^\p{L}*/u.exec(text)?.[0] ?? '';
  const digits = text.slice(letters.length).match(/\d{1,4}/g) ?? [];
  const last = digits.at(-1);
  // A single digit alone at the end is lost to the eye: it joins the group before it.
  if (last?.length === 1 && digits.length > 1) digits.splice(-2, 2, `${digits.at(-2) ?? ''}${last}`);
  return letters === '' ? digits : [letters, ...digits];
}

/** A number too long for one line, parted at the hyphen nearest to its middle. One without hyphens stays whole. */
export function inTwoAtHyphen(text: string): readonly string[] {
  const places = [...text.matchAll(/-(?=.)/gu)].map(({ index }) => index + 1);
  const [best] = places.toSorted((one, other) => Math.abs(2 * one - text.length) - Math.abs(2 * other - text.length));
  return best === undefined ? [text] : [text.slice(0, best), text.slice(best)];
}
