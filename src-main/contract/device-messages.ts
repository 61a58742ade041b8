import { z } from 'zod';
import { deviceErrorSchema, effectSchema } from '../../drivers/contract/completion.ts';
import { idCardProgressSchema, idCardSchema } from '../../drivers/contract/id-card.ts';
import { printProofSchema, receiptSchema } from '../../drivers/contract/receipt.ts';
import { deviceStatusSchema } from '../../drivers/contract/status.ts';

/**
 * Terminal → device-host. Every request ends in exactly one completion with its `id`, also when the host dies
 * (the terminal's client completes it then, with the effect that is honest for the command).
 */
export const deviceRequestSchema = z.discriminatedUnion('command', [
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('idCard.read'),
    timeoutMs: z.number().int(),
  }),
  z.object({ kind: z.literal('request'), id: z.string(), command: z.literal('idCard.present') }),
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('barcode.read'),
    timeoutMs: z.number().int(),
  }),
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('receipt.print'),
    jobId: z.string(),
    receipt: receiptSchema,
  }),
  z.object({
    kind: z.literal('request'),
    id: z.string(),
    command: z.literal('document.print'),
    jobId: z.string(),
    title: z.string(),
    pdfBase64: z.string(),
    copies: z.number().int(),
  }),
  /** Delete what the file printer kept for people (session end). */
  z.object({ kind: z.literal('request'), id: z.string(), command: z.literal('document.wipe') }),
]);
export type DeviceRequest = z.infer<typeof deviceRequestSchema>;

export const terminalToDeviceHostSchema = z.union([
  deviceRequestSchema,
  z.object({ kind: z.literal('cancel'), id: z.string() }),
]);
export type TerminalToDeviceHost = z.infer<typeof terminalToDeviceHostSchema>;

/** The values of successful completions, by command. */
export const deviceResultSchemas = {
  'idCard.read': idCardSchema,
  'idCard.present': z.enum(['present', 'notPresent']),
  'barcode.read': z.object({ text: z.string(), aim: z.string().nullable() }),
  'receipt.print': printProofSchema,
  'document.print': printProofSchema,
  'document.wipe': z.null(),
} as const;
export type DeviceCommand = DeviceRequest['command'];
export type DeviceResult<C extends DeviceCommand> = z.infer<(typeof deviceResultSchemas)[C]>;

/** Device-host → terminal. */
export const deviceHostToTerminalSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('completion'),
    id: z.string(),
    ok: z.literal(true),
    value: z.unknown(),
    effect: effectSchema,
  }),
  z.object({ kind: z.literal('failure'), id: z.string(), error: deviceErrorSchema }),
  z.object({
    kind: z.literal('progress'),
    id: z.string(),
    progress: z.union([idCardProgressSchema, z.literal('sent')]),
  }),
  /** The last status of every device, sent on connect and whenever one changes; `agoMs` ages are the host's clock. */
  z.object({ kind: z.literal('status'), statuses: z.array(deviceStatusSchema), now: z.number() }),
]);
export type DeviceHostToTerminal = z.infer<typeof deviceHostToTerminalSchema>;
