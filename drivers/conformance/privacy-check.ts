import type { Device } from '../contract/index.ts';
import { type Check, demand, staged, within } from './check.ts';
import { type ClassProbe, EFFECT_LIMIT_MS, opened } from './probe.ts';

/** Every text in a value that could tell a person: three characters or more, and no word of our own such as `resident`. */
export function canariesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const own = /^[a-z-]*$/.test(value);
    return own || [...value].length < 3 ? [] : [value, value.replaceAll('-', '')];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(canariesIn);
}

/** Reads or prints something personal and then looks for it in everything the driver said. */
export function privacyCheck<D extends Device>(probe: ClassProbe<D>): Check<D> {
  return {
    id: 'privacy.nothing-personal-said',
    requirement: 'Nothing that was read or printed stands in a status, an event or an error.',
    on: 'any',
    run: async (subject) => {
      const said: string[] = [];
      const device = await opened(subject);
      device.onStatus((status) => said.push(JSON.stringify(status)));
      device.onEvent?.((event) => said.push(JSON.stringify(event)));
      const running = probe.command(device, { timeoutMs: 60_000 });
      if (probe.ready) await staged(subject, probe.ready);
      const completion = await within(subject, EFFECT_LIMIT_MS, 'the command', running);
      demand(
        completion.ok,
        completion.ok ? '' : `the command failed: ${completion.error.code}/${completion.error.errorCode}`,
      );
      // A printer's proof names its job, which is nobody.
      const canaries = probe.ready ? canariesIn(completion.value) : probe.canaries;
      demand(canaries.length > 0, 'nothing personal was read, so nothing was tried');
      const failing = probe.command(device, { timeoutMs: 500 });
      if (await subject.stage.direct('unplug')) said.push('unplugged');
      const failed = await within(subject, EFFECT_LIMIT_MS, 'the command', failing);
      if (!failed.ok) said.push(JSON.stringify(failed.error));
      said.push(JSON.stringify(await device.refresh()));
      await device.close();
      said.push(JSON.stringify(device.status()));
      const everything = said.join('\n');
      const found = canaries.filter((canary) => everything.includes(canary)).length;
      demand(found === 0, `${found} of ${canaries.length} personal texts were said`);
      return `${canaries.length} texts looked for in ${said.length} utterances`;
    },
  };
}
