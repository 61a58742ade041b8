import { encodeHidPosReports } from '../../../drivers/barcode-reader/hid-pos.ts';
import { HidPosBarcodeReader } from '../../../drivers/barcode-reader/hid-pos-driver.ts';
import { STANDARD_LAYOUT } from '../../../drivers/barcode-reader/hid-pos-layout.ts';
import { HidPosSimulator, hidPosDescriptor } from '../../../drivers/barcode-reader/hid-pos-simulator.ts';
import { createBarcodeReader } from '../../../drivers/barcode-reader/make.ts';
import { Holdings } from '../../../drivers/conformance/counting.ts';
import { type BarcodeReader, systemClock } from '../../../drivers/contract/index.ts';
import { recordHid } from '../../../drivers/replay/record-hid.ts';
import { NodeHidTransport } from '../../../drivers/transports/hid-node.ts';
import { Attachment } from '../../../src-main/device-host/attachment.ts';
import { PhysicalDevice } from '../../../src-main/device-host/physical-device.ts';
import { trafficRing } from '../../../src-main/device-host/traffic-ring.ts';
import { type HidBench, type HidSpecimen, wireOf } from './hid-bench.ts';
import type { HidCycles } from './hid-cycles-seen.ts';
import { held } from './left-behind.ts';
import { LONG_CODE } from './long-code.ts';
import { Turn } from './turn.ts';

const scanner: HidSpecimen = {
  vendorId: 0x0c2e,
  productId: 0x0901,
  manufacturer: 'Example',
  product: 'Scanner',
  serialNumber: 'S0001',
  descriptor: hidPosDescriptor(STANDARD_LAYOUT, 'usages'),
};
const PORT = 'hid://0c2e:0901';
const WARM_UP = 4;
const FEW = 20;
/** The host's patience, which is for people and loose plugs, is shortened by so much. */
const HURRY = 10;
const PATIENCE_MS = 60_000;
/** Every class of which a departure makes a new object. Counting takes a second, and shows nothing after a few cycles. */
const CLASSES = [HidPosBarcodeReader, NodeHidTransport, AbortController, AbortSignal];

/**
 * A scanner that comes and goes under the device host's attachment, with the traffic ring the host gives it: at rest, and in
 * the middle of a reading with half a code told. It is never left alone for flapping.
 */
export async function hidPlugCycles(bench: HidBench, cycles: number): Promise<HidCycles> {
  const holdings = new Holdings();
  const ring = trafficRing('barcodeReader', 'hid');
  const heard = new Turn();
  const ends: Record<string, number> = {};
  let attached = 0;
  let detached = 0;
  const clock = holdings.clock({
    now: () => systemClock.now(),
    delay: (milliseconds, signal) => systemClock.delay(milliseconds / HURRY, signal),
  });
  const attachment = new Attachment<BarcodeReader>({
    deviceClass: 'barcodeReader',
    create: () => {
      const made = createBarcodeReader({ port: PORT, tapHid: (inner) => recordHid(ring, holdings.hid(inner)) });
      if (!made.ok) throw new Error(made.error);
      return made.value;
    },
    physical: new PhysicalDevice(PORT),
    identity: 'S0001',
    clock,
    onStatus: () => heard.tell(),
    onEvent: ({ name }) => {
      if (name === 'Device.Attached') attached += 1;
      if (name === 'Device.Detached') detached += 1;
      heard.tell();
    },
    flapLimits: { times: Number.POSITIVE_INFINITY, withinMs: 1, restMs: 0, longestMs: 0 },
  });
  const simulator = new HidPosSimulator(wireOf(bench), { trigger: 'usages' });
  bench.onOutput(() => heard.tell());
  const [half = new Uint8Array(0)] = encodeHidPosReports(Buffer.from(LONG_CODE), ']Q1', STANDARD_LAYOUT);

  const read = (): Promise<void> =>
    attachment
      .run((device) => device.read({ timeoutMs: PATIENCE_MS }))
      .then((ended) => {
        const how = ended.ok ? 'ok' : ended.error.errorCode;
        ends[how] = (ends[how] ?? 0) + 1;
        heard.tell();
      });
  const plugged = async () => {
    const times = attached;
    await bench.plug(scanner);
    await heard.until('attached', () => attached > times && attachment.status().device === 'online');
    // The driver puts it out when it opens; that may be told here a moment later.
    await heard.until('the light to be out', () => !simulator.reading);
  };
  const cycle = async (round: number) => {
    await plugged();
    if (round % 4 === 1) {
      simulator.showCode('QUEUE-0042');
      await read();
    }
    const cut = round % 2 === 0 ? read() : null;
    if (cut) {
      await heard.until('the light', () => simulator.reading);
      if (round % 4 === 0) await bench.input(half);
    }
    await bench.unplug();
    await cut;
    await heard.until('detached', () => detached === attached);
  };
  /** With the device there and at rest: then nothing is under way. */
  const counted = async () => {
    await plugged();
    const { listeners, openPorts, timers } = holdings;
    const counts = { ...(await held(cycles < FEW ? [] : CLASSES)), own: { listeners, openPorts, timers } };
    await bench.unplug();
    await heard.until('detached', () => detached === attached);
    return counts;
  };

  attachment.start();
  for (let round = 0; round < WARM_UP; round += 1) await cycle(round);
  const before = await counted();
  for (const end of Object.keys(ends)) delete ends[end];
  const [attachedBefore, detachedBefore] = [attached, detached];
  for (let round = 0; round < cycles; round += 1) await cycle(round);
  const came = { attached: attached - attachedBefore, detached: detached - detachedBefore };
  const after = await counted();
  await attachment.stop();
  return { before, after, ...came, ends };
}
