import type { Device } from '../contract/index.ts';
import type { Check, Outcome, Subject } from './check.ts';
import { runChecks } from './run.ts';

/** A driver that behaves like the real one but for what `change` puts in its place. */
export function sabotaged<D extends Device>(subject: Subject<D>, change: (device: D) => Partial<D>): Subject<D> {
  return {
    ...subject,
    create: () => {
      const device = subject.create();
      const wrong = change(device);
      return new Proxy(device, {
        get: (target, key) => {
          const value: unknown = Reflect.get(key in wrong ? wrong : target, key);
          return typeof value === 'function' ? value.bind(key in wrong ? wrong : target) : value;
        },
      });
    },
  };
}

type Closable<D extends Device> = Subject<D> & { close?(): void | Promise<void> };

/** How the honest driver and the sabotaged one fare in one check. */
export async function judged<D extends Device>(
  make: () => Closable<D> | Promise<Closable<D>>,
  checks: readonly Check<D>[],
  id: string,
  change: (device: D) => Partial<D>,
): Promise<{ readonly honest: Outcome | undefined; readonly wrong: Outcome | undefined }> {
  const only = checks.filter((check) => check.id === id);
  const outcome = async (wrong: boolean) => {
    const subject = await make();
    const [result] = await runChecks(wrong ? sabotaged(subject, change) : subject, only);
    await subject.close?.();
    return result?.outcome;
  };
  return { honest: await outcome(false), wrong: await outcome(true) };
}
