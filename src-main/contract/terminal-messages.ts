import { z } from 'zod';
import { keypadKeySchema } from './keypad.ts';
import { snapshotSchema } from './snapshot.ts';

/** Terminal → renderer. `alive` every 500 ms lets the page see a dead terminal within a second. */
export const terminalMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), snapshot: snapshotSchema }),
  z.object({ kind: z.literal('alive') }),
  /** A key of the tactile keypad was pressed: the page moves, presses or leaves as with a finger. */
  z.object({ kind: z.literal('key'), key: keypadKeySchema }),
]);
export type TerminalMessage = z.infer<typeof terminalMessageSchema>;

/** Shell → terminal / device-host (utilityProcess `postMessage`), each with one MessagePort unless said. */
export const shellMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('renderer-port') }),
  z.object({ kind: z.literal('device-port') }),
  z.object({ kind: z.literal('stop') }),
  z.object({ kind: z.literal('ping'), nonce: z.number() }),
  /** Terminal only: what a keyboard-wedge scanner typed while a code was wanted. */
  z.object({ kind: z.literal('wedge-code'), text: z.string().regex(/^[\x20-\x7e]{4,512}$/) }),
]);
export type ShellMessage = z.infer<typeof shellMessageSchema>;

/** Terminal or device-host → shell. */
export const childMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('pong'), nonce: z.number() }),
  /** A session ended: the shell replaces the renderer and clears its partition. */
  z.object({ kind: z.literal('session-ended') }),
  /** Terminal only: the page on stage may have a camera's picture from now on, or no longer. */
  z.object({ kind: z.literal('camera'), open: z.boolean() }),
  /** Terminal only: a code is wanted from the keyboard-wedge scanner, or no longer. */
  z.object({ kind: z.literal('wedge'), wanted: z.boolean() }),
  /** Terminal only: a technician asks for it. */
  z.object({ kind: z.literal('restart'), what: z.enum(['app', 'deviceHost']) }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
