import process from 'node:process';
import { app, utilityProcess } from 'electron';

// The main side of an Electron with a utility process in it, as the shell has its device host: passes lines on, both ways.
const [program = '', ...words] = process.argv.slice(process.argv.indexOf('--') + 1);

function start() {
  const child = utilityProcess.fork(program, words, { stdio: 'pipe' });
  child.stdout?.pipe(process.stdout);
  child.stderr?.pipe(process.stderr);
  child.once('exit', (code) => app.exit(code));
  let rest = '';
  process.stdin.on('data', (data) => {
    const lines = (rest + data).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) child.postMessage(line);
  });
  process.stdin.on('end', () => child.postMessage(null));
}

// Not awaited: Electron holds `ready` back until the module has run.
app.whenReady().then(start);
