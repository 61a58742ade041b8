import './zod-without-eval.ts';
import './tokens.css';
import './ground.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { listenForTerminal } from './connection/listen.ts';
import { TerminalLink } from './connection/terminal-link.ts';
import { quietBrowser } from './quiet-browser.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const link = new TerminalLink({ reload: () => window.location.reload() });
listenForTerminal(window, link);
quietBrowser(window, () => link.touched());

createRoot(root).render(
  <StrictMode>
    <App link={link} />
  </StrictMode>,
);
