/** Upper and lower edge of one thing in a list laid out without limits. */
export type Extent = { top: number; bottom: number };

/**
 * Where pages begin when `available` height is there: indexes of first things, at least `[0]`. Things side by
 * side (same top) stay together; one that is taller than a page gets a page of its own.
 */
export function pageStarts(extents: readonly Extent[], available: number): number[] {
  const starts = [0];
  let pageTop = extents[0]?.top ?? 0;
  let rowStart = 0;
  extents.forEach((extent, index) => {
    const before = extents[index - 1];
    if (before === undefined || extent.top > before.top + 0.5) rowStart = index;
    const begins = starts[starts.length - 1] ?? 0;
    if (extent.bottom - pageTop > available + 0.5 && rowStart > begins) {
      starts.push(rowStart);
      pageTop = extents[rowStart]?.top ?? extent.top;
    }
  });
  return starts;
}

/** Which page shows the thing at `index`. */
export function pageOf(starts: readonly number[], index: number): number {
  let page = 0;
  starts.forEach((start, at) => {
    if (start <= index) page = at;
  });
  return page;
}
