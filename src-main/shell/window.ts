import { BaseWindow, type Rectangle, screen } from 'electron';
import { PAPER } from './ground.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The one window: the whole screen, or a plain frame of the given size for development and tests. */
export function openWindow(size: Size | null): BaseWindow {
  const kiosk = size === null;
  const wanted = size ?? screen.getPrimaryDisplay().bounds;
  return new BaseWindow({
    // Without a window manager (a kiosk's bare X) nobody makes a window fullscreen, and Chromium takes one pixel off
    // a plain window that is exactly as large as the screen. One pixel more, outside the screen, avoids both.
    width: wanted.width + 1,
    height: wanted.height + 1,
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

/** Where a page lies in the window: all of it, but for the extra pixel. */
export function pageBounds(window: BaseWindow, size: Size | null): Rectangle {
  const content = window.getContentBounds();
  const wanted = size ?? screen.getPrimaryDisplay().bounds;
  return {
    x: 0,
    y: 0,
    width: Math.min(content.width, wanted.width),
    height: Math.min(content.height, wanted.height),
  };
}
