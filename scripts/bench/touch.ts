import { withKiosk } from './kiosk-run.ts';
import type { Row, Setting } from './row.ts';
import { spread, summarise } from './statistics.ts';

const BAR_MS = 50;

/**
 * Resolves with milliseconds from the touch (as Chromium stamped it) to the end of the frame in which the touched
 * button looks pressed.
 */
const PRESSED = `new Promise((resolve) => {
  let touched = 0;
  addEventListener('pointerdown', (event) => { touched = event.timeStamp; }, { capture: true, once: true });
  const watch = new MutationObserver(() => {
    if (touched === 0 || document.querySelector('[data-pressed]') === null) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - touched)));
  });
  watch.observe(document, { subtree: true, attributes: true, attributeFilter: ['data-pressed'] });
})`;

/** How long a button takes to look pressed. */
export function measureTouch(setting: Setting): Promise<Row[]> {
  return withKiosk(setting, { realistic: false }, async (kiosk) => {
    await kiosk.touch(/轻触屏幕开始/);
    const page = await kiosk.sees('home');
    const box = await kiosk.button(/医社保/).boundingBox();
    if (box === null) throw new Error('the button to touch is not on the screen');
    const values: number[] = [];
    for (let round = 0; round < (setting.quick ? 10 : 100); round++) {
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      const pressed = page.evaluate(PRESSED);
      await page.evaluate('0');
      await page.mouse.down();
      values.push(Number(await pressed));
      // Lifted beside the button, so that nothing is chosen.
      await page.mouse.move(1, 1);
      await page.mouse.up();
    }
    const summary = summarise(values);
    return [
      {
        name: 'touch',
        what: 'touch → the button looks pressed, p99',
        measured: `${summary.p99.toFixed(1)} ms; median ${spread(summary)}`,
        bar: `≤ ${BAR_MS} ms`,
        met: summary.p99 <= BAR_MS,
        values,
      },
    ];
  });
}
