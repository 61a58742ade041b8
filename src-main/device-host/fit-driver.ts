import { type Device, ok, type Result } from '../../drivers/contract/index.ts';
import { type RecordedClass, type Recorder, recordXfs } from '../../drivers/replay/index.ts';
import { LastAddress, locatedPlace, type XfsDeviceOptions } from '../../drivers/xfs4iot/index.ts';
import type { DevicesConfig } from '../contract/config-devices.ts';
import type { Binding, Fitting } from './attached-devices.ts';
import type { DriverName } from './conformance-gate.ts';
import { type Misfit, misfit } from './misfit.ts';
import { type ServiceFiles, serviceLink } from './service-link.ts';
import { trafficRing } from './traffic-ring.ts';

export type Configured<C extends keyof DevicesConfig> = NonNullable<DevicesConfig[C]>;
type DeviceOf<C extends keyof Binding> = ReturnType<NonNullable<Binding[C]>['create']>;

/** A device and the driver that serves it, as reports name it. */
export interface Fit<D extends Device> {
  readonly fitting: Fitting<D>;
  readonly driver: DriverName;
}
type Fitted<D extends Device> = Result<Fit<D>, Misfit>;
/** What becomes of one configured device. */
export type FitOf<C extends keyof Binding> = Promise<Fitted<DeviceOf<C>>>;

/** The driver is made once to learn whether it can be, then anew for each opening. */
export function fitDriver<D extends Device>(wanted: {
  readonly driver: DriverName;
  /** Its place: devices with the same one share a box. */
  readonly physical: string;
  readonly identity: string | null;
  /** Follows every driver that is made; left out where there is no wire to follow. */
  readonly ring?: Recorder;
  readonly make: () => Result<D, string>;
}): Fitted<D> {
  const { driver, physical, identity, ring, make } = wanted;
  const probe = make();
  if (!probe.ok) return misfit('port', probe.error);
  const create = () => {
    const made = make();
    if (!made.ok) throw new Error(made.error);
    return made.value;
  };
  return ok({ fitting: { physical, identity, create, traffic: ring ?? null }, driver });
}

/** A device behind an XFS4IoT service. `make` gets its place with everything a connection to it needs. */
export async function fitService<D extends Device>(
  deviceClass: RecordedClass,
  driver: DriverName,
  configured: ServiceFiles & { readonly port: string; readonly identity: string | null },
  make: (place: XfsDeviceOptions) => D,
): Promise<Fitted<D>> {
  const { port, identity } = configured;
  const link = await serviceLink(configured);
  if (!link.ok) return link;
  const ring = trafficRing(deviceClass, 'xfs');
  const place = { ...link.value, address: port, lastAddress: new LastAddress(), tap: recordXfs(ring) };
  // Whose serial number is its place is bound to it.
  const bound = identity ?? locatedPlace(port)?.serialNumber ?? null;
  return fitDriver({ driver, physical: port, identity: bound, ring, make: () => ok(make(place)) });
}
