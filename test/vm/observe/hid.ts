import HID from 'node-hid';
import { encodeHidPosReports } from '../../../drivers/barcode-reader/hid-pos.ts';
import { HidPosBarcodeReader } from '../../../drivers/barcode-reader/hid-pos-driver.ts';
import { STANDARD_LAYOUT } from '../../../drivers/barcode-reader/hid-pos-layout.ts';
import { HidPosSimulator, hidPosDescriptor } from '../../../drivers/barcode-reader/hid-pos-simulator.ts';
import type { Clock, Completion, HidTransport, Result, TransportError } from '../../../drivers/contract/index.ts';
import { createHidTransport } from '../../../drivers/transports/hid-node.ts';
import { type HidBench, type HidSpecimen, wireOf } from './hid-bench.ts';
import { LONG_CODE } from './long-code.ts';
import { until } from './until.ts';

const scanner: HidSpecimen = {
  vendorId: 0x0c2e,
  productId: 0x0901,
  manufacturer: 'Example',
  product: 'Scanner',
  serialNumber: 'S0001',
  descriptor: hidPosDescriptor(STANDARD_LAYOUT, 'usages'),
};
const SCANNER_PORT = 'hid://0c2e:0901';
const SCANNER_PAGE = 0x8c;
/** Vendor page, reports without ids, 64 bytes in and out, 8 bytes of feature. */
const plain: HidSpecimen = {
  vendorId: 0x0400,
  productId: 0xc35b,
  manufacturer: 'Example',
  product: 'Reader',
  serialNumber: 'R0001',
  descriptor: Uint8Array.from(Buffer.from('0600FF0901A101150026FF0075089540090281020903910295080904B102C0', 'hex')),
};
const PLAIN_PORT = 'hid://0400:c35b/R0001';
const BURST = 40;

const hex = (bytes: Uint8Array | null): string | null => (bytes === null ? null : Buffer.from(bytes).toString('hex'));
/** Reasons in brackets are the system's words, and differ. */
const plainly = (text: string): string => text.replace(/ \(.*\)/, '');

const outcome = (result: Result<unknown, TransportError>): string =>
  result.ok ? 'ok' : `${result.error.kind}: ${plainly(result.error.message)}`;
const completion = <T>(ended: Completion<T>): unknown =>
  ended.ok
    ? { ok: ended.value ?? null, effect: ended.effect }
    : { code: ended.error.code, errorCode: ended.error.errorCode, effect: ended.error.effect };

function opened(port: string, usagePage?: number): HidTransport {
  const made = createHidTransport(port, usagePage === undefined ? {} : { usagePage });
  if (!made.ok) throw new Error(made.error.message);
  return made.value;
}

/** Half a code must not be taken for a whole one because the machine is slow. */
const standingClock: Clock = {
  now: () => 0,
  delay: (_milliseconds, signal) =>
    new Promise((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true })),
};

/** A report that tells itself from others. */
const numbered = (id: number, index: number, length = 64): Uint8Array => {
  const report = new Uint8Array(length);
  report.set([id, index, 0xee]);
  return report;
};

/** What the system's list says of the device, but for its path and bus, which no code of ours reads. */
function listed({ vendorId, productId }: HidSpecimen): unknown {
  return HID.devices()
    .filter((device) => device.vendorId === vendorId && device.productId === productId)
    .map(({ serialNumber, manufacturer, product, release, interface: place, usagePage, usage }) => ({
      ...{ serialNumber, manufacturer, product, release, interface: place, usagePage, usage },
    }));
}

/** The transport on a scanner whose reports have ids. */
async function numberedReports(bench: HidBench): Promise<unknown> {
  await bench.plug(scanner);
  const transport = opened(SCANNER_PORT, SCANNER_PAGE);
  const reports: Uint8Array[] = [];
  const outputs: Uint8Array[] = [];
  const hangUps: string[] = [];
  transport.onReport((report) => reports.push(report));
  transport.onHangUp((reason) => hangUps.push(plainly(reason)));
  bench.onOutput((report) => outputs.push(report));
  const list = listed(scanner);
  const open = outcome(await transport.open());
  const { identity, descriptor } = transport;
  for (let index = 0; index < BURST; index += 1) await bench.input(numbered(2, index));
  await until('a burst of reports', () => reports.length >= BURST);
  const burst = { count: reports.length, lengths: [...new Set(reports.map(({ length }) => length))] };
  const inOrder = reports.every((report, index) => hex(report) === hex(numbered(2, index)));
  await bench.input(Uint8Array.of(2, 1, 0x41));
  await bench.input(numbered(2, BURST));
  await until('the report behind the short one', () => reports.some((report) => report[1] === BURST));
  const short = reports.slice(BURST, -1).map(hex);
  const write = outcome(await transport.writeOutput(Uint8Array.of(4, 4)));
  const output = hex(await until('an output report', () => outputs[0]));
  await transport.close();
  // Nobody is there to hear these.
  for (let index = 0; index < 3; index += 1) await bench.input(numbered(2, 100 + index));
  const again = outcome(await transport.open());
  await until('the next report', () => {
    void bench.input(numbered(2, 200));
    return reports.some((report) => report[1] === 200);
  });
  const unheard = reports.filter((report) => (report[1] ?? 0) >= 100 && report[1] !== 200).length;
  const secondOpening = outcome(await transport.open());
  await bench.unplug();
  await until('a hang-up', () => hangUps.length > 0);
  const afterUnplug = {
    write: outcome(await transport.writeOutput(Uint8Array.of(4, 2))),
    reopen: outcome(await transport.open()),
    listed: listed(scanner),
  };
  const seenBefore = reports.length;
  await bench.plug(scanner);
  const reopened = outcome(await transport.open());
  await bench.input(numbered(2, 7));
  const next = hex(await until('a report after the unplug', () => reports[seenBefore]));
  await transport.close();
  await bench.unplug();
  return {
    ...{ list, open, identity, descriptor: hex(descriptor), burst, inOrder, short, write, output },
    ...{ again, unheard, secondOpening, hangUps, afterUnplug, reopened, next },
  };
}

/** The transport on a device whose reports have no ids, and feature reports where the bench has them. */
async function unnumberedReports(bench: HidBench): Promise<unknown> {
  await bench.plug(plain);
  const transport = opened(PLAIN_PORT);
  const reports: Uint8Array[] = [];
  const outputs: Uint8Array[] = [];
  transport.onReport((report) => reports.push(report));
  bench.onOutput((report) => outputs.push(report));
  const list = listed(plain);
  const open = outcome(await transport.open());
  const whole = numbered(0, 9, 65);
  await bench.input(whole);
  const report = hex(await until('a report', () => reports[0]));
  const write = outcome(await transport.writeOutput(whole));
  const output = hex(await until('an output report', () => outputs[0]));
  const feature = await features(bench, transport);
  await transport.close();
  const closed = outcome(await transport.writeOutput(whole));
  await bench.unplug();
  return { list, open, report, write, output, feature, closed };
}

async function features(bench: HidBench, transport: HidTransport): Promise<unknown> {
  if (!bench.feature) return null;
  const set: Uint8Array[] = [];
  bench.onFeatureSet((report) => set.push(report));
  await bench.feature(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8));
  const got = await transport.getFeature(0, 9);
  const none = await transport.getFeature(5, 9);
  const sent = outcome(await transport.sendFeature(Uint8Array.of(0, 9, 8, 7, 6, 5, 4, 3, 2)));
  return {
    got: got.ok ? hex(got.value) : outcome(got),
    none: none.ok ? hex(none.value) : none.error.kind,
    sent,
    set: hex(await until('a feature report', () => set[0])),
  };
}

/** The whole driver with our simulator behind the kernel's device. */
async function reader(bench: HidBench): Promise<unknown> {
  await bench.plug(scanner);
  const outputs: (string | null)[] = [];
  bench.onOutput((report) => outputs.push(hex(report)));
  const simulator = new HidPosSimulator(wireOf(bench), { trigger: 'usages' });
  const driver = new HidPosBarcodeReader(opened(SCANNER_PORT, SCANNER_PAGE), standingClock);
  const statuses: string[] = [];
  driver.onStatus(({ device, faults }) => {
    const line = [device, ...faults].join(' ');
    if (statuses.at(-1) !== line) statuses.push(line);
  });
  const open = completion(await driver.open());
  const { identity } = driver.status();
  const codes: unknown[] = [];
  for (const code of ['QUEUE-0042', LONG_CODE]) {
    simulator.showCode(code);
    codes.push(completion(await driver.read({ timeoutMs: 60_000 })));
  }
  await until('the light to go out', () => !simulator.reading);
  const lights = outputs.splice(0);
  const cut = driver.read({ timeoutMs: 60_000 });
  await until('the light to go on', () => simulator.reading);
  const [half] = encodeHidPosReports(Buffer.from(LONG_CODE), ']Q1', STANDARD_LAYOUT);
  if (half) await bench.input(half);
  await bench.unplug();
  const unplugged = completion(await cut);
  const withoutDevice = [completion(await driver.read({ timeoutMs: 1 })), completion(await driver.open())];
  await bench.plug(scanner);
  const reopened = completion(await driver.open());
  simulator.showCode('QUEUE-0043');
  const read = completion(await driver.read({ timeoutMs: 60_000 }));
  await driver.close();
  await bench.unplug();
  return { open, identity, codes, lights, unplugged, withoutDevice, reopened, read, statuses };
}

/** Everything our code can see of HID devices made by this bench. */
export async function observeHid(bench: HidBench): Promise<unknown> {
  return {
    numbered: await numberedReports(bench),
    unnumbered: await unnumberedReports(bench),
    reader: await reader(bench),
  };
}
