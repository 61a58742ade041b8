import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SimulatedClock } from '../../transports/index.ts';
import type { Client, ServedService } from './served.ts';
import { commandsOf } from './served.ts';
import { VendorModeDesk } from './vendor-mode.ts';

const ACKNOWLEDGE_MS = 5_000;
const COMMANDS = ['Register', 'EnterModeRequest', 'EnterModeAcknowledge', 'ExitModeRequest', 'ExitModeAcknowledge'];

/** One application: what it heard, and whether it owes an acknowledge. */
class Application implements Client {
  readonly heard: string[] = [];
  registered = false;
  tell(name: string): void {
    this.heard.push(name.slice('VendorMode.'.length));
  }
}

async function send(service: ServedService, name: string, client: Client): Promise<string> {
  const run = commandsOf(service)
    .find((command) => command.name === `VendorMode.${name}`)
    ?.prepare({});
  if (!run?.ok) throw new Error(name);
  const signal = new AbortController().signal;
  const nothing = () => undefined;
  const outcome = await run.value({ client, timeoutMs: 0, signal, event: nothing, broadcast: nothing });
  return outcome.completionCode;
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('command' as const), by: fc.nat({ max: 2 }), name: fc.constantFrom(...COMMANDS) }),
  fc.record({ kind: fc.constantFrom('door' as const, 'inside' as const, 'outside' as const) }),
  fc.record({ kind: fc.constant('left' as const), by: fc.nat({ max: 2 }) }),
  fc.record({ kind: fc.constant('time' as const), ms: fc.nat({ max: 6_000 }) }),
);

it('whatever applications and terminal do in whatever order, the events go round in one circle and nobody is kept out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const clock = new SimulatedClock();
      let quiet = 0;
      const desk = new VendorModeDesk({
        clock,
        acknowledgeMs: ACKNOWLEDGE_MS,
        onWish: () => true,
        onQuiet: () => {
          quiet += 1;
        },
      });
      const service = desk.service();
      const applications = [new Application(), new Application(), new Application()];
      const gone: Application[] = [];
      for (const one of steps) {
        if (one.kind === 'command') {
          const client = applications[one.by] ?? new Application();
          const before = desk.phase;
          const code = await send(service, one.name, client);
          const pending = { EnterModeAcknowledge: 'enterPending', ExitModeAcknowledge: 'exitPending' }[one.name];
          if (pending !== undefined) expect(code).toBe(before === pending ? 'success' : 'sequenceError');
          if (one.name === 'EnterModeRequest')
            expect(before === 'inactive' ? ['success', 'deviceNotReady'] : ['sequenceError']).toContain(code);
        } else if (one.kind === 'left') {
          // Whoever comes back comes over a new connection, and has heard nothing there.
          const [left = new Application()] = applications.splice(one.by, 1, new Application());
          service.left?.(left);
          gone.push(left);
        } else if (one.kind === 'time') await clock.delay(one.ms);
        else desk[one.kind]();
        await Promise.resolve();
      }
      // From wherever that left it: a person comes in within the deadline, and out again.
      desk.inside();
      await clock.delay(ACKNOWLEDGE_MS + 1);
      expect(desk.phase).toBe('active');
      expect(quiet).toBeGreaterThan(0);
      desk.outside();
      await clock.delay(ACKNOWLEDGE_MS + 1);
      expect(desk.phase).toBe('inactive');
      for (const { heard } of [...applications, ...gone]) {
        for (const [index, event] of heard.entries()) {
          const next = heard[index + 1];
          if (event === 'ModeEnteredEvent' && next !== undefined)
            expect(['ExitModeRequestEvent', 'ModeExitedEvent']).toContain(next);
          if (event === 'ExitModeRequestEvent' && next !== undefined) expect(next).toBe('ModeExitedEvent');
          if (event === 'EnterModeRequestEvent' && next !== undefined)
            expect(['ModeEnteredEvent', 'ModeExitedEvent']).toContain(next);
        }
      }
      desk.stop();
    }),
    { numRuns: 300 },
  );
});
