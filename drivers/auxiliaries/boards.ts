import {
  type Auxiliaries,
  type Clock,
  fail,
  type HidTransport,
  ok,
  type Result,
  systemClock,
  type Transport,
} from '../contract/index.ts';
import { createHidTransport, createTransport, isHidPort } from '../transports/index.ts';
import { ProfiledAuxiliaries } from './driver.ts';
import { HidLink } from './hid-link.ts';
import { LineLink } from './line-link.ts';
import { ModbusLink } from './modbus-link.ts';
import { type Profile, parseProfile } from './profile.ts';
import hidPanel from './profiles/hid-panel.json' with { type: 'json' };
import lineBoard from './profiles/line-board.json' with { type: 'json' };
import modbusIo from './profiles/modbus-io.json' with { type: 'json' };

/** A profile of ours that does not hold to its own schema is a bug. */
function ours(value: unknown): Profile {
  const profile = parseProfile(value);
  if (!profile.ok) throw new Error(profile.error);
  return profile.value;
}

export const profiles: Readonly<Record<string, Profile>> = Object.fromEntries(
  [modbusIo, lineBoard, hidPanel].map(ours).map((profile) => [profile.name, profile]),
);

export interface BoardOptions {
  readonly port: string;
  readonly profile: Profile;
  readonly baudRate?: number;
  /** Put something between driver and wire: a recorder, a counter. */
  readonly tap?: (transport: Transport) => Transport;
  readonly tapHid?: (transport: HidTransport) => HidTransport;
}

/** Makes the closed driver for a board; a failure says which word of the configuration is wrong. */
export function createAuxiliaries(options: BoardOptions, clock: Clock = systemClock): Result<Auxiliaries, string> {
  const { port, profile, tap = (inner) => inner, tapHid = (inner) => inner } = options;
  const { link } = profile;
  if (link.kind === 'hid') {
    if (!isHidPort(port)) return fail(`profile ${profile.name} needs a HID port, not "${port}"`);
    const hid = createHidTransport(port, link.usagePage === undefined ? {} : { usagePage: link.usagePage });
    return hid.ok
      ? ok(new ProfiledAuxiliaries(new HidLink(tapHid(hid.value), link), profile, clock))
      : fail(hid.error.message);
  }
  if (isHidPort(port)) return fail(`profile ${profile.name} needs a serial port, not "${port}"`);
  const transport = createTransport(port, { baudRate: options.baudRate ?? link.baudRate });
  if (!transport.ok) return fail(transport.error.message);
  const wire = tap(transport.value);
  const made = link.kind === 'modbus' ? new ModbusLink(wire, link, clock) : new LineLink(wire, link, clock);
  return ok(new ProfiledAuxiliaries(made, profile, clock));
}
