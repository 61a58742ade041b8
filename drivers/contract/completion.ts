import { z } from 'zod';

/**
 * Completion codes of XFS4IoT (CEN CWA, "Completion code"). Every device command ends in exactly one of them.
 */
export const completionCodeSchema = z.enum([
  'success',
  'commandErrorCode',
  'canceled',
  'deviceNotReady',
  'hardwareError',
  'userError',
  'fraudAttempt',
  'invalidCommand',
  'invalidData',
  'unsupportedCommand',
  'unsupportedData',
  'sequenceError',
  'internalError',
  'timeOut',
]);
export type CompletionCode = z.infer<typeof completionCodeSchema>;

/**
 * What the command did to the world: paper moved, card ejected. Only `none` may be retried automatically;
 * `unknown` is said aloud and never repeated by the machine.
 */
export const effectSchema = z.enum(['none', 'done', 'partial', 'unknown']);
export type Effect = z.infer<typeof effectSchema>;

/** Why a command did not succeed. `errorCode` is the device class's own word (each driver README lists them). */
export const deviceErrorSchema = z.object({
  code: completionCodeSchema.exclude(['success']),
  errorCode: z.string(),
  /** One plain English sentence for logs and technicians. Never personal data. */
  message: z.string(),
  effect: effectSchema,
  /** Sheets that left the tray all the same, where the printer counted them. */
  sheets: z.number().int().min(0).optional(),
});
export type DeviceError = z.infer<typeof deviceErrorSchema>;

export type Completion<T> =
  | { readonly ok: true; readonly value: T; readonly effect: Effect }
  | { readonly ok: false; readonly error: DeviceError };

export const completed = <T>(value: T, effect: Effect = 'done'): Completion<T> => ({ ok: true, value, effect });

export const failed = (
  code: DeviceError['code'],
  errorCode: string,
  message: string,
  effect: Effect = 'none',
): { readonly ok: false; readonly error: DeviceError } => ({ ok: false, error: { code, errorCode, message, effect } });
