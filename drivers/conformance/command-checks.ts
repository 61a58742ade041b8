import type { Device } from '../contract/index.ts';
import { type Check, demand, within } from './check.ts';
import { demandGoodError, refused, SHORT_MS, SLACK_MS } from './demands.ts';
import { type ClassProbe, EFFECT_LIMIT_MS, OPEN_LIMIT_MS, opened } from './probe.ts';

/** One command at a time, within its time, until it is called off. */
export function commandChecks<D extends Device>(probe: ClassProbe<D>): Check<D>[] {
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
