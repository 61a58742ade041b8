import { spawn } from 'node:child_process';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { type BedDevice, HidBed, whyNoHidBed } from '../../test/peers/hid-bed/hid-bed.ts';
import type { Row, Setting } from './row.ts';
import { ratios, spread, summarise } from './statistics.ts';

/** What a citizen cannot notice in a scan; the raw file takes most of it. */
const BAR_RATIO = 2;

/** Vendor page, no report numbers, 64 bytes in and out. */
const ECHO: BedDevice = {
  id: 'echo',
  vendorId: 0x0400,
  productId: 0xc35b,
  manufacturer: 'Example',
  product: 'Echo',
  serialNumber: 'E0001',
  descriptor: Uint8Array.from(Buffer.from('0600FF0901A101150026FF00750895400902810209039102C0', 'hex')),
};

const roundSchema = z.object({ ours: z.array(z.number()), raw: z.array(z.number()) });

/**
 * One report out and its answer in, through our transport and by plain write and read on the same hidraw node, in turns,
 * in a program of its own. The device is virtual (umockdev): the way through two other processes is in both sides.
 */
export async function measureHid({ root, quick }: Setting): Promise<Row[]> {
  const why = whyNoHidBed();
  if (why !== null) return [{ name: 'hid', what: why, measured: '–', bar: null, met: null, values: [] }];
  const bed = await HidBed.start();
  try {
    await bed.plug(ECHO);
    const stop = bed.onEvent((event) => {
      if (event.event === 'output') void bed.input(ECHO.id, Uint8Array.from(Buffer.from(event.hex, 'hex')));
    });
    const program = path.join(root, 'scripts/bench/hid-exchange.ts');
    const child = spawn(process.execPath, [program, quick ? '2' : '20'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...bed.environment },
    });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const [status, said, complained] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    stop();
    if (status !== 0) throw new Error(`hid-exchange failed: ${complained.trim().slice(-1000)}`);
    const rounds = said
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => roundSchema.parse(JSON.parse(line)));
    return rowsOf(rounds);
  } finally {
    await bed.stop();
  }
}

function rowsOf(rounds: readonly z.infer<typeof roundSchema>[]): Row[] {
  const line = (what: string, values: readonly number[]): Row => ({
    name: 'hid',
    what,
    measured: `${spread(summarise(values), 'ms')}, p99 ${summarise(values).p99.toFixed(2)}`,
    bar: null,
    met: null,
    values,
    note: 'virtual hidraw device; its way through two processes is in it',
  });
  const medians = (side: 'ours' | 'raw') => rounds.map((round) => summarise(round[side]).median);
  const ratio = ratios(medians('ours'), medians('raw'));
  const summary = summarise(ratio);
  return [
    line(
      'HID report out → answer in, our transport',
      rounds.flatMap(({ ours }) => ours),
    ),
    line(
      'the same by plain write and read on the node',
      rounds.flatMap(({ raw }) => raw),
    ),
    {
      name: 'hid',
      what: 'our transport ÷ plain write and read (time)',
      measured: spread(summary),
      bar: `≤ ${BAR_RATIO}`,
      met: summary.median <= BAR_RATIO,
      values: ratio,
      note: `${rounds.length} rounds in turns`,
    },
  ];
}
