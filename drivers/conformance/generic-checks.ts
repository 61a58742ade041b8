import {
  type Completion,
  type Device,
  type DeviceError,
  type DeviceStatus,
  deviceErrorSchema,
  deviceStatusSchema,
} from '../contract/index.ts';
import { type Check, demand, type Subject, staged, within } from './check.ts';
import { cycleChecks } from './cycle-checks.ts';
import { privacyCheck } from './privacy-check.ts';
import { type ClassProbe, EFFECT_LIMIT_MS, OPEN_LIMIT_MS, opened } from './probe.ts';

const DOWN: readonly DeviceStatus['device'][] = ['noDevice', 'offline', 'powerOff', 'hardwareError'];
/** A short command's own limit in the checks of time. Milliseconds. */
const SHORT_MS = 1_000;
/** A device may take this much longer than it was allowed: its last question still runs to its own end. */
const SLACK_MS = 5_000;

const refused = (completion: Completion<unknown>): DeviceError => {
  demand(!completion.ok, 'a command succeeded that could not');
  return completion.error;
};

/** An error a technician can read and a program can act on. */
export function demandGoodError(error: DeviceError): void {
  demand(deviceErrorSchema.safeParse(error).success, 'an error breaks its schema');
  demand(error.errorCode !== '' && error.message !== '', 'an error without code or sentence');
  demand(!/[\r\n]/.test(error.message), 'an error message of several lines');
}

function demandGoodStatus(status: DeviceStatus, subject: Subject<Device>, since: number): void {
  demand(deviceStatusSchema.safeParse(status).success, 'a status breaks its schema');
  demand(status.deviceClass === subject.deviceClass, `the status names the class ${status.deviceClass}`);
  demand(status.evidence !== '' && !/[\r\n]/.test(status.evidence), 'the evidence is not one line');
  demand(status.model !== '', 'the model has no name');
  const now = subject.clock.now();
  demand(status.observedAt >= since && status.observedAt <= now, 'observedAt is not the time of the observation');
  const printer = subject.deviceClass === 'receiptPrinter' || subject.deviceClass === 'documentPrinter';
  demand(printer || status.paper === null, 'a class without paper has a paper axis');
}

async function untilDown(subject: Subject<Device>, device: Device): Promise<DeviceStatus> {
  const until = subject.clock.now() + 20_000;
  for (;;) {
    const status = await within(subject, OPEN_LIMIT_MS, 'refresh', device.refresh());
    if (status.device !== 'online' && status.device !== 'deviceBusy') return status;
    demand(subject.clock.now() < until, 'the plug is out, and 20 s later the status still says online');
    await subject.clock.delay(500);
  }
}

function lifecycle<D extends Device>(probe: ClassProbe<D>): Check<D>[] {
  return [
    {
      id: 'lifecycle.new-is-closed',
      requirement: 'A new driver is closed: it has a status and refuses commands without touching the world.',
      on: 'any',
      run: async (subject) => {
        const before = subject.clock.now();
        const device = subject.create();
        demandGoodStatus(device.status(), subject, before);
        demand(device.status().device !== 'online', 'online before it was opened');
        const error = refused(
          await within(subject, OPEN_LIMIT_MS, 'the command', probe.command(device, { timeoutMs: SHORT_MS })),
        );
        demandGoodError(error);
        demand(error.effect === 'none', `refused with effect ${error.effect}`);
        return `refused with ${error.code}/${error.errorCode}`;
      },
    },
    {
      id: 'lifecycle.open',
      requirement: 'Opening settles the first status within its time.',
      on: 'any',
      run: async (subject) => {
        const before = subject.clock.now();
        const device = await opened(subject);
        const status = device.status();
        demandGoodStatus(status, subject, before);
        demand(status.device === 'online', `after opening the device is ${status.device}`);
        return `online in ${Math.round(subject.clock.now() - before)} ms`;
      },
    },
    {
      id: 'lifecycle.open-twice',
      requirement: 'Opening an open device succeeds and disturbs nothing.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        const again = await within(subject, OPEN_LIMIT_MS, 'open', device.open());
        demand(again.ok, 'a second open failed');
        demand(device.status().device === 'online', 'a second open lost the device');
        return 'still online';
      },
    },
    {
      id: 'lifecycle.closed-refuses',
      requirement: 'After close every command is refused with effect none; closing again does nothing.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        await within(subject, OPEN_LIMIT_MS, 'close', device.close());
        await within(subject, OPEN_LIMIT_MS, 'close', device.close());
        demand(device.status().device !== 'online', 'still online after close');
        const error = refused(
          await within(subject, OPEN_LIMIT_MS, 'the command', probe.command(device, { timeoutMs: SHORT_MS })),
        );
        demandGoodError(error);
        demand(error.effect === 'none', `refused with effect ${error.effect}`);
        return `refused with ${error.code}/${error.errorCode}`;
      },
    },
    {
      id: 'lifecycle.reopen',
      requirement: 'A closed device opens again, by the same driver and by a new one.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        await device.close();
        const again = await within(subject, OPEN_LIMIT_MS, 'open', device.open());
        demand(again.ok && device.status().device === 'online', 'the same driver did not open again');
        await device.close();
        await (await opened(subject)).close();
        return 'opened three times';
      },
    },
    {
      id: 'lifecycle.close-ends-command',
      requirement: 'Closing ends the running command.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        const running = probe.command(device, { timeoutMs: 60_000 });
        await subject.clock.delay(20);
        await within(subject, OPEN_LIMIT_MS, 'close', device.close());
        const completion = await within(subject, EFFECT_LIMIT_MS, 'the command', running);
        if (probe.waits) demand(!completion.ok, 'a command nobody served succeeded');
        return completion.ok ? 'it had ended' : `ended with ${completion.error.code}/${completion.error.errorCode}`;
      },
    },
    {
      id: 'identity.stable',
      requirement: 'Identity and model are the same each time the same device is opened.',
      on: 'any',
      run: async (subject) => {
        const seen = new Set<string>();
        for (let round = 0; round < 3; round += 1) {
          const device = await opened(subject);
          seen.add(JSON.stringify([device.status().identity, device.status().model]));
          await device.close();
        }
        demand(seen.size === 1, `${seen.size} identities of one device`);
        return 'the same three times';
      },
    },
  ];
}

function statuses<D extends Device>(): Check<D>[] {
  return [
    {
      id: 'status.refresh',
      requirement: 'Refresh asks the device and renews the observation.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        await subject.clock.delay(50);
        const before = subject.clock.now();
        const status = await within(subject, OPEN_LIMIT_MS, 'refresh', device.refresh());
        demandGoodStatus(status, subject, before);
        demand(device.status().observedAt === status.observedAt, 'status() is not what refresh returned');
        return 'observed anew';
      },
    },
    {
      id: 'status.listeners',
      requirement: 'Status listeners hear every renewal, and nothing once they stopped.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        let heard = 0;
        const stop = device.onStatus(() => {
          heard += 1;
        });
        await within(subject, OPEN_LIMIT_MS, 'refresh', device.refresh());
        demand(heard > 0, 'a refresh was not told');
        stop();
        const before = heard;
        await within(subject, OPEN_LIMIT_MS, 'refresh', device.refresh());
        demand(heard === before, 'told after the listener stopped');
        return `told ${heard} times`;
      },
    },
  ];
}

function commands<D extends Device>(probe: ClassProbe<D>): Check<D>[] {
  const both: Check<D>[] = [
    {
      id: 'command.one-at-a-time',
      requirement: 'A second command meanwhile is refused with sequenceError and effect none; the first goes on.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        const first = probe.command(device, { timeoutMs: SHORT_MS });
        const error = refused(
          await within(subject, OPEN_LIMIT_MS, 'the second', probe.command(device, { timeoutMs: SHORT_MS })),
        );
        demand(error.code === 'sequenceError' && error.effect === 'none', `refused with ${error.code}/${error.effect}`);
        const completion = await within(subject, EFFECT_LIMIT_MS, 'the first', first);
        demand(completion.ok || completion.error.code !== 'sequenceError', 'both were refused');
        return 'the second was refused';
      },
    },
  ];
  if (!probe.waits) return both;
  return [
    ...both,
    {
      id: 'command.timeout',
      requirement: 'A command with nothing to do ends with timeOut, effect none, in its time and not before.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        const before = subject.clock.now();
        const error = refused(
          await within(subject, SHORT_MS + SLACK_MS, 'the command', probe.command(device, { timeoutMs: SHORT_MS })),
        );
        const took = subject.clock.now() - before;
        demandGoodError(error);
        demand(error.code === 'timeOut', `ended with ${error.code}`);
        demand(error.effect === 'none', `effect ${error.effect}`);
        demand(took >= SHORT_MS - 50, `gave up after ${Math.round(took)} ms`);
        return `timeOut after ${Math.round(took)} ms`;
      },
    },
    {
      id: 'command.abort',
      requirement: 'An aborted command ends with canceled, effect none, and the next one works.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        const abort = new AbortController();
        const running = probe.command(device, { timeoutMs: 60_000, signal: abort.signal });
        await subject.clock.delay(200);
        abort.abort();
        const error = refused(await within(subject, SLACK_MS, 'the aborted command', running));
        demandGoodError(error);
        demand(error.code === 'canceled' && error.effect === 'none', `ended with ${error.code}/${error.effect}`);
        const early = refused(
          await within(
            subject,
            SLACK_MS,
            'a command aborted before it began',
            probe.command(device, { timeoutMs: 60_000, signal: abort.signal }),
          ),
        );
        demand(early.code === 'canceled', `aborted before it began it ended with ${early.code}`);
        const next = refused(
          await within(subject, SHORT_MS + SLACK_MS, 'the next', probe.command(device, { timeoutMs: SHORT_MS })),
        );
        demand(next.code === 'timeOut', `the next command ended with ${next.code}`);
        return 'canceled, and the next one ran';
      },
    },
  ];
}

function plugs<D extends Device>(probe: ClassProbe<D>): Check<D>[] {
  return [
    {
      id: 'plug.out-while-idle',
      requirement:
        'A pulled plug is noticed within 20 s, named in the faults, and commands are refused with effect none.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        await staged(subject, 'unplug');
        const status = await untilDown(subject, device);
        demand(DOWN.includes(status.device), `unplugged it is ${status.device}`);
        demand(status.faults.length > 0, 'no fault is named');
        const error = refused(
          await within(subject, EFFECT_LIMIT_MS, 'the command', probe.command(device, { timeoutMs: SHORT_MS })),
        );
        demandGoodError(error);
        demand(error.effect === 'none', `refused with effect ${error.effect}`);
        return `${status.device}, ${status.faults.join(' ')}`;
      },
    },
    {
      id: 'plug.absent',
      requirement: 'Opening without a device is a completion with deviceNotReady, never an exception.',
      on: 'any',
      run: async (subject) => {
        await staged(subject, 'unplug');
        const device = subject.create();
        const error = refused(await within(subject, OPEN_LIMIT_MS, 'open', device.open()));
        demandGoodError(error);
        demand(error.code === 'deviceNotReady' && error.effect === 'none', `${error.code}/${error.effect}`);
        demand(device.status().device !== 'online', 'online without a device');
        return `${error.code}/${error.errorCode}`;
      },
    },
    {
      id: 'plug.in-again',
      requirement: 'Plugged in again, a new driver works.',
      on: 'any',
      run: async (subject) => {
        const device = await opened(subject);
        await staged(subject, 'unplug');
        await untilDown(subject, device);
        await within(subject, OPEN_LIMIT_MS, 'close', device.close());
        await staged(subject, 'plug-in');
        await opened(subject);
        return 'online again';
      },
    },
    ...(probe.waits
      ? [
          {
            id: 'plug.out-while-waiting',
            requirement: 'A plug pulled while a command waits ends it with effect none.',
            on: 'any',
            run: async (subject: Subject<D>) => {
              const device = await opened(subject);
              const running = probe.command(device, { timeoutMs: 120_000 });
              await subject.clock.delay(200);
              await staged(subject, 'unplug');
              const error = refused(await within(subject, EFFECT_LIMIT_MS, 'the command', running));
              demandGoodError(error);
              demand(error.code !== 'timeOut' || error.errorCode === 'no-answer', 'it waited for its time to end');
              demand(error.effect === 'none', `effect ${error.effect}`);
              demand(device.status().device !== 'online', 'still online');
              return `${error.code}/${error.errorCode}`;
            },
          } satisfies Check<D>,
        ]
      : []),
    {
      id: 'plug.silent-death',
      requirement: 'A port that takes no bytes any more is noticed although nothing hangs up.',
      on: 'simulator',
      run: async (subject) => {
        const device = await opened(subject);
        await staged(subject, 'silent-death');
        const status = await untilDown(subject, device);
        demand(status.faults.length > 0, 'no fault is named');
        return `${status.device}, ${status.faults.join(' ')}`;
      },
    },
    {
      id: 'line.garbage',
      requirement: 'Bytes that mean nothing neither crash nor confuse: the device works afterwards.',
      on: 'simulator',
      run: async (subject) => {
        const device = await opened(subject);
        for (let burst = 0; burst < 5; burst += 1) {
          await staged(subject, 'send-garbage');
          await within(subject, EFFECT_LIMIT_MS, 'refresh', device.refresh());
        }
        await subject.clock.delay(subject.settleMs);
        const status = await within(subject, EFFECT_LIMIT_MS, 'refresh', device.refresh());
        demand(status.device === 'online', `after garbage it is ${status.device}`);
        return 'online after five bursts';
      },
    },
  ];
}

/** What every driver must do, whatever its class. */
export const genericChecks = <D extends Device>(probe: ClassProbe<D>): readonly Check<D>[] => [
  ...lifecycle(probe),
  ...statuses<D>(),
  ...commands(probe),
  ...plugs(probe),
  privacyCheck(probe),
  ...cycleChecks<D>(),
];
