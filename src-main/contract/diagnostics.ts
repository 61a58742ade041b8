import { z } from 'zod';
import { diagnosticsPageNameSchema, diagnosticsPageSchema } from './diagnostics-pages.ts';

/**
 * The technician's side of the screen. Nothing here can hold what a citizen is or wrote: counts, machine words, times
 * and texts from tables only (`src-main/terminal/diagnostics`, a test walks every field).
 */

export * from './diagnostics-pages.ts';
export * from './diagnostics-parts.ts';
export * from './service-acts.ts';

/** Bank staff refill and look; technicians repair; engineers also configure. XFS4IoT `accessLevel` in brackets. */
export const roleSchema = z.enum(['branchStaff' /* basic */, 'technician' /* intermediate */, 'engineer' /* full */]);
export type Role = z.infer<typeof roleSchema>;

/** The door: who is there proves it by a one-time code that needs no network. */
export const serviceAccessSchema = z.object({
  /**
   * `code`: staff number, then the six digits of the code generator. `answer`: the machine's clock is not trusted or
   * the generator is lost; `challenge` is read out by phone and eight digits come back. `locked`: too many wrong tries.
   * `waiting`: let in, as soon as other programs of this machine let go of the devices. `diskRefuses`: who was right cannot
   * be let in, because the disk does not keep that the code was used.
   */
  phase: z.enum(['code', 'answer', 'locked', 'notSetUp', 'waiting', 'diskRefuses']),
  challenge: z.string().nullable(),
  triesLeft: z.number().int(),
  lockedSecondsLeft: z.number().int().nullable(),
  /** A staff QR badge may be shown to the scanner instead. */
  badgeReader: z.boolean(),
  wrong: z.boolean(),
  idleSecondsLeft: z.number().int(),
});
export type ServiceAccess = z.infer<typeof serviceAccessSchema>;

/** Everything a technician sees; `pages` are those the role may open. */
export const diagnosticsViewSchema = z.object({
  staff: z.string(),
  role: roleSchema,
  pages: z.array(diagnosticsPageNameSchema),
  /** The screen returns to citizens by itself at 0. */
  idleSecondsLeft: z.number().int(),
  /** What runs goes on, but a touch shows the door first: nobody touched for long. */
  unattended: z.boolean(),
  /** So many acts of this visit the ledger did not take; only the log has them. */
  unrecorded: z.number().int(),
  page: diagnosticsPageSchema,
});
export type DiagnosticsView = z.infer<typeof diagnosticsViewSchema>;
