import { z } from 'zod';
import { deviceClassSchema } from '../../drivers/contract/status.ts';
import { healthCheckLevelSchema } from './device-messages.ts';
import { diagnosticsPageNameSchema } from './diagnostics-pages.ts';
import { consumableSchema } from './diagnostics-parts.ts';

/** What a person at the door or inside may do. The terminal refuses and counts what the page or the role does not allow. */
export const serviceActSchema = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('enter'),
    staff: z.string().regex(/^\d{4,8}$/),
    code: z.string().regex(/^(\d{6}|\d{8})$/),
  }),
  /** "My code generator cannot be used": shows a challenge instead. */
  z.strictObject({ act: z.literal('challenge') }),
  z.strictObject({ act: z.literal('open'), page: diagnosticsPageNameSchema }),
  z.strictObject({ act: z.literal('openDevice'), device: deviceClassSchema }),
  z.strictObject({ act: z.literal('check'), device: deviceClassSchema, level: healthCheckLevelSchema }),
  z.strictObject({ act: z.literal('judge'), passed: z.boolean() }),
  z.strictObject({ act: z.literal('cancel') }),
  z.strictObject({ act: z.literal('restartDevice'), device: deviceClassSchema }),
  z.strictObject({ act: z.literal('openRefill'), consumable: consumableSchema.shape.id }),
  z.strictObject({ act: z.literal('refillStep'), done: z.boolean() }),
  z.strictObject({ act: z.literal('refilled'), amount: z.number().int().min(1).max(100_000) }),
  z.strictObject({ act: z.literal('run'), what: z.enum(['network', 'storage', 'dryRun']) }),
  /** Send what waits now instead of at the next turn. */
  z.strictObject({ act: z.literal('sendNow') }),
  /** Puts the one record aside that the platform refuses whatever else is sent, so that those behind it go; and back. */
  z.strictObject({ act: z.literal('park'), seq: z.number().int().min(1) }),
  z.strictObject({ act: z.literal('putBack'), seq: z.number().int().min(1) }),
  /** "I have heard the call and see to it." */
  z.strictObject({ act: z.literal('acknowledgeHelp') }),
  z.strictObject({ act: z.literal('logLevel'), level: z.enum(['info', 'warn', 'error']) }),
  z.strictObject({ act: z.literal('exportLogs'), to: z.enum(['usb', 'platform']) }),
  z.strictObject({
    act: z.literal('openWorkOrder'),
    part: z.string().max(40),
    reason: z.enum(['fault', 'maintenance', 'replacement', 'cleaning']),
  }),
  z.strictObject({ act: z.literal('closeWorkOrder'), id: z.number().int() }),
  z.strictObject({
    act: z.literal('soak'),
    rounds: z.number().int().min(1).max(10_000),
    printing: z.boolean().optional(),
  }),
  z.strictObject({ act: z.literal('report'), to: z.enum(['printer', 'file']) }),
  /** Result of a test only a person can judge at the screen itself. */
  z.strictObject({ act: z.literal('screenTest'), what: z.enum(['display', 'touch']), passed: z.boolean() }),
  z.strictObject({ act: z.literal('restart'), what: z.enum(['app', 'deviceHost', 'machine']) }),
  z.strictObject({ act: z.literal('leave') }),
]);
export type ServiceAct = z.infer<typeof serviceActSchema>;
export type ServiceActName = ServiceAct['act'];
