import { z } from 'zod';

/** Words of XFS4IoT `Auxiliaries` and `Lights`. `unknown` is what nobody told lately; it is never shown as fine. */
export const proximitySchema = z.enum(['present', 'notPresent', 'unknown']);
export type Proximity = z.infer<typeof proximitySchema>;
export const doorSchema = z.enum(['closed', 'open', 'locked', 'tampered', 'unknown']);
export type Door = z.infer<typeof doorSchema>;
export const tamperSchema = z.enum(['on', 'off', 'unknown']);
export type Tamper = z.infer<typeof tamperSchema>;
/** `good` on mains, `engaged` on battery, `low` on battery and soon empty, `powering` charging, `recovered` mains are back. */
export const upsStateSchema = z.enum(['good', 'low', 'engaged', 'powering', 'recovered', 'unknown']);
export type UpsState = z.infer<typeof upsStateSchema>;
export const operatorSwitchSchema = z.enum(['run', 'maintenance', 'supervisor', 'unknown']);
export type OperatorSwitch = z.infer<typeof operatorSwitchSchema>;
export const headsetSchema = z.enum(['plugged', 'unplugged', 'unknown']);
export type Headset = z.infer<typeof headsetSchema>;

export const flashRateSchema = z.enum(['off', 'slow', 'medium', 'quick', 'continuous']);
export type FlashRate = z.infer<typeof flashRateSchema>;
export const lightColorSchema = z.enum(['red', 'green', 'yellow', 'blue', 'cyan', 'magenta', 'white']);
export type LightColor = z.infer<typeof lightColorSchema>;
/** What a light was last told and took; null when it was told nothing since the device was opened. */
export const lightSchema = z.object({ flashRate: flashRateSchema, color: lightColorSchema.nullable() });
export type Light = z.infer<typeof lightSchema>;

export const audioRouteSchema = z.enum(['speaker', 'headset']);
export type AudioRoute = z.infer<typeof audioRouteSchema>;
export const volumeSchema = z.object({ route: audioRouteSchema, percent: z.number().int().min(0).max(100) });
export type Volume = z.infer<typeof volumeSchema>;

/** Keys of a tactile keypad. A pressed key may be part of a number: it is told by `onKey` only, never in events or logs. */
export const keypadKeySchema = z.enum([
  ...(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'doubleZero', 'point'] as const),
  ...(['enter', 'clear', 'cancel', 'backspace', 'help', 'up', 'down', 'left', 'right'] as const),
]);
export type KeypadKey = z.infer<typeof keypadKeySchema>;
export interface KeypadEvent {
  readonly key: KeypadKey;
  readonly action: 'down' | 'up';
}

/** All inputs and outputs at one moment. null: not fitted, as the profile says. Doors and lights by their names in the profile. */
export const auxiliariesSnapshotSchema = z.object({
  presence: proximitySchema.nullable(),
  doors: z.record(z.string(), doorSchema),
  tamper: tamperSchema.nullable(),
  ups: z.object({ state: upsStateSchema, percent: z.number().min(0).max(100).nullable() }).nullable(),
  operatorSwitch: operatorSwitchSchema.nullable(),
  headset: headsetSchema.nullable(),
  /** Is a keypad fitted? Its keys are told by `onKey` only. */
  keypad: z.boolean(),
  lights: z.record(z.string(), lightSchema.nullable()),
  /** Where the loudness can be set; empty: nowhere. */
  routes: z.array(audioRouteSchema),
  volume: volumeSchema.nullable(),
});
export type AuxiliariesSnapshot = z.infer<typeof auxiliariesSnapshotSchema>;
