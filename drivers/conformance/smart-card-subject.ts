import { PcscSocialSecurityCardReader, SimulatedCard, SimulatedCardService, sampleCard } from '../card-reader/index.ts';
import type { Subject } from './check.ts';
import { type Acts, bench, stageOf, subject } from './simulated-bench.ts';
import type { SuiteDevices } from './suites.ts';

const READER = 'Simulated reader 00 00';

/** `PcscSocialSecurityCardReader` on a card service in memory; its plug is the reader's. */
export function simulatedSmartCardReader(cycles: number): Subject<SuiteDevices['cardReader']> {
  const all = bench();
  const service = new SimulatedCardService([READER], all.clock);
  let pull = false;
  const lay = (mute: boolean) => {
    const card = new SimulatedCard({ card: sampleCard, mute });
    if (pull) card.inject({ kind: 'pull', at: 5 });
    pull = false;
    service.insert(card, READER);
  };
  const plugIn = () => service.plugReader(READER);
  const acts: Acts = {
    unplug: () => service.unplugReader(READER),
    'plug-in': plugIn,
    'lay-card': () => lay(false),
    'lay-mute-card': () => lay(true),
    'lift-card': () => service.pull(READER),
    'pull-soon': () => {
      pull = true;
    },
    // Another reader comes and goes; a service has no bytes.
    'send-garbage': () => {
      service.plugReader('Another reader');
      service.unplugReader('Another reader');
    },
    'silent-death': () => {
      service.hung = true;
    },
  };
  const reset = () => {
    service.hung = false;
    pull = false;
    plugIn();
  };
  return subject(
    'cardReader',
    all,
    cycles,
    stageOf(acts, reset, async () => null),
    () => new PcscSocialSecurityCardReader(all.holdings.cards(service), { reader: READER }, all.driverClock),
  );
}
