/**
 * A script for the kiosk's page: resolves in the first frame's aftermath in which `condition` (an expression of the
 * page) holds, so when it was painted, not when it was decided. Holds it already, it resolves with the next frame.
 */
export const painted = (condition: string): string => `new Promise((resolve) => {
  let met = false;
  const look = () => {
    if (met || !(${condition})) return;
    met = true;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(resolve));
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  look();
})`;

export const onScreen = (screen: string): string => `document.documentElement.dataset.screen === '${screen}'`;
export const reads = (text: string): string => `document.body.innerText.includes(${JSON.stringify(text)})`;
