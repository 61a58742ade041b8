import type { Item } from '../../src-main/contract/catalogue.ts';

/** What a notice promises and the rest of its item does not keep. `field` is the dotted path in the item. */
export function checkNotice({ notice, handling, promise }: Item): Array<{ field: string; message: string }> {
  const problems = [];
  const field = 'notice.promisedLimitDays';
  if (notice.promisedLimitDays > notice.legalLimitDays)
    problems.push({ field, message: 'the promised limit is longer than the legal one' });
  // 即办件: decided while the person waits; what follows (a payment) belongs into `result`.
  if (handling === 'onTheSpot' && notice.promisedLimitDays > 0)
    problems.push({ field, message: 'onTheSpot is decided at once: 0 days' });
  for (const [index, { title }] of notice.basis.entries()) {
    const written = title['zh-CN'];
    if (/[《》]|（[^（）]*号）/.test(written))
      problems.push({ field: `notice.basis.${index}.title`, message: '〈〉 inside a title, its number in `number`' });
    if (/\p{Script=Han}/u.test(title.en))
      problems.push({ field: `notice.basis.${index}.title.en`, message: 'is not English' });
  }
  for (const [index, { source }] of notice.materials.entries()) {
    if (source === 'promise' && promise === null)
      problems.push({ field: `notice.materials.${index}.source`, message: 'the item has no promise' });
  }
  return problems;
}
