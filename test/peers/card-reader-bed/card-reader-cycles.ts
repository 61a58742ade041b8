import { PcscSocialSecurityCardReader } from '../../../drivers/card-reader/driver.ts';
import { PcscCardService } from '../../../drivers/card-reader/pcsc-service.ts';
import { Holdings } from '../../../drivers/conformance/counting.ts';
import { type SmartCardReader, systemClock } from '../../../drivers/contract/index.ts';
import { recordCards } from '../../../drivers/replay/record-cards.ts';
import { Attachment } from '../../../src-main/device-host/attachment.ts';
import { PhysicalDevice } from '../../../src-main/device-host/physical-device.ts';
import { trafficRing } from '../../../src-main/device-host/traffic-ring.ts';
import type { HidCycles } from '../../vm/observe/hid-cycles-seen.ts';
import { held } from '../../vm/observe/left-behind.ts';
import { Turn } from '../../vm/observe/turn.ts';
import type { CardReaderBed } from './card-reader-bed.ts';

const WARM_UP = 1;
/** Counting objects takes a second each class, and shows nothing after a few cycles. */
const FEW = 20;
/** A reader that is still listed so long after its slots were closed stays. Milliseconds. */
const GONE_MS = 50;
/** The host's and the driver's patience, which is for people and slow services, is shortened by so much. */
const HURRY = 10;
const READ_MS = 60_000;

/**
 * A USB card reader with a card in it that comes and goes under the device host's attachment, with the traffic ring the host
 * gives it: at rest, and while the card is read. Counted with the reader there and at rest, as for HID scanners.
 */
export async function cardReaderCycles(bed: CardReaderBed, cycles: number): Promise<HidCycles> {
  const { Client } = await import('pcsc-mini');
  const holdings = new Holdings();
  const ring = trafficRing('cardReader', 'apdu');
  const heard = new Turn();
  const ends: Record<string, number> = {};
  let attached = 0;
  let detached = 0;
  const clock = holdings.clock({
    now: () => systemClock.now() * HURRY,
    delay: (milliseconds, signal) => systemClock.delay(milliseconds / HURRY, signal),
  });
  const attachment = new Attachment<SmartCardReader>({
    deviceClass: 'cardReader',
    create: () =>
      new PcscSocialSecurityCardReader(
        holdings.cards(recordCards(ring, new PcscCardService())),
        { reader: bed.reader },
        clock,
      ),
    physical: new PhysicalDevice('pcsc:'),
    identity: null,
    clock,
    onStatus: () => heard.tell(),
    onEvent: ({ name }) => {
      if (name === 'Device.Attached') attached += 1;
      if (name === 'Device.Detached') detached += 1;
      heard.tell();
    },
    flapLimits: { times: Number.POSITIVE_INFINITY, withinMs: 1, restMs: 0, longestMs: 0 },
  });

  const plugged = async () => {
    const times = attached;
    await bed.plug();
    await heard.until('attached', () => attached > times && attachment.status().media === 'present');
  };
  const unplugged = async () => {
    await bed.unplug();
    // pcscd may list a reader a moment longer than it has it: then it comes and goes once more.
    let quiet = false;
    while (!quiet) {
      await heard.until('detached', () => detached === attached);
      const times = attached;
      await systemClock.delay(GONE_MS);
      quiet = attached === times && detached === times;
    }
  };
  const read = (onReading: () => void): Promise<void> =>
    attachment
      .run((device) =>
        device.read({ timeoutMs: READ_MS * HURRY, onProgress: (progress) => progress === 'reading' && onReading() }),
      )
      .then((ended) => {
        const how = ended.ok ? 'ok' : ended.error.errorCode;
        ends[how] = (ends[how] ?? 0) + 1;
      });
  const cycle = async (round: number) => {
    await plugged();
    if (round % 10 === 1) await read(() => undefined);
    let cut: Promise<void> = Promise.resolve();
    if (round % 2 === 0) await new Promise<void>((reading) => (cut = read(reading)));
    await unplugged();
    await cut;
  };
  const counted = async () => {
    await plugged();
    const { listeners, openPorts, timers } = holdings;
    const classes = [PcscSocialSecurityCardReader, PcscCardService, Client, AbortController, AbortSignal];
    const counts = { ...(await held(cycles < FEW ? [] : classes)), own: { listeners, openPorts, timers } };
    await unplugged();
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
