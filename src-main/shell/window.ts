import { BaseWindow } from 'electron';
import { PAPER } from './page.ts';

/** The one window: the whole screen, or a plain frame of the given size for development and tests. */
export function openWindow(size: { readonly width: number; readonly height: number } | null): BaseWindow {
  const kiosk = size === null;
  return new BaseWindow({
    ...(size ?? { width: 1080, height: 1920 }),
    x: 0,
    y: 0,
    kiosk,
    fullscreen: kiosk,
    alwaysOnTop: kiosk,
    frame: false,
    resizable: kiosk,
    minimizable: false,
    maximizable: false,
    movable: false,
    autoHideMenuBar: true,
    title: '不打烊',
    // Shown at once in the page's own ground, so no other colour ever flashes before the first picture.
    backgroundColor: PAPER,
    show: true,
  });
}
