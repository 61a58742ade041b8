import { z } from 'zod';
import { outboxRecordSchema } from './platform-api.ts';

/** What operators of the platform ask it, by their own keys (`/v1/operations/…`). Nothing here names a citizen. */
export const operationsAlertsSchema = z.object({
  alerts: z.array(
    z.object({
      id: z.number().int(),
      terminal: z.string(),
      kind: z.string(),
      detail: z.string(),
      raisedAt: z.iso.datetime(),
    }),
  ),
});
export type OperationsAlerts = z.infer<typeof operationsAlertsSchema>;

export const operationsTerminalsSchema = z.object({
  terminals: z.array(
    z.object({
      terminal: z.string(),
      enrolledAt: z.iso.datetime(),
      /** When its newest record was stored; null before the first. */
      heardAt: z.iso.datetime().nullable(),
      alerts: z.number().int(),
      /** Records that were stored and could not be used, and those that the terminal keeps back. */
      parked: z.number().int(),
      withheld: z.number().int(),
      logs: z.number().int(),
      help: z.object({
        /** Calls for staff, ever, and those nobody acknowledged. */
        asked: z.number().int(),
        open: z.number().int(),
        /** By the terminal's clock. */
        openSince: outboxRecordSchema.shape.recordedAt.nullable(),
        openAt: z.string().nullable(),
      }),
      /** Every device that ever told its status, as it last did; what is wrong is in words of `drivers/README.md`. */
      devices: z.array(
        z.object({
          deviceClass: z.string(),
          device: z.string(),
          paper: z.string().nullable(),
          faults: z.array(z.string()),
          /** By the terminal's clock. */
          recordedAt: outboxRecordSchema.shape.recordedAt,
        }),
      ),
    }),
  ),
});
export type OperationsTerminals = z.infer<typeof operationsTerminalsSchema>;

export const operationsLogsSchema = z.object({
  logs: z.array(
    z.object({
      terminal: z.string(),
      sha256: z.string(),
      bytes: z.number().int(),
      receivedAt: z.iso.datetime(),
    }),
  ),
});
