import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually, freePort, ProcessGroup, requireProgram } from './process-group.ts';

const run = promisify(execFile);

/** A CUPS of our own: no file outside its folder, no socket but one port of loopback. Needs root, as cupsd does. */
export interface PrivateCups extends AsyncDisposable {
  /** Makes a raw queue to a device (`ipp://…`, `file:///…`); resolves to the queue's address. */
  queue(name: string, device: string): Promise<string>;
  readonly folder: string;
}

const FOLDERS = ['spool', 'spool/tmp', 'cache', 'run', 'run/certs', 'log', 'etc', 'etc/ppd', 'etc/ssl'] as const;
/** Debian's `lp`, the user backends run as. */
const LP_GROUP = 7;

const files = (room: string) => `ServerRoot ${room}/etc
RequestRoot ${room}/spool
TempDir ${room}/spool/tmp
CacheDir ${room}/cache
StateDir ${room}/run
AccessLog ${room}/log/access
ErrorLog ${room}/log/error
PageLog ${room}/log/page
SystemGroup root
FileDevice Yes
User lp
Group lp
ServerBin /usr/lib/cups
DataDir /usr/share/cups
`;

const daemon = (port: number) => `LogLevel info
Listen 127.0.0.1:${port}
Browsing Off
WebInterface No
DefaultAuthType None
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
`;

export async function startPrivateCups(): Promise<PrivateCups> {
  const cupsd = requireProgram('cupsd', 'cups-daemon');
  const lpadmin = requireProgram('lpadmin', 'cups-client');
  const room = await mkdtemp(path.join(tmpdir(), 'private-cups-'));
  await chmod(room, 0o755);
  for (const folder of FOLDERS) {
    await mkdir(path.join(room, folder), { mode: 0o755 });
    await chown(path.join(room, folder), 0, LP_GROUP);
  }
  // Backends run as lp and write here.
  await mkdir(path.join(room, 'out'));
  await chmod(path.join(room, 'out'), 0o777);
  const port = await freePort();
  await writeFile(path.join(room, 'etc/cups-files.conf'), files(room));
  await writeFile(path.join(room, 'etc/cupsd.conf'), daemon(port));
  const args = ['-f', '-c', path.join(room, 'etc/cupsd.conf'), '-s', path.join(room, 'etc/cups-files.conf')];
  const timeout = ['--foreground', '-k', '1', '120', cupsd, ...args];
  const group = new ProcessGroup('timeout', timeout);
  const stop = async () => {
    await group.kill();
    await rm(room, { recursive: true, force: true });
  };
  try {
    await eventually('cupsd answers', async () => {
      if (group.ended) throw new Error(`cupsd ended: ${group.output.slice(-300)}`);
      return fetch(`http://127.0.0.1:${port}/`).then(
        (answer) => answer.text(),
        () => null,
      );
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder: room,
    async queue(name, device) {
      await run(lpadmin, ['-h', `127.0.0.1:${port}`, '-p', name, '-E', '-v', device, '-m', 'raw']);
      return `ipp://127.0.0.1:${port}/printers/${name}`;
    },
    [Symbol.asyncDispose]: stop,
  };
}
