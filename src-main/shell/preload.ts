import { ipcRenderer } from 'electron';

// Runs beside the page in its own world and gives it one thing only: the port to the terminal. No bridge object,
// so there is nothing for a hostile page to call.

interface FrameWindow {
  readonly location: { readonly origin: string };
  readonly document: { readonly documentElement: object };
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
  addEventListener(event: string, listener: (event: { preventDefault(): void }) => void, options?: object): void;
  requestAnimationFrame(callback: () => void): void;
}
interface Observer {
  observe(...what: unknown[]): void;
  disconnect(): void;
}
declare const window: FrameWindow;
declare const MutationObserver: new (callback: () => void) => Observer;
declare const PerformanceObserver: new (callback: (list: { getEntries(): { name: string }[] }) => void) => Observer;

ipcRenderer.on('terminal-port', (event) => {
  // The first change the page makes with its new port is its first true picture.
  const observer = new MutationObserver(() => {
    observer.disconnect();
    window.requestAnimationFrame(() => window.requestAnimationFrame(() => ipcRenderer.send('page-shown')));
  });
  observer.observe(window.document.documentElement, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });
  window.postMessage('terminal-port', window.location.origin, event.ports);
});

ipcRenderer.on('page-ping', (_event, nonce: number) => ipcRenderer.send('page-pong', nonce));

// The page's module has run by then and listens for its port.
window.addEventListener('DOMContentLoaded', () => ipcRenderer.send('page-ready'));

const painted = new PerformanceObserver((list) => {
  if (!list.getEntries().some((entry) => entry.name === 'first-contentful-paint')) return;
  painted.disconnect();
  ipcRenderer.send('page-painted');
});
painted.observe({ type: 'paint', buffered: true });

for (const event of ['dragstart', 'dragenter', 'dragover', 'drop', 'contextmenu', 'auxclick']) {
  window.addEventListener(event, (happened) => happened.preventDefault(), { capture: true, passive: false });
}
