import { majorOf } from './envelope.ts';
import { knownCommands, knownEvents } from './messages.ts';
import type { XfsCapabilities } from './payloads/common.ts';

/** The newest major of each message both sides know, for `Common.SetVersions`. The 2021-1 schema refuses an empty map. */
export function majorsOf(service: {
  readonly capabilities: XfsCapabilities;
  versionOf(spec: (typeof knownCommands)[number]): string | null;
}) {
  const commands = knownCommands.flatMap((spec) => {
    const version = service.versionOf(spec);
    return version === null ? [] : [[spec.name, majorOf(version)] as const];
  });
  const listed = service.capabilities.interfaces.flatMap(({ events }) => Object.entries(events ?? {}));
  const events = listed.flatMap(([name, { versions }]) => {
    const majors = knownEvents.find((event) => event.name === name)?.majors ?? [];
    const best = Math.max(0, ...versions.map(majorOf).filter((major) => majors.includes(major)));
    return best > 0 ? [[name, best] as const] : [];
  });
  return {
    ...(commands.length > 0 ? { commands: Object.fromEntries(commands) } : {}),
    ...(events.length > 0 ? { events: Object.fromEntries(events) } : {}),
  };
}
