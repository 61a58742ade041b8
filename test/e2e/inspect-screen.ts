/** In CSS pixels of the window inspected. */
export interface Limits {
  /** Smallest side of anything that can be pressed. */
  readonly target: number;
  /** Smallest way from one such thing to the next. */
  readonly apart: number;
  /** Smallest letters. */
  readonly letters: number;
}

export interface Inspection {
  /** One sentence each. */
  readonly faults: readonly string[];
  /** Every text shown or spoken that is not marked as being in another language. */
  readonly texts: readonly string[];
  readonly html: { readonly lang: string; readonly elder: string; readonly theme: string; readonly screen: string };
}

/**
 * Looks at the screen the way a finger and an eye do. Runs inside the page, so everything it needs is inside it.
 * What lies beneath an overlay (`inert`) has been looked at on its own screen.
 */
export function inspectScreen(limits: Limits): Inspection {
  /** Edges touch; positions are fractions. */
  const SLACK = 1;
  interface Box {
    readonly left: number;
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
  }
  interface Ink {
    readonly element: Element;
    readonly words: string;
    readonly boxes: readonly Box[];
  }
  const faults: string[] = [];
  const { innerWidth, innerHeight } = window;
  const short = (text: string): string => `“${text.replace(/\s+/g, ' ').trim().slice(0, 24)}”`;
  const round = (value: number): number => Math.round(value * 10) / 10;
  const hidden = (element: Element): boolean =>
    element.closest('[inert]') !== null || !element.checkVisibility({ visibilityProperty: true });
  const spokenOnly = (element: Element): boolean => element.clientWidth <= 1 && element.clientHeight <= 1;

  /** Across by `x`, down by `y`; both above 0: they lie over each other. */
  const shared = (one: Box, other: Box) => ({
    x: Math.min(one.right, other.right) - Math.max(one.left, other.left),
    y: Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
  });
  const inside = (box: Box, frame: Box): boolean =>
    box.left >= frame.left - SLACK &&
    box.top >= frame.top - SLACK &&
    box.right <= frame.right + SLACK &&
    box.bottom <= frame.bottom + SLACK;
  const screen: Box = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };

  // A font's box is taller than its letters; this band is where letters are.
  const LETTERS = 0.45;
  const band = (box: Box, size: number): Box => {
    const middle = (box.top + box.bottom) / 2;
    return { left: box.left, right: box.right, top: middle - size * LETTERS, bottom: middle + size * LETTERS };
  };
  const lines = (boxes: readonly Box[], size: number): Box[] => {
    const found: Box[] = [];
    for (const box of boxes) {
      const last = found.at(-1);
      if (last !== undefined && Math.abs(last.top - box.top) < size / 2) {
        found[found.length - 1] = {
          left: Math.min(last.left, box.left),
          top: Math.min(last.top, box.top),
          right: Math.max(last.right, box.right),
          bottom: Math.max(last.bottom, box.bottom),
        };
      } else found.push(box);
    }
    return found;
  };

  /** Two Chinese characters of one phrase, or two letters of one English word, that stand on two lines. */
  const tornIn = (text: Text): string | null => {
    const range = document.createRange();
    const rowOf = (at: number): number | null => {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getClientRects()[0]?.top ?? null;
    };
    for (const { index } of text.data.matchAll(/\p{Script=Han}(?=\p{Script=Han})|[a-z](?=[a-z])/gu)) {
      const here = rowOf(index);
      const next = rowOf(index + 1);
      if (here !== null && next !== null && next - here > 4) return text.data.slice(Math.max(0, index - 3), index + 4);
    }
    return null;
  };

  const inks: Ink[] = [];
  const texts: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!(node instanceof Element) || hidden(node)) continue;
    const language = node.closest('[lang]:not(html)') === null;
    const label = node.getAttribute('aria-label');
    if (label !== null && language) texts.push(label);
    const own = [...node.childNodes].filter(
      (child): child is Text => child instanceof Text && child.data.trim() !== '',
    );
    if (own.length === 0 || node.closest('style, script') !== null) continue;
    const words = own.map((text) => text.data).join('');
    if (language) texts.push(words);
    if (spokenOnly(node)) continue;
    const style = getComputedStyle(node);
    const size = Number.parseFloat(style.fontSize);
    const drawn = own.flatMap((text) => {
      const range = document.createRange();
      range.selectNodeContents(text);
      return [...range.getClientRects()].filter((box) => box.width > 0);
    });
    const rows = lines(drawn, size);
    inks.push({ element: node, words, boxes: rows.map((row) => band(row, size)) });

    if (size < limits.letters - 0.1) faults.push(`letters of ${round(size)} px: ${short(words)}`);
    const last = rows.at(-1);
    if (rows.length > 1 && last !== undefined) {
      if (Number.parseFloat(style.lineHeight) < size * 1.34) faults.push(`lines too close: ${short(words)}`);
      if ([...node.children].every((child) => child.tagName === 'WBR') && last.right - last.left < size * 1.3)
        faults.push(`one character alone on its line: ${short(words)}`);
      const torn = own.map(tornIn).find((place) => place !== null);
      if (torn) faults.push(`a phrase torn between two lines: ${torn} in ${short(words)}`);
    }
  }
  for (const drawing of document.querySelectorAll('svg')) {
    if (hidden(drawing) || drawing.parentElement?.closest('svg') != null) continue;
    inks.push({ element: drawing, words: 'a drawing', boxes: [drawing.getBoundingClientRect()] });
  }

  const painted = (element: Element): boolean => {
    const style = getComputedStyle(element);
    return style.backgroundColor !== 'rgba(0, 0, 0, 0)' || Number.parseFloat(style.borderTopWidth) > 0;
  };
  for (const { element, words, boxes } of inks) {
    if (boxes.some((box) => !inside(box, screen))) faults.push(`off the screen: ${short(words)} ${element.className}`);
    let spilt = false;
    for (let around: Element | null = element; around !== null && around !== document.body; ) {
      const frame = around.getBoundingClientRect();
      const { overflow } = getComputedStyle(around);
      const cuts = around !== element && overflow !== 'visible';
      if (!spilt && (cuts || painted(around)) && boxes.some((box) => !inside(box, frame))) {
        spilt = true;
        faults.push(`${cuts ? 'cut off' : 'outside its box'}: ${short(words)} in ${around.className}`);
      }
      around = around.parentElement;
    }
    for (const box of boxes) {
      const there = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
      if (there === null || there.contains(element) || element.contains(there)) continue;
      // The action bar's gaps are not painted, and still nobody else's.
      if (!painted(there) && there.closest('nav') === null) continue;
      faults.push(`covered: ${short(words)} by ${short(there.textContent ?? '')} ${there.className}`);
      break;
    }
  }
  inks.forEach((one, index) => {
    for (const other of inks.slice(index + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const meet = one.boxes.some((box) =>
        other.boxes.some((beside) => {
          const over = shared(box, beside);
          return over.x > 2 && over.y > 2;
        }),
      );
      if (meet) faults.push(`on top of each other: ${short(one.words)} and ${short(other.words)}`);
    }
  });

  const buttons = [...document.querySelectorAll('button')].filter((button) => !hidden(button));
  const named = (button: Element): string => short(button.getAttribute('aria-label') ?? button.textContent ?? '');
  const close: { between: number; words: string }[] = [];
  buttons.forEach((button, index) => {
    const box = button.getBoundingClientRect();
    const smaller = Math.min(box.width, box.height);
    if (smaller < limits.target - 0.5) faults.push(`only ${round(smaller)} px to touch: ${named(button)}`);
    if (!inside(box, screen)) faults.push(`off the screen: button ${named(button)}`);
    for (const [across, down] of [
      [0.5, 0.5],
      [0.2, 0.2],
      [0.8, 0.2],
      [0.2, 0.8],
      [0.8, 0.8],
    ] as const) {
      const there = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
      if (there?.closest('button') === button) continue;
      faults.push(`something lies over the button ${named(button)}`);
      break;
    }
    for (const other of buttons.slice(index + 1)) {
      const over = shared(box, other.getBoundingClientRect());
      const between = Math.max(-over.x, -over.y);
      if (between < limits.apart - 0.1) close.push({ between, words: `${named(button)} and ${named(other)}` });
    }
    for (const { element, words, boxes } of inks) {
      if (button.contains(element) || element.contains(button)) continue;
      const meets = boxes.some((ink) => shared(ink, box).x > 2 && shared(ink, box).y > 2);
      if (meets) faults.push(`${short(words)} under the button ${named(button)}`);
    }
  });

  const [closest] = close.sort((one, other) => one.between - other.between);
  if (closest !== undefined)
    faults.push(`${round(closest.between)} px between ${closest.words} (${close.length} such pairs)`);

  for (const element of document.querySelectorAll('html, body, body *')) {
    if (element instanceof SVGElement || hidden(element) || spokenOnly(element)) continue;
    if (getComputedStyle(element).overflow === 'visible') continue;
    const wide = element.scrollWidth - element.clientWidth;
    const high = element.scrollHeight - element.clientHeight;
    if (wide > SLACK || high > SLACK)
      faults.push(`holds more than it shows: ${element.tagName} ${element.className} by ${wide} × ${high} px`);
  }
  const titles = [...document.querySelectorAll('h1')].filter((title) => !hidden(title)).length;
  if (titles !== 1) faults.push(`${titles} titles`);

  const { lang, dataset } = document.documentElement;
  return {
    faults,
    texts,
    html: { lang, elder: dataset.elder ?? '', theme: dataset.theme ?? '', screen: dataset.screen ?? '' },
  };
}
