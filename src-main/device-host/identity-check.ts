import type { DeviceStatus } from '../../drivers/contract/index.ts';

const IDENTITY_FAULTS = ['identity-changed', 'identity-untold'] as const;
/** Another unit than the one that is bound, or one that does not say which it is. */
export type IdentityFault = (typeof IDENTITY_FAULTS)[number];
export const isIdentityFault = (fault: string): fault is IdentityFault => IDENTITY_FAULTS.some((one) => one === fault);

/** In these states it was reached: whoever can tell who it is has told. */
const SPEAKS: ReadonlySet<DeviceStatus['device']> = new Set(['online', 'deviceBusy', 'hardwareError', 'userError']);

/** What speaks against this being the unit `bound`; null when nothing does, or where none is bound. */
export function identityFault(
  bound: string | null,
  { identity, device }: Pick<DeviceStatus, 'identity' | 'device'>,
): IdentityFault | null {
  if (bound === null || bound === identity) return null;
  if (identity !== null) return 'identity-changed';
  // Of one that is away nobody expects a name.
  return SPEAKS.has(device) ? 'identity-untold' : null;
}

/** It works, but a person has to say that it shall. */
export const doubted = (status: DeviceStatus, fault: IdentityFault): DeviceStatus => ({
  ...status,
  action: status.action === 'none' ? 'configuration' : status.action,
  faults: [...status.faults, fault],
});
