import type { KeypadKey } from '../../src-main/contract/keypad.ts';
import { actOf, focusAfter } from './keypad.ts';

const PRESSABLE = 'button:not([disabled]), [role="radio"], input, a[href]';

/** What can be reached now: the sheet on top where there is one, else the page. Things measured but not shown are inert. */
function layer(page: Document): Element {
  return [...page.querySelectorAll('[role="dialog"], [role="alertdialog"]')].at(-1) ?? page.body;
}

const reachable = (within: Element): HTMLElement[] =>
  [...within.querySelectorAll<HTMLElement>(PRESSABLE)].filter(
    (one) => one.closest('[inert], [aria-hidden="true"]') === null && one.getClientRects().length > 0,
  );

const withIcon = (within: readonly HTMLElement[], icon: string): HTMLElement | undefined =>
  within.findLast((one) => one.querySelector(`[data-icon="${icon}"]`) !== null);

/** Does with the page what the key means. Returns what has the focus now, to be said aloud; null when nothing moved. */
export function takeKey(key: KeypadKey, page: Document): HTMLElement | null {
  const act = actOf(key);
  if (act === null) return null;
  page.documentElement.dataset.keypad = '';
  const top = layer(page);
  const all = reachable(top);
  const has = page.activeElement instanceof HTMLElement ? all.indexOf(page.activeElement) : -1;
  switch (act.act) {
    case 'focus': {
      const behind = all.filter((one) => isBefore(one, page.activeElement)).length;
      const next = focusAfter(act.step, all.length, has < 0 ? null : has, behind);
      const wanted = next === null ? undefined : all[next];
      return pointAt(wanted, page);
    }
    case 'press':
      if (has >= 0) all[has]?.click();
      else {
        // Nobody knows yet what would be pressed: it is shown, and said, first.
        return pointAt(all[0], page);
      }
      return null;
    case 'leave': {
      // On a sheet the answer that loses nothing stands before the one with the door.
      const stay = all.findLast((one) => one.querySelector('[data-icon="exit"]') === null);
      (top === page.body ? (withIcon(all, 'back') ?? withIcon(all, 'exit')) : stay)?.click();
      return null;
    }
    case 'help':
      withIcon(all, 'help')?.click();
      return null;
    case 'erase':
      withIcon(all, 'erase')?.click();
      return null;
    case 'type':
      all.find((one) => one.textContent?.trim() === act.text)?.click();
      return null;
  }
}

/** Marked by hand: `:focus` holds only while the window itself has the focus, and a kiosk without a window manager may not. */
function pointAt(wanted: HTMLElement | undefined, page: Document): HTMLElement | null {
  for (const before of page.querySelectorAll<HTMLElement>('[data-pointed]')) delete before.dataset.pointed;
  if (wanted === undefined) return null;
  wanted.dataset.pointed = '';
  wanted.focus();
  return wanted;
}

const isBefore = (one: Element, other: Element | null): boolean =>
  other !== null &&
  other !== other.ownerDocument.body &&
  (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
