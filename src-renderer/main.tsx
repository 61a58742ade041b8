import './zod-without-eval.ts';
import './tokens.css';
import './ground.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { CameraDesk } from './camera/camera-desk.ts';
import { CameraDeskContext } from './camera/desk-context.ts';
import { cameraLabels, openCamera } from './camera/open-camera.ts';
import { openPictureWork } from './camera/picture-work.ts';
import { listenForTerminal } from './connection/listen.ts';
import { TerminalLink } from './connection/terminal-link.ts';
import { speech } from './keypad/headset-line.tsx';
import { KeypadDesk } from './keypad/keypad-desk.ts';
import { quietBrowser } from './quiet-browser.ts';
import { fetchRestOfFont } from './rest-of-the-font.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const link = new TerminalLink({ reload: () => window.location.reload() });
listenForTerminal(window, link);
quietBrowser(window, (onButton) => {
  // A finger is back: what the keys point at is no longer of interest.
  delete document.documentElement.dataset.keypad;
  link.touched(onButton);
});
const keypad = new KeypadDesk(link, speech, document);
link.onKey(keypad.key);
link.subscribe(keypad.follow);

const desk = new CameraDesk({
  tell: (told) => link.stream({ type: 'camera', told }),
  open: openCamera,
  labels: cameraLabels,
  work: openPictureWork,
  now: () => performance.now(),
});
const follow = (): void => {
  const state = link.state();
  desk.follow(state.kind === 'live' ? state.snapshot.camera : null);
};
link.subscribe(follow);
navigator.mediaDevices.addEventListener('devicechange', desk.changed);

createRoot(root).render(
  <StrictMode>
    <CameraDeskContext value={desk}>
      <App link={link} />
    </CameraDeskContext>
  </StrictMode>,
);
fetchRestOfFont(document);
