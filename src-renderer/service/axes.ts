import type { PartLine } from '../../src-main/contract/diagnostics.ts';
import type { useWords } from '../words/use-words.ts';
import type { PageProps } from './page-props.ts';

type Saying = Pick<ReturnType<typeof useWords>, 't' | 'say'>;

/** The axes of a device's status in words: what it says of itself, and what whoever keeps it says of it. */
export function axesOf(page: PageProps<'device'>['page'], t: Saying['t']): { says: string[]; kept: string[] } {
  const { media, paper, faults, attachment, lifecycle, activity, source } = page;
  const says = [`${t('service.axis.device')} ${t(`service.state.${page.device}`)}`];
  if (media !== null) says.push(`${t('service.axis.media')} ${t(`service.media.${media}`)}`);
  if (paper !== null) says.push(`${t('service.axis.paper')} ${t(`service.level.${paper}`)}`);
  // Fault words are what the handbook is looked up by; the cause in plain words stands above.
  if (faults.length > 0) says.push(`${t('service.axis.faults')} ${faults.join(' ')}`);
  says.push(`${t('service.axis.action')} ${t(`service.remedy.${page.action}`)}`);
  const kept: string[] = [];
  if (attachment !== null) kept.push(`${t('service.axis.attachment')} ${t(`service.attachment.${attachment}`)}`);
  if (lifecycle !== null) kept.push(`${t('service.axis.lifecycle')} ${t(`service.lifecycle.${lifecycle}`)}`);
  if (activity !== null) kept.push(`${t('service.axis.activity')} ${t(`service.activity.${activity}`)}`);
  if (source !== null) kept.push(`${t('service.axis.source')} ${t(`service.source.${source}`)}`);
  return { says, kept };
}

/** The mark beside a cause; undefined where both would say the same word. */
export function markOf(
  { severity, cause }: Pick<PartLine, 'severity' | 'cause'>,
  { t, say }: Saying,
): string | undefined {
  const mark = t(`service.severity.${severity}`);
  return mark.toLowerCase() === say(cause).toLowerCase() ? undefined : mark;
}
