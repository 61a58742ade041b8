import { expect, it } from 'vitest';
import {
  type BarcodeReader,
  type Completion,
  completed,
  type DeviceStatus,
  failed,
  type IdCardReader,
  type PrintProof,
  type ReceiptPrinter,
} from '../contract/index.ts';
import { runChecks } from './run.ts';
import { judged } from './saboteur.test-kit.ts';
import { simulatedBarcodeReader } from './scanner-subjects.ts';
import { simulatedIdCardReader, simulatedReceiptPrinter } from './simulated-subjects.ts';
import { suites } from './suites.ts';

const CYCLES = 20;
const never = new Promise<never>(() => undefined);

/** Each wrong driver, and the check that must catch it. */
const printers: readonly [string, string, (device: ReceiptPrinter) => Partial<ReceiptPrinter>][] = [
  [
    'claims a print it did not make',
    'print.proof',
    () => ({
      print: async (job): Promise<Completion<PrintProof>> => {
        job.onSent?.();
        return completed({ jobId: job.jobId, fence: 'printer-executed-cut', bytes: 1 });
      },
    }),
  ],
  [
    'prints twice',
    'print.proof',
    (device) => ({
      print: async (job) => {
        await device.print({ jobId: job.jobId, receipt: job.receipt });
        return device.print(job);
      },
    }),
  ],
  [
    'calls a spooler’s word a proof',
    'print.proof',
    (device) => ({
      print: async (job) => {
        const done = await device.print(job);
        return done.ok ? completed({ ...done.value, fence: 'spooler-accepted' as const }) : done;
      },
    }),
  ],
  [
    'says nothing happened when the plug was pulled midway',
    'print.plug-out',
    (device) => ({
      print: async (job) => {
        const done = await device.print(job);
        return done.ok ? done : failed(done.error.code, done.error.errorCode, done.error.message, 'none');
      },
    }),
  ],
  [
    'says success when the plug was pulled midway',
    'print.plug-out',
    (device) => ({
      print: async (job) => {
        await device.print(job);
        return completed({ jobId: job.jobId, fence: 'printer-executed-cut' as const, bytes: 1 });
      },
    }),
  ],
  ['never ends', 'print.proof', () => ({ print: () => never })],
  [
    'quotes the receipt in its status',
    'privacy.nothing-personal-said',
    (device) => ({
      onStatus: (listener) => device.onStatus((status) => listener({ ...status, evidence: 'printed for 张三样例' })),
    }),
  ],
  [
    'is online without a device',
    'plug.out-while-idle',
    (device) => {
      const online = (status: DeviceStatus): DeviceStatus => ({ ...status, device: 'online' });
      return { status: () => online(device.status()), refresh: async () => online(await device.refresh()) };
    },
  ],
];

const readers: readonly [string, string, (device: IdCardReader) => Partial<IdCardReader>][] = [
  ['waits for ever', 'command.timeout', () => ({ read: () => never })],
  [
    'gives up at once',
    'command.timeout',
    (device) => ({ read: (options) => device.read({ ...options, timeoutMs: 1 }) }),
  ],
  ['cannot be aborted', 'command.abort', (device) => ({ read: ({ timeoutMs }) => device.read({ timeoutMs }) })],
  [
    'hands out the card of the person before',
    'card.never-the-last-one',
    (device) => {
      let last: Awaited<ReturnType<IdCardReader['read']>> | null = null;
      return {
        read: async (options) => {
          last ??= await device.read(options);
          return last;
        },
      };
    },
  ],
  [
    'throws where a completion belongs',
    'plug.absent',
    (device) => ({
      open: async () => {
        const opened = await device.open();
        if (!opened.ok) throw new Error('no such device');
        return opened;
      },
    }),
  ],
  ['keeps its port', 'cycles.open-close', (device) => ({ close: async () => void device })],
  ['says an old observation is new', 'status.refresh', (device) => ({ refresh: async () => device.status() })],
  [
    'quotes the number in an error',
    'privacy.nothing-personal-said',
    (device) => {
      let number = '';
      return {
        read: async (options) => {
          const read = await device.read(options);
          if (read.ok) number = read.value.number;
          return read.ok ? read : failed(read.error.code, read.error.errorCode, `after ${number}`);
        },
      };
    },
  ],
];

const scanners: readonly [string, string, (device: BarcodeReader) => Partial<BarcodeReader>][] = [
  [
    'keeps the suffix',
    'code.read',
    (device) => ({
      read: async (options) => {
        const read = await device.read(options);
        return read.ok ? completed({ ...read.value, text: `${read.value.text}\r` }, 'none') : read;
      },
    }),
  ],
  [
    'runs two commands at once',
    'command.one-at-a-time',
    (device) => ({
      read: async (options) => {
        const read = await device.read(options);
        return !read.ok && read.error.code === 'sequenceError' ? failed('timeOut', 'noCode', 'no code') : read;
      },
    }),
  ],
];

const CAUGHT = { honest: 'passed', wrong: 'failed' };

it.each(printers)('a receipt printer that %s fails %s', async (_, id, change) => {
  const make = () => simulatedReceiptPrinter('epson', CYCLES);
  expect(await judged(make, suites.receiptPrinter, id, change)).toEqual(CAUGHT);
});

it.each(readers)('a card reader that %s fails %s', async (_, id, change) => {
  expect(await judged(() => simulatedIdCardReader(CYCLES), suites.idCardReader, id, change)).toEqual(CAUGHT);
});

it.each(scanners)('a scanner that %s fails %s', async (_, id, change) => {
  const make = () => simulatedBarcodeReader('newland', CYCLES);
  expect(await judged(make, suites.barcodeReader, id, change)).toEqual(CAUGHT);
});

it('what nobody arranged is skipped, which is no pass', async () => {
  const subject = simulatedIdCardReader(CYCLES);
  const alone = { ...subject, stage: { ...subject.stage, direct: async () => false } };
  const results = await runChecks(alone, suites.idCardReader);
  expect(results.find(({ id }) => id === 'card.read')).toMatchObject({ outcome: 'skipped' });
  expect(results.find(({ id }) => id === 'lifecycle.open')).toMatchObject({ outcome: 'passed' });
});

it('an exception’s words never reach the report', async () => {
  const check = { id: 'x', requirement: 'x', on: 'any', run: () => Promise.reject(new TypeError('张三样例')) } as const;
  expect(await runChecks(simulatedIdCardReader(1), [check])).toMatchObject([
    { outcome: 'failed', evidence: 'threw TypeError' },
  ]);
});
