import { z } from 'zod';
import { cameraToldSchema } from './camera.ts';
import { identifierSchema, themeIdSchema } from './catalogue.ts';
import { serviceActSchema } from './diagnostics.ts';
import { faceToldSchema } from './face.ts';
import { languageSchema } from './text.ts';

/** One signature: strokes of points in thousandths of the pad's width and height. Bounded. */
export const signatureSchema = z
  .array(
    z
      .array(z.tuple([z.number().int().min(0).max(1000), z.number().int().min(0).max(1000)]))
      .min(1)
      .max(2000),
  )
  .min(1)
  .max(60);
export type Signature = z.infer<typeof signatureSchema>;

/**
 * Everything the renderer may say. A command the current state does not allow is refused and counted;
 * a stale screen cannot hurt.
 */
export const commandSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start') }),
  z.strictObject({ type: z.literal('setLanguage'), language: languageSchema }),
  z.strictObject({ type: z.literal('setElder'), elder: z.boolean() }),
  z.strictObject({ type: z.literal('home') }),
  z.strictObject({ type: z.literal('back') }),
  z.strictObject({ type: z.literal('openTheme'), theme: themeIdSchema }),
  z.strictObject({ type: z.literal('openSearch') }),
  z.strictObject({ type: z.literal('search'), query: z.string().max(40) }),
  z.strictObject({ type: z.literal('openMine') }),
  /** A code is to be shown and looked up. */
  z.strictObject({ type: z.literal('openCode') }),
  z.strictObject({ type: z.literal('openItem'), code: identifierSchema }),
  /** "I have read it": leaves the notice for the next step. */
  z.strictObject({ type: z.literal('begin') }),
  /** How to show who one is. `face` is the consent to it, given by itself. */
  z.strictObject({ type: z.literal('chooseWay'), way: z.enum(['face', 'other']) }),
  /** The main action of form, review, result, recovered, problem. */
  z.strictObject({ type: z.literal('next') }),
  z.strictObject({ type: z.literal('retry') }),
  z.strictObject({ type: z.literal('editField'), id: z.string().max(40) }),
  z.strictObject({ type: z.literal('setField'), id: z.string().max(40), value: z.string().max(200) }),
  z.strictObject({ type: z.literal('promise'), signature: signatureSchema.nullable() }),
  /**
   * So many lines of a promise or a consent, from its first, have been on the screen. No person's act; without its last line
   * nobody can agree.
   */
  z.strictObject({ type: z.literal('linesShown'), to: z.number().int().min(0).max(1000) }),
  z.strictObject({ type: z.literal('submit') }),
  /** A document of one's own case is to be printed here, whichever terminal handed the case in. */
  z.strictObject({ type: z.literal('printMine'), id: z.string().max(64) }),
  z.strictObject({ type: z.literal('retryPaper'), id: z.string().max(64) }),
  /** A document that waits or is printed is not wanted: what can still be stopped is. */
  z.strictObject({ type: z.literal('stopPaper'), id: z.string().max(64) }),
  z.strictObject({ type: z.literal('rate'), level: z.number().int().min(1).max(5) }),
  z.strictObject({ type: z.literal('skipRating') }),
  z.strictObject({ type: z.literal('moreItems') }),
  /** "Please come": to staff, from the help screen, where and when somebody can come. */
  z.strictObject({ type: z.literal('callStaff') }),
  z.strictObject({ type: z.literal('extend') }),
  z.strictObject({ type: z.literal('exit') }),
  /** The hidden corner: only while no citizen is served. */
  z.strictObject({ type: z.literal('openService') }),
  z.strictObject({ type: z.literal('service'), act: serviceActSchema }),
  /** The cut-out of a paper is good: it goes with the case. */
  z.strictObject({ type: z.literal('keepPage') }),
  /** The paper follows later, where it may. */
  z.strictObject({ type: z.literal('skipScan') }),
  /** What the page knows of cameras, told unasked. No person's act. */
  z.strictObject({ type: z.literal('camera'), told: cameraToldSchema }),
  /** What the page saw of a face it was asked to compare. No person's act. */
  z.strictObject({ type: z.literal('face'), told: faceToldSchema }),
  /** A touch anywhere: resets the idle clock, changes nothing else. */
  z.strictObject({ type: z.literal('touched') }),
]);
export type Command = z.infer<typeof commandSchema>;
export type CommandType = Command['type'];

/** Renderer → terminal over the MessagePort. */
export const rendererMessageSchema = z.strictObject({ kind: z.literal('command'), command: commandSchema });
export type RendererMessage = z.infer<typeof rendererMessageSchema>;
