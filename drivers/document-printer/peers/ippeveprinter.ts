import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { eventually, freePort, ProcessGroup, requireProgram } from './process-group.ts';

/**
 * What ippeveprinter runs for each job (`-c`): stands still while a fault is set, then lays the document on paper, that
 * is, into a folder. Its `STATE:` and `ATTR:` lines on stderr become printer and job attributes.
 */
const COMMAND = `#!/bin/sh
dir="$(dirname "$0")"
if [ -e "$dir/fault" ]; then
  echo "STATE: +$(cat "$dir/fault")" >&2
  while [ -e "$dir/fault" ]; do sleep 0.02; done
  echo "STATE: none" >&2
fi
cp "$1" "$dir/paper/$IPP_JOB_ID.pdf"
echo "ATTR: job-impressions-completed=1" >&2
`;

/** The form sets all trays at once; a tray left out counts as empty, and one of four colours wants both filled. */
const SECOND = 'size2=iso_a4_210x297mm&type2=stationery&level2=25';
const BY_PASS = 'size3=na_number-10_4.125x9.5in&type3=envelope&level3=-2';

/** The IPP Everywhere printer of CUPS, the nearest thing to an office printer that runs on a test machine. */
export interface Ippeveprinter extends AsyncDisposable {
  readonly uri: string;
  readonly port: number;
  /** Sets a reason for the running and the next jobs, which then stand still; null clears it. */
  fault(reason: string | null): Promise<void>;
  /** Its own web form: paper size and sheets in the main tray. */
  load(size: string, sheets: 250 | 125 | 50 | 25 | 5 | 0): Promise<void>;
  /** Its own web form: what is left of the black toner, percent. */
  toner(percent: number): Promise<void>;
  /** The same of a printer of four colours: waste box, black, cyan, magenta, yellow. */
  supplies(...percents: readonly number[]): Promise<void>;
  /** The number its waste box has in `printer-supply`; it says that the box is full at 100. */
  waste(percent: number): Promise<void>;
  /** Documents on paper, in the order of their job numbers. */
  paper(): Promise<Uint8Array[]>;
  fingerprint256(): Promise<string>;
  kill(): Promise<void>;
}

/**
 * Starts one on loopback. It wants a D-Bus system bus even with `-r off`; a private session bus is enough, Avahi is
 * not needed. It ends with the process group, and by itself after two minutes.
 */
export async function startIppeveprinter(
  formats = 'application/pdf,image/pwg-raster',
  { colours = false }: { readonly colours?: boolean } = {},
): Promise<Ippeveprinter> {
  requireProgram('ippeveprinter', 'cups-ipp-utils');
  const bus = requireProgram('dbus-run-session', 'dbus');
  const room = await mkdtemp(path.join(tmpdir(), 'ippeveprinter-'));
  for (const folder of ['spool', 'paper', 'keys']) await mkdir(path.join(room, folder));
  const command = path.join(room, 'command');
  await writeFile(command, COMMAND);
  await chmod(command, 0o755);
  const port = await freePort();
  const script =
    'export DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS; exec timeout --foreground -k 1 120 ippeveprinter "$@"';
  const own = [
    '-r',
    'off',
    '-n',
    'localhost',
    '-p',
    String(port),
    '-d',
    path.join(room, 'spool'),
    '-K',
    path.join(room, 'keys'),
  ];
  const group = new ProcessGroup(bus, [
    '--',
    'sh',
    '-c',
    script,
    'sh',
    ...own,
    '-c',
    command,
    '-f',
    formats,
    ...(colours ? ['-s', '10,10'] : []),
    'Test Printer',
  ]);
  const web = (where: string) => fetch(`http://localhost:${port}${where}`, { headers: { connection: 'close' } });
  const kill = () => group.kill();
  const dispose = async () => {
    await kill();
    await rm(room, { recursive: true, force: true });
  };
  try {
    await eventually('ippeveprinter answers', async () => {
      if (group.ended) throw new Error(`ippeveprinter ended: ${group.output.slice(-300)}`);
      return web('/').then(
        (answer) => answer.text(),
        () => null,
      );
    });
  } catch (error) {
    await dispose();
    throw error;
  }
  const printer: Ippeveprinter = {
    uri: `ipp://localhost:${port}/ipp/print`,
    port,
    async fault(reason) {
      const file = path.join(room, 'fault');
      if (reason === null) await rm(file, { force: true });
      else await writeFile(file, reason);
    },
    async load(size, sheets) {
      await (await web(`/media?size1=${size}&type1=stationery&level1=${sheets}&${colours ? SECOND : BY_PASS}`)).text();
    },
    async toner(percent) {
      await (await web(`/supplies?supply0=25&supply1=${percent}`)).text();
    },
    async supplies(...percents) {
      await (await web(`/supplies?${percents.map((percent, at) => `supply${at}=${percent}`).join('&')}`)).text();
    },
    async waste(percent) {
      await (await web(`/supplies?supply0=${percent}&supply1=75`)).text();
    },
    async paper() {
      const names = (await readdir(path.join(room, 'paper'))).sort(
        (one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10),
      );
      return Promise.all(names.map(async (name) => Uint8Array.from(await readFile(path.join(room, 'paper', name)))));
    },
    fingerprint256: () =>
      new Promise((resolve, reject) => {
        const socket = connect({ host: 'localhost', port, rejectUnauthorized: false }, () => {
          resolve(socket.getPeerCertificate().fingerprint256);
          socket.destroy();
        });
        socket.once('error', reject);
      }),
    kill,
    [Symbol.asyncDispose]: dispose,
  };
  await printer.load('iso_a4_210x297mm', 250);
  return printer;
}
