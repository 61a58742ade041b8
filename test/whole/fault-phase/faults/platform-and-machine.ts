import type { FaultMode } from '../../../../platform/faults/faults.ts';
import { baseNames } from '../../../../platform/shared-data/base-schema.ts';
import type { Harm } from '../../network-cable.ts';
import { nothing, type Row, type Table } from '../table.ts';

const platformSays = (mode: FaultMode): Row => [({ whole }) => whole.faults({ mode }), ({ whole }) => whole.faults({})];
export const platform: Table<Exclude<FaultMode, 'none'> | 'basesSilent'> = {
  '500': platformSays('500'),
  timeout: platformSays('timeout'),
  garbage: platformSays('garbage'),
  '409': platformSays('409'),
  ackLost: platformSays('ackLost'),
  basesSilent: [({ whole }) => whole.faults({ basesUnavailable: [...baseNames] }), ({ whole }) => whole.faults({})],
};
const harm = (kind: Harm['kind']): Row => [
  ({ whole }) => whole.cable.harm({ request: 'GET ', kind, bytes: 100 }, { request: 'POST ', kind, bytes: 100 }),
  ({ whole }) => whole.cable.mend(),
];
export const network: Table<Harm['kind'] | 'pulled'> = {
  cut: harm('cut'),
  drip: harm('drip'),
  hole: harm('hole'),
  pulled: [({ whole }) => whole.cable.pull(), ({ whole }) => whole.cable.plug()],
};
export const disk: Table<'full' | 'readOnly'> = {
  full: [(machine) => machine.disk?.fill(), (machine) => machine.disk?.empty()],
  // Whoever has the file open keeps it so: only a start of the machine brings it back.
  readOnly: [
    (machine) => machine.disk?.turnReadOnly(),
    (machine) => machine.restartTerminal(() => machine.disk?.remount()),
  ],
};
export const processes: Table<'deviceHost' | 'terminal' | 'page'> = {
  deviceHost: [({ whole }) => whole.killDevices(), nothing],
  terminal: [(machine) => machine.restartTerminal(), nothing],
  page: [({ whole }) => whole.newPage(), nothing],
};
