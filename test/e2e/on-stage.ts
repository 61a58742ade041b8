import type { ElectronApplication, Page } from '@playwright/test';

/**
 * The page the citizen sees. A spare page waits behind it, and Playwright makes every page believe it is visible,
 * so the question is put to the window: its topmost view is the one on stage.
 */
export async function pageOnStage(app: ElectronApplication): Promise<Page> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    await app.evaluate(async ({ BaseWindow }) => {
      const top = BaseWindow.getAllWindows()[0]?.contentView.children.at(-1);
      if (top === undefined || !('webContents' in top)) return;
      const { webContents } = top as Electron.WebContentsView;
      // A page that dies just now never answers.
      const late = new Promise((resolve) => setTimeout(resolve, 1_000));
      if (!webContents.isLoading())
        await Promise.race([webContents.executeJavaScript('globalThis.onStage = true'), late]);
    });
    for (const page of app.windows()) {
      // A page that is being replaced just now cannot answer; the next round finds its successor.
      const marked = await Promise.race([
        page.evaluate(() => 'onStage' in globalThis).catch(() => false),
        new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 1_000)),
      ]);
      if (marked) return page;
    }
  }
  throw new Error('no page came on stage within 20 s');
}
