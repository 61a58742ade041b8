import type { Device } from '../contract/index.ts';
import { type Check, demand, within } from './check.ts';
import { demandGoodStatus } from './demands.ts';
import { OPEN_LIMIT_MS, opened } from './probe.ts';

/** What is observed, and who hears of it. */
export function statusChecks<D extends Device>(): Check<D>[] {
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
