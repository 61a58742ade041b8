/** Joins class names; false and undefined ones fall out. */
export const classes = (...names: (string | false | undefined)[]): string =>
  names.filter((name) => typeof name === 'string').join(' ');
