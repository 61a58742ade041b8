import type { Device } from '../contract/index.ts';
import { type Check, demand, type Subject, staged, within } from './check.ts';
import { DOWN, demandGoodError, refused, SHORT_MS, untilDown } from './demands.ts';
import { type ClassProbe, EFFECT_LIMIT_MS, OPEN_LIMIT_MS, opened } from './probe.ts';

/** Plugs pulled idle, in a command, before opening and without a word; noise on the line. */
export function plugChecks<D extends Device>(probe: ClassProbe<D>): Check<D>[] {
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
