import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { createHidTransport } from '../../drivers/transports/index.ts';
import { must } from './row.ts';

/**
 * Run by `hid.ts` where the virtual device can be seen: so many rounds of exchanges, ours and plain ones in turns, one
 * line of JSON (milliseconds) for each round.
 */
const PORT = 'hid://0400:c35b';
const NODE = '/dev/hidraw0';
const EXCHANGES = 50;
const WARM_UP = 5;
const BYTES = 64;

function report(index: number): Uint8Array {
  const bytes = new Uint8Array(BYTES + 1);
  new DataView(bytes.buffer).setUint32(1, index, true);
  return bytes;
}

async function ours(): Promise<number[]> {
  const transport = must(createHidTransport(PORT));
  must(await transport.open());
  let heard: (report: Uint8Array) => void = () => undefined;
  transport.onReport((bytes) => heard(bytes));
  const times: number[] = [];
  for (let index = 0; index < EXCHANGES + WARM_UP; index++) {
    const sent = report(index);
    const answer = new Promise<Uint8Array>((resolve) => {
      heard = resolve;
    });
    const begun = performance.now();
    must(await transport.writeOutput(sent));
    const came = await answer;
    times.push(performance.now() - begun);
    if (Buffer.compare(came, sent) !== 0) throw new Error('another report came back');
  }
  await transport.close();
  return times.slice(WARM_UP);
}

function raw(): number[] {
  const file = openSync(NODE, constants.O_RDWR);
  const buffer = new Uint8Array(BYTES);
  const times: number[] = [];
  for (let index = 0; index < EXCHANGES + WARM_UP; index++) {
    const sent = report(index);
    const begun = performance.now();
    writeSync(file, sent);
    const length = readSync(file, buffer);
    times.push(performance.now() - begun);
    if (length !== BYTES || Buffer.compare(buffer, sent.subarray(1)) !== 0) throw new Error('another report came back');
  }
  closeSync(file);
  return times.slice(WARM_UP);
}

for (let round = 0; round < Number(process.argv[2] ?? '1'); round++) {
  const first = round % 2 === 0 ? raw() : null;
  const own = await ours();
  process.stdout.write(`${JSON.stringify({ ours: own, raw: first ?? raw() })}\n`);
}
