/** 张** : the family name and as many stars as there are further characters, at most two. */
export function maskedName(name: string): string {
  const [first = '', ...rest] = [...name];
  return first + '*'.repeat(Math.min(2, rest.length));
}
