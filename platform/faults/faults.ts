import { z } from 'zod';

export const faultModeSchema = z.enum(['none', '500', 'timeout', 'garbage', '409', 'ackLost']);
export type FaultMode = z.infer<typeof faultModeSchema>;

/** POST /dev/faults: what goes wrong from now on, for how many requests, on which paths, and which bases are silent. */
export const faultsSchema = z.strictObject({
  mode: faultModeSchema.default('none'),
  /** Requests hit before the fault mends itself; null for ever. */
  times: z.number().int().min(1).nullable().default(null),
  /** Only paths that begin so, e.g. `/v1/ingest`. */
  path: z.string().startsWith('/v1/').default('/v1/'),
  basesUnavailable: z.array(z.string().max(64)).max(32).default([]),
});
export type Faults = z.infer<typeof faultsSchema>;

export type FaultSwitch = {
  set(faults: Faults): void;
  current(): Faults;
  /** The fault this request meets, counted. */
  strike(path: string): FaultMode;
};

const NO_FAULTS: Faults = { mode: 'none', times: null, path: '/v1/', basesUnavailable: [] };

export function createFaultSwitch(): FaultSwitch {
  let faults = NO_FAULTS;
  return {
    set: (next) => {
      faults = next;
    },
    current: () => faults,
    strike: (path) => {
      const { mode, times } = faults;
      if (mode === 'none' || !path.startsWith(faults.path)) return 'none';
      if (times !== null)
        faults = times > 1 ? { ...faults, times: times - 1 } : { ...faults, mode: 'none', times: null };
      return mode;
    },
  };
}
