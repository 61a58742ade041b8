import { createAuxiliaries, profileOf } from '../../drivers/auxiliaries/index.ts';
import { maskAuxiliaries } from '../../drivers/replay/index.ts';
import { isServicePlace, XfsAuxiliaries } from '../../drivers/xfs4iot/index.ts';
import { driverNames } from './driver-names.ts';
import { type Configured, type FitOf, fitDriver, fitService } from './fit-driver.ts';
import { misfit } from './misfit.ts';
import { tapsOf, trafficRing } from './traffic-ring.ts';

export async function fitAuxiliaries(configured: Configured<'auxiliaries'>): FitOf<'auxiliaries'> {
  const { port, profile: wanted, lights, identity } = configured;
  if (isServicePlace(port)) {
    const driver = driverNames.auxiliaries(configured, null);
    return fitService('auxiliaries', driver, configured, (place) => new XfsAuxiliaries({ ...place, lights }));
  }
  if (wanted === undefined) return misfit('profile', 'is missing; it says which board this is');
  const profile = await profileOf(wanted);
  if (!profile.ok) return misfit('profile', profile.error);
  const board = profile.value;
  const ring = trafficRing('auxiliaries', board.link.kind === 'hid' ? 'hid' : 'stream', {
    mask: maskAuxiliaries(board),
  });
  const make = () => createAuxiliaries({ port, profile: board, ...tapsOf(ring) });
  return fitDriver({ driver: driverNames.auxiliaries(configured, board), physical: port, identity, ring, make });
}
