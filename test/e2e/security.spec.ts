import type { ElectronApplication, Page } from '@playwright/test';
import { openDoors } from './listeners.ts';
import { pageOnStage } from './on-stage.ts';
import { expect, test } from './terminal.fixture.ts';

// Attacks by somebody who stands at the screen, or whose script runs in our page. Numbers are those of the list of
// hostile tests (H1 …) that the shell was built against.

/** What must be the same after an attack as before. */
async function standing(app: ElectronApplication, page: Page) {
  const shell = await app.evaluate(({ BaseWindow, BrowserWindow, webContents }) => ({
    windows: BaseWindow.getAllWindows().length + BrowserWindow.getAllWindows().length,
    // A spare page that is just being made has no address yet.
    urls: [
      ...new Set(webContents.getAllWebContents().map((contents) => contents.getURL() || 'app://budayang/index.html')),
    ],
    devTools: webContents.getAllWebContents().filter((contents) => contents.isDevToolsOpened()).length,
    zoom: webContents
      .getAllWebContents()
      .map((contents) => contents.getZoomLevel())
      .filter((level) => level !== 0),
  }));
  const inPage = await page.evaluate(() => ({
    url: location.href,
    marker: (globalThis as { marker?: number }).marker,
    history: history.length,
    scale: visualViewport?.scale,
    width: innerWidth,
  }));
  return { ...shell, ...inPage };
}

/** Runs an attack and expects that nothing about the terminal changed, the very same document included. */
async function expectUnmoved(
  { electronApp, page }: { electronApp: ElectronApplication; page: Page },
  attack: () => Promise<void>,
): Promise<void> {
  await page.evaluate(() => {
    (globalThis as { marker?: number }).marker ??= Math.random();
  });
  const before = await standing(electronApp, page);
  await attack();
  // Whatever an attack started in the browser process comes to the page before this answer does.
  await electronApp.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  expect(await standing(electronApp, page)).toEqual(before);
  expect(before.devTools).toBe(0);
}

test('H1 H3 no chord and no function key reaches the page or does anything', async ({ kiosk }) => {
  const { electronApp, page } = kiosk;
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    addEventListener(
      'keydown',
      (event) => seen.push(`${event.ctrlKey}${event.altKey}${event.metaKey} ${event.key}`),
      true,
    );
  });
  const keys = [
    ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
    ...Array.from({ length: 24 }, (_, index) => `F${index + 1}`),
    ...[
      'Tab',
      'Escape',
      'Space',
      'Delete',
      'Insert',
      'Home',
      'End',
      'PageUp',
      'PageDown',
      'Left',
      'Right',
      'Up',
      'Down',
    ],
    ...['PrintScreen', 'Plus', 'Enter', 'Backspace', 'VolumeUp', 'MediaPlayPause'],
  ];
  await expectUnmoved(kiosk, () =>
    // Through Electron, where the keys of a real keyboard pass too; Playwright's own go around every guard.
    electronApp.evaluate(({ BaseWindow }, pressed) => {
      const top = BaseWindow.getAllWindows()[0]?.contentView.children.at(-1) as Electron.WebContentsView;
      const press = (keyCode: string, modifiers: ('control' | 'alt' | 'meta' | 'shift')[]) => {
        top.webContents.sendInputEvent({ type: 'keyDown', keyCode, modifiers });
        top.webContents.sendInputEvent({ type: 'keyUp', keyCode, modifiers });
      };
      const held = ['control', 'alt', 'meta', 'shift'] as const;
      for (let chord = 1; chord < 16; chord += 1) {
        const modifiers = held.filter((_, bit) => (chord & (1 << bit)) !== 0);
        if (modifiers.every((modifier) => modifier === 'shift')) continue;
        for (const key of pressed) press(key, modifiers);
      }
      for (const key of pressed.filter((name) => /^F\d|Escape|PrintScreen|Volume|Media/.test(name))) press(key, []);
      press('q', []);
    }, keys),
  );
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen).toEqual(['falsefalsefalse q']);
});

test('H2 developer tools do not open, whoever asks', async ({ kiosk }) => {
  await expectUnmoved(kiosk, async () => {
    await kiosk.electronApp.evaluate(({ webContents }) => {
      for (const contents of webContents.getAllWebContents()) contents.openDevTools();
    });
  });
});

test('H11 the page cannot be zoomed', async ({ kiosk }) => {
  const { page } = kiosk;
  await expectUnmoved(kiosk, async () => {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Input.synthesizePinchGesture', { x: 300, y: 300, scaleFactor: 3, relativeSpeed: 3000 });
    await page.mouse.move(300, 300);
    await page.keyboard.down('Control');
    for (let turn = 0; turn < 5; turn += 1) await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await devtools.detach();
  });
});

test('H12 swipes from the edges go nowhere', async ({ kiosk }) => {
  const { page } = kiosk;
  await expectUnmoved(kiosk, async () => {
    const devtools = await page.context().newCDPSession(page);
    for (const [x, y, xDistance, yDistance] of [
      [1, 400, 500, 0],
      [600, 400, -500, 0],
      [300, 1, 0, 400],
      [300, 500, 0, -400],
    ] as const) {
      await devtools.send('Input.synthesizeScrollGesture', {
        x,
        y,
        xDistance,
        yDistance,
        gestureSourceType: 'touch',
        speed: 4000,
      });
    }
    await devtools.detach();
  });
  // A finger on the first screen begins a visit, and that is all it did.
  await kiosk.sees('home');
  await kiosk.touch('退出');
  await kiosk.sees('attract');
});

test('H13 the context menu is refused everywhere', async ({ kiosk }) => {
  const { page } = kiosk;
  const asked = await page.evaluate(() => {
    const results: boolean[] = [];
    for (const element of document.querySelectorAll('*')) {
      results.push(element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true })));
    }
    return results;
  });
  expect(asked.length).toBeGreaterThan(5);
  expect(asked).not.toContain(true);
  await expectUnmoved(kiosk, async () => page.mouse.click(400, 400, { button: 'right' }));
});

test('H14 nothing is dragged and a dropped file opens nothing', async ({ kiosk }) => {
  const { page } = kiosk;
  const refused = await page.evaluate(() =>
    ['dragstart', 'dragover', 'drop'].map((name) =>
      document.body.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true })),
    ),
  );
  expect(refused).toEqual([false, false, false]);
  await expectUnmoved(kiosk, async () => {
    const devtools = await page.context().newCDPSession(page);
    const data = { items: [], files: ['/etc/hostname'], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
    }
    await devtools.detach();
  });
});

test('H19 no file dialog opens', async ({ kiosk }) => {
  const { page } = kiosk;
  await expectUnmoved(kiosk, async () => {
    const chosen = await page.evaluate(async () => {
      const input = document.createElement('input');
      input.type = 'file';
      const detached = new Promise((resolve) => {
        input.addEventListener('change', () => resolve('chosen'));
        setTimeout(() => resolve('nothing'), 500);
      });
      input.click();
      const pickers = ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'].filter(
        (name) => name in window,
      );
      return [await detached, ...pickers];
    });
    expect(chosen).toEqual(['nothing']);
  });
});

test('H20 H22 no print, no dialog, and the page cannot refuse to go', async ({ kiosk }) => {
  const { page } = kiosk;
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.type());
    dialog.dismiss().catch(() => undefined);
  });
  await expectUnmoved(kiosk, async () => {
    const answers = await page.evaluate(() => {
      let printing = false;
      addEventListener('beforeprint', () => {
        printing = true;
      });
      window.print();
      window.alert('a');
      let typed: string | null = null;
      try {
        typed = window.prompt('c');
      } catch (error) {
        void error; // Electron has no prompt at all
      }
      return { confirmed: window.confirm('b'), typed, printing };
    });
    expect(answers).toEqual({ confirmed: false, typed: null, printing: false });
  });
  expect(dialogs).toEqual([]);
});

test('H21 nothing is downloaded', async ({ kiosk }) => {
  const { electronApp, page } = kiosk;
  await electronApp.evaluate(({ webContents }) => {
    const kept: string[] = [];
    Object.assign(globalThis, { kept });
    for (const { session } of webContents.getAllWebContents()) {
      session.on('will-download', (event, item) => {
        if (!event.defaultPrevented) kept.push(item.getFilename());
      });
    }
  });
  await expectUnmoved(kiosk, async () => {
    await page.evaluate(() => {
      for (const href of [
        URL.createObjectURL(new Blob(['x'])),
        'data:application/octet-stream,x',
        `${location.origin}/index.html`,
        'https://example.org/a.zip',
      ]) {
        const link = document.createElement('a');
        link.href = href;
        link.download = 'loot.bin';
        document.body.append(link);
        link.click();
        link.remove();
      }
    });
  });
  expect(await electronApp.evaluate(() => (globalThis as unknown as { kept: string[] }).kept)).toEqual([]);
});

const ELSEWHERE = [
  'http://example.org/',
  'https://example.org/',
  'file:///etc/passwd',
  'data:text/html,<h1>x</h1>',
  'blob:app://budayang/none',
  'view-source:app://budayang/index.html',
  'chrome://settings',
  'chrome://gpu',
  'devtools://devtools/bundled/inspector.html',
  'mailto:a@example.org',
  'tel:110',
  'ftp://example.org/',
  'ms-settings:',
  '\\\\host\\share',
  'app://elsewhere/index.html',
  'app://budayang/safe.html',
  'javascript:void(globalThis.marker = 0)',
];

test('H25 no address leads away from the page', async ({ kiosk }) => {
  const { page } = kiosk;
  await expectUnmoved(kiosk, async () => {
    for (const address of ELSEWHERE) {
      await page.evaluate(async (target) => {
        const attempt = (act: () => void) => {
          try {
            act();
          } catch (error) {
            // Some of these throw at once, which is the best refusal there is.
            void error;
          }
        };
        const link = document.createElement('a');
        link.href = target;
        const form = document.createElement('form');
        form.action = target;
        const refresh = document.createElement('meta');
        refresh.httpEquiv = 'refresh';
        refresh.content = `0;url=${target}`;
        document.body.append(link, form);
        document.head.append(refresh);
        attempt(() => location.assign(target));
        attempt(() => location.replace(target));
        attempt(() => link.click());
        attempt(() => form.submit());
        await new Promise((resolve) => setTimeout(resolve, 20));
        for (const element of [link, form, refresh]) element.remove();
      }, address);
    }
  });
});

test('a page that reloads itself is made anew, with a line to the terminal', async ({ kiosk }) => {
  const gone = kiosk.page.waitForEvent('close');
  await kiosk.page.evaluate(() => setTimeout(() => location.reload(), 0));
  await gone;
  const next = await pageOnStage(kiosk.electronApp);
  expect(next.url()).toBe('app://budayang/index.html');
});

test('H25 about:blank, which no guard can stop, costs the page its place at once', async ({ kiosk }) => {
  const { electronApp, page } = kiosk;
  const gone = page.waitForEvent('close');
  await page.evaluate(() => setTimeout(() => location.assign('about:blank'), 0));
  await gone;
  const next = await pageOnStage(electronApp);
  expect(next.url()).toBe('app://budayang/index.html');
});

test('H26 no window, no frame, no webview', async ({ kiosk }) => {
  const { electronApp, page } = kiosk;
  await expectUnmoved(kiosk, async () => {
    const opened = await page.evaluate(async (addresses) => {
      const windows = addresses.map((address) => {
        try {
          return window.open(address, '_blank') !== null;
        } catch {
          return false;
        }
      });
      const link = document.createElement('a');
      link.href = '/index.html';
      link.target = '_blank';
      document.body.append(link);
      link.click();
      link.dispatchEvent(new MouseEvent('click', { button: 1, ctrlKey: true, bubbles: true }));
      link.remove();
      return windows.filter(Boolean).length;
    }, ELSEWHERE);
    expect(opened).toBe(0);
    // Later, in a task of its own: Playwright takes the blocked frame for the end of the call that made it.
    await page.evaluate(() =>
      setTimeout(() => {
        const frame = document.createElement('iframe');
        frame.src = '/index.html';
        const webview = document.createElement('webview');
        webview.setAttribute('src', '/index.html');
        document.body.append(frame, webview);
      }, 0),
    );
    await page.waitForSelector('webview', { state: 'attached' });
    await electronApp.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
    const inside = await page.evaluate(() => {
      const frame = document.querySelector('iframe');
      const webview = document.querySelector('webview');
      const found = {
        readable: frame?.contentDocument !== null,
        plainElement: webview !== null && Object.getPrototypeOf(webview) === HTMLElement.prototype,
      };
      frame?.remove();
      webview?.remove();
      return found;
    });
    expect(inside).toEqual({ readable: false, plainElement: true });
  });
  expect(await electronApp.evaluate(({ BaseWindow }) => BaseWindow.getAllWindows().length)).toBe(1);
});

test('H27 app:// serves the page and nothing beside it', async ({ kiosk }) => {
  const statuses = await kiosk.electronApp.evaluate(
    async ({ BaseWindow }, paths) => {
      const top = BaseWindow.getAllWindows()[0]?.contentView.children.at(-1) as Electron.WebContentsView;
      const { session } = top.webContents;
      const fetched = paths.map(async (path) => (await session.fetch(`app://budayang/${path}`)).status);
      return Promise.all(fetched);
    },
    [
      'index.html',
      '..%2f..%2fpackage.json',
      '%2e%2e/main/shell.js',
      '..%5cmain%5cshell.js',
      'index.html%00',
      'Index.html',
      'index.html?x',
      'assets',
      'assets/',
      '/etc/passwd',
      '//index.html',
      '.git/config',
    ],
  );
  expect(statuses).toEqual([200, ...Array.from({ length: 11 }, () => 404)]);
});

test('H28 nothing the page does leaves the machine or reaches a port of it', async ({ kiosk }) => {
  const doors = await openDoors();
  await expectUnmoved(kiosk, async () => {
    const done = await kiosk.page.evaluate(
      async ({ tcp, udp }) => {
        const http = `http://127.0.0.1:${tcp}/`;
        const ways: Record<string, () => unknown> = {
          fetch: () => fetch(http, { mode: 'no-cors' }),
          request: () => {
            const request = new XMLHttpRequest();
            request.open('GET', http);
            request.send();
          },
          beacon: () => navigator.sendBeacon(http, 'x'),
          socket: () => new WebSocket(`ws://127.0.0.1:${tcp}/`),
          events: () => new EventSource(http),
          image: () => {
            new Image().src = http;
          },
          links: () => {
            for (const rel of [
              'preconnect',
              'dns-prefetch',
              'prefetch',
              'preload',
              'modulepreload',
              'stylesheet',
              'icon',
            ]) {
              const link = document.createElement('link');
              link.rel = rel;
              link.href = http;
              document.head.append(link);
            }
          },
          style: () => document.body.style.setProperty('background-image', `url(${http})`),
          font: () => new FontFace('x', `url(${http})`).load(),
          sharedWorker: () => new SharedWorker(http),
          serviceWorker: () => navigator.serviceWorker.register('/index.html'),
          video: () => {
            document.createElement('video').src = http;
          },
          peer: async () => {
            const urls = [`stun:127.0.0.1:${udp}`, `turn:127.0.0.1:${tcp}?transport=tcp`];
            const peer = new RTCPeerConnection({ iceServers: [{ urls, username: 'a', credential: 'b' }] });
            peer.createDataChannel('x');
            await peer.setLocalDescription(await peer.createOffer());
            await new Promise((resolve) => setTimeout(resolve, 1500));
            peer.close();
          },
        };
        const tried: string[] = [];
        for (const [name, way] of Object.entries(ways)) {
          tried.push(name);
          try {
            await Promise.race([way(), new Promise((resolve) => setTimeout(resolve, 2500))]);
          } catch (error) {
            void error; // refused at once
          }
        }
        for (const link of document.head.querySelectorAll(`link[href^="http://127.0.0.1"]`)) link.remove();
        document.body.style.removeProperty('background-image');
        return tried.length;
      },
      { tcp: doors.tcpPort, udp: doors.udpPort },
    );
    expect(done).toBe(13);
  });
  expect(doors.knocks()).toEqual([]);
  // The doors are real: this test itself gets through.
  await fetch(`http://127.0.0.1:${doors.tcpPort}/`, { signal: AbortSignal.timeout(300) }).catch(() => undefined);
  expect(doors.knocks().length).toBeGreaterThan(0);
  doors.close();
});

test('H29 H45 the page has no bridge and no Node', async ({ kiosk }) => {
  const found = await kiosk.page.evaluate(() =>
    [
      'require',
      'process',
      'module',
      'electron',
      'ipcRenderer',
      'Buffer',
      '__dirname',
      'global',
      'api',
      'electronAPI',
    ].filter((name) => name in globalThis),
  );
  expect(found).toEqual([]);
});

test('no string becomes script and no foreign style applies', async ({ kiosk }) => {
  const outcome = await kiosk.page.evaluate(
    () =>
      new Promise<Record<string, string>>((resolve) => {
        // In a task of its own: the developer protocol lifts the ban on eval for the code it runs itself.
        setTimeout(() => {
          const named = (act: () => unknown): string => {
            try {
              act();
              return 'done';
            } catch (error) {
              return error instanceof Error ? error.name : 'thrown';
            }
          };
          const script = document.createElement('script');
          const style = document.createElement('style');
          style.textContent = 'body { outline: 3px solid red }';
          document.head.append(style);
          const outline = getComputedStyle(document.body).outlineStyle;
          style.remove();
          resolve({
            eval: named(() => new Function('return 1')()),
            html: named(() => {
              document.createElement('div').innerHTML = '<img src=x onerror=alert(1)>';
            }),
            script: named(() => {
              script.textContent = 'globalThis.marker = 0';
            }),
            worker: named(() => new Worker(URL.createObjectURL(new Blob(['1'])))),
            style: outline,
          });
        }, 0);
      }),
  );
  expect(outcome).toEqual({
    eval: 'EvalError',
    html: 'TypeError',
    script: 'TypeError',
    worker: 'TypeError',
    style: 'none',
  });
});

test('permissions and devices are refused', async ({ kiosk }) => {
  await expectUnmoved(kiosk, async () => {
    const granted = await kiosk.page.evaluate(async () => {
      const asks: Record<string, () => Promise<unknown>> = {
        camera: () => navigator.mediaDevices.getUserMedia({ video: true }),
        microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
        screen: () => navigator.mediaDevices.getDisplayMedia(),
        place: () => new Promise((yes, no) => navigator.geolocation.getCurrentPosition(yes, no, { timeout: 1000 })),
        read: () => navigator.clipboard.readText(),
        write: () => navigator.clipboard.writeText('x'),
        fullscreen: () => document.documentElement.requestFullscreen(),
        notify: async () => {
          if ((await Notification.requestPermission()) !== 'granted') throw new Error('denied');
        },
        ...Object.fromEntries(
          ['hid', 'serial', 'usb', 'bluetooth'].map((name) => [
            name,
            async () => {
              const api = (
                navigator as unknown as Record<string, Record<string, (filter: object) => Promise<unknown>>>
              )[name];
              const ask = api?.requestDevice ?? api?.requestPort;
              if (api === undefined || ask === undefined) throw new Error('absent');
              const got = await ask.call(api, { filters: [], acceptAllDevices: true });
              if (Array.isArray(got) && got.length === 0) throw new Error('none');
            },
          ]),
        ),
      };
      const yes: string[] = [];
      for (const [name, ask] of Object.entries(asks)) {
        const late = new Promise((_, no) => setTimeout(() => no(new Error('late')), 1500));
        await Promise.race([ask(), late]).then(
          () => yes.push(name),
          (error: Error) => {
            if (error.message === 'late') yes.push(`${name} asks`);
          },
        );
      }
      return yes;
    });
    expect(granted).toEqual([]);
  });
});
