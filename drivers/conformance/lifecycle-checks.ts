import type { Device } from '../contract/index.ts';
import { type Check, demand, within } from './check.ts';
import { demandGoodError, demandGoodStatus, refused, SHORT_MS } from './demands.ts';
import { type ClassProbe, EFFECT_LIMIT_MS, OPEN_LIMIT_MS, opened } from './probe.ts';

/** Closed at once, in the middle of opening, and at about its end. */
const MOMENTS_MS = [0, 1, 30];

/** Opening, closing, opening again; who the device is. */
export function lifecycleChecks<D extends Device>(probe: ClassProbe<D>): Check<D>[] {
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
      id: 'lifecycle.close-while-opening',
      requirement: 'Closing a driver that is still opening leaves nothing open, and it opens again.',
      on: 'any',
      run: async (subject) => {
        const ends: string[] = [];
        for (const after of MOMENTS_MS) {
          await subject.clock.delay(subject.settleMs);
          const before = JSON.stringify(subject.held().own);
          const device = subject.create();
          const opening = device.open();
          if (after > 0) await subject.clock.delay(after);
          await within(subject, OPEN_LIMIT_MS, 'close', device.close());
          const completion = await within(subject, OPEN_LIMIT_MS, 'open', opening);
          demand(device.status().device !== 'online', 'online after it was closed');
          await subject.clock.delay(subject.settleMs);
          const left = JSON.stringify(subject.held().own);
          demand(left === before, `left behind: ${before} -> ${left}`);
          const again = await within(subject, OPEN_LIMIT_MS, 'open', device.open());
          demand(again.ok, again.ok ? '' : `afterwards: ${again.error.code}/${again.error.errorCode}`);
          await device.close();
          ends.push(completion.ok ? 'opened' : completion.error.errorCode);
        }
        return ends.join(', ');
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
