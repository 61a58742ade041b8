/**
 * Takes away what a browser does by itself and a counter clerk would not: context menu, dragging, zooming by
 * wheel or keys, text drop. Tells `onTouch` of every pointer that goes down, and whether on a button.
 */
export function quietBrowser(page: Window, onTouch: (onButton: boolean) => void): void {
  const refuse = (event: Event): void => event.preventDefault();
  for (const type of ['contextmenu', 'dragstart', 'drop', 'dragover', 'selectstart', 'gesturestart']) {
    page.document.addEventListener(type, refuse);
  }
  page.document.addEventListener('wheel', refuse, { passive: false });
  page.document.addEventListener(
    'pointerdown',
    ({ target }) => onTouch(target instanceof Element && target.closest('button') !== null),
    { capture: true, passive: true },
  );
}
