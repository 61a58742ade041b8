import type { Completion } from '../../../drivers/contract/index.ts';
import { SdtIdCardReader } from '../../../drivers/id-card-reader/driver.ts';
import { blankCard, simulatedCard } from '../../../drivers/id-card-reader/simulated-card.ts';
import { SdtReaderSimulator } from '../../../drivers/id-card-reader/simulator.ts';
import { UsbSdtTransport } from '../../../drivers/id-card-reader/usb-sdt-transport.ts';
import type { CableBench } from './cable-bench.ts';
import { until } from './until.ts';

const QUESTIONS = 30;
const READ_MS = 20_000;

function card() {
  const made = simulatedCard({
    ...blankCard,
    name: '测试䶮',
    number: '110101190001010006',
    birth: '1900-01-01',
    address: '测试省样例市虚构区示范路1号',
  });
  if (!made.ok) throw new Error(made.error);
  return made.value;
}

const completion = <T>(ended: Completion<T>, tell: (value: T) => unknown = () => null): unknown =>
  ended.ok
    ? { ok: tell(ended.value), effect: ended.effect }
    : { code: ended.error.code, errorCode: ended.error.errorCode, effect: ended.error.effect };

/** What our card reader makes of this cable: a card, many questions, unplugged at rest and in the middle of a frame. */
export async function observeCardReader(bench: CableBench): Promise<unknown> {
  const transport = bench.transport();
  const driver = new SdtIdCardReader(transport);
  const simulator = new SdtReaderSimulator();
  const statuses: string[] = [];
  driver.onStatus(({ device, faults }) => {
    const line = [device, ...faults].join(' ');
    if (statuses.at(-1) !== line) statuses.push(line);
  });
  let bytes = 0;
  transport.onData((data) => {
    bytes += data.length;
  });
  let hangUps = 0;
  transport.onHangUp(() => {
    hangUps += 1;
  });
  const plug = async () => {
    simulator.attach(await bench.plug());
    return completion(await driver.open());
  };
  const read = async () => {
    simulator.layCard(card());
    return completion(await driver.read({ timeoutMs: READ_MS }), ({ name, number, address }) => ({
      ...{ name, number, address },
    }));
  };
  const open = await plug();
  const { identity } = driver.status();
  const layout = transport instanceof UsbSdtTransport ? (transport.layout?.kind ?? null) : null;
  const firstRead = await read();
  let answered = 0;
  for (let question = 0; question < QUESTIONS; question += 1) answered += (await driver.readSamId()).ok ? 1 : 0;

  await bench.unplug();
  await until('the driver to see the unplug', () => driver.status().faults.includes('hung-up'));
  const atRest = {
    hangUps,
    question: completion(await driver.readSamId()),
    open: completion(await driver.open()),
    write: await transport.write(Uint8Array.of(1)).then((result) => (result.ok ? 'ok' : result.error.kind)),
  };

  const reopened = await plug();
  simulator.inject({ kind: 'hangUpMidFrame' }, { on: 'readBase' });
  bytes = 0;
  const cut = await read();
  await bench.unplug();
  const inMidFrame = { hangUps, bytes, read: cut, open: completion(await driver.open()) };

  const again = await plug();
  const lastRead = await read();
  await driver.close();
  await bench.unplug();
  return {
    ...{ open, identity, layout, firstRead, answered, atRest, reopened, inMidFrame, again, lastRead },
    ...{ hangUps, statuses },
  };
}
