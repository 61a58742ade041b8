import { fail } from '../../drivers/contract/index.ts';

/** Why a device cannot be served as it is configured: which of its fields, and what a technician can do about it. */
export interface Misfit {
  readonly field: string;
  readonly why: string;
}

export const misfit = (field: string, why: string) => fail<Misfit>({ field, why });
