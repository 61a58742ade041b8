import { z } from 'zod';
import { cameraViewSchema } from './camera.ts';
import { helpViewSchema } from './screen-parts.ts';
import { screenSchema } from './screens.ts';
import { languageSchema, localizedTextSchema } from './text.ts';

export * from './screen-parts.ts';
export * from './screens.ts';

export const terminalNoticeSchema = z.object({
  id: z.enum([
    'storage',
    'power',
    'reader',
    'scanner',
    'receiptPrinter',
    'documentPrinter',
    'platform',
    'devices',
    'cardReader',
    'forgottenCard',
    'forgottenChipCard',
    'leftPaper',
    'leftPage',
  ]),
  severity: z.enum(['attention', 'stopped']),
  text: localizedTextSchema,
});
export type TerminalNotice = z.infer<typeof terminalNoticeSchema>;

/** Everything the renderer gets. It is complete: a fresh renderer draws the same screen from one snapshot. */
export const snapshotSchema = z.object({
  /** Counts up by one with every snapshot of this terminal process. */
  revision: z.number().int(),
  screen: screenSchema,
  language: languageSchema,
  languages: z.array(languageSchema),
  elder: z.boolean(),
  site: z.object({
    name: localizedTextSchema,
    profile: z.enum(['hall', 'bank-branch', 'village']),
    helpPhone: z.string(),
    terminalId: z.string(),
  }),
  /** Null on attract and between people. */
  session: z
    .object({
      identified: z.boolean(),
      /** e.g. 张** — never the full name outside the form. */
      person: z.string().nullable(),
      /** Counting down: the session ends at 0 unless extended. Null while there is no warning. */
      idleSecondsLeft: z.number().nullable(),
      /** Why it counts down: no touch (left out), nobody stands there any more, or staff need the machine. */
      warning: z.enum(['idle', 'left', 'operator']).optional(),
    })
    .nullable(),
  /** Which named step of 告知 · 身份 · 填写 · 确认 · 办结 is current, or null off the path. */
  step: z.enum(['notice', 'identity', 'form', 'confirm', 'done']).nullable(),
  notices: z.array(terminalNoticeSchema),
  /** What the cabinet's board tells; left out where there is none. `someoneNear` null: nobody can tell. */
  cabinet: z.object({ someoneNear: z.boolean().nullable(), headset: z.boolean() }).optional(),
  /** Left out where nobody of staff can come: the phone is the answer. */
  help: helpViewSchema.optional(),
  /** Whether cameras are to be watched, and which one is open for what. */
  camera: cameraViewSchema,
});
export type Snapshot = z.infer<typeof snapshotSchema>;
