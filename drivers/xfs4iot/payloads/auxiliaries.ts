import { z } from 'zod';
import { commandSpec, nothing, wordSchema } from '../spec.ts';

const DOOR_WORDS = ['closed', 'open', 'locked', 'bolted', 'tampered'] as const;
const door = wordSchema(DOOR_WORDS).nullish();
const onOff = wordSchema(['on', 'off']).nullish();
/** Where the sound goes, and whether a plug moves it by itself. */
const AUDIO_CONTROLS = [
  ...(['publicAudioManual', 'publicAudioAuto', 'publicAudioSemiAuto'] as const),
  ...(['privateAudioManual', 'privateAudioAuto', 'privateAudioSemiAuto'] as const),
] as const;

/** The sensors a lobby terminal has; the cash ones are passed over. */
export const auxiliariesStatusSchema = z.object({
  operatorSwitch: wordSchema(['run', 'maintenance', 'supervisor']).nullish(),
  tamperSensor: onOff,
  seismicSensor: onOff,
  heatSensor: onOff,
  proximitySensor: wordSchema(['present', 'notPresent']).nullish(),
  operatorCallButtonSensor: onOff,
  enhancedAudioSensor: wordSchema(['present', 'notPresent']).nullish(),
  enhancedAudioControl: wordSchema(AUDIO_CONTROLS).nullish(),
  volume: z.number().int().nullish(),
  cabinetDoor: door,
  safeDoor: door,
  UPS: z
    .object({
      low: z.boolean().nullish(),
      engaged: z.boolean().nullish(),
      powering: z.boolean().nullish(),
      recovered: z.boolean().nullish(),
    })
    .nullish(),
});
export type AuxiliariesStatus = z.infer<typeof auxiliariesStatusSchema>;

const registration = z.enum(['register', 'deregister']).nullish();

export const register = commandSpec({
  name: 'Auxiliaries.Register',
  commandMajors: [1, 2],
  completionMajors: [1, 2],
  command: z.object({
    operatorSwitch: registration,
    tamperSensor: registration,
    seismicSensor: registration,
    heatSensor: registration,
    proximitySensor: registration,
    enhancedAudioSensor: registration,
    cabinetDoor: registration,
    safeDoor: registration,
    ups: registration,
  }),
  completion: nothing,
});

export const setAuxiliaries = commandSpec({
  name: 'Auxiliaries.SetAuxiliaries',
  commandMajors: [1, 2],
  completionMajors: [1, 2],
  command: z.object({
    openClose: z.enum(['closed', 'open']).nullish(),
    audio: z
      .object({
        rate: z.enum(['on', 'off', 'continuous']).nullish(),
        signal: z.enum(['keypress', 'exclamation', 'warning', 'error', 'critical']).nullish(),
      })
      .nullish(),
    volume: z.number().int().min(1).max(1000).nullish(),
    audibleAlarm: z.enum(['on', 'off']).nullish(),
    enhancedAudioControl: z.enum(AUDIO_CONTROLS).nullish(),
  }),
  completion: nothing,
});

const positionSchema = z.object({
  flashRate: z.enum(['off', 'slow', 'medium', 'quick', 'continuous']).nullish(),
  color: z.enum(['red', 'green', 'yellow', 'blue', 'cyan', 'magenta', 'white']).nullish(),
  direction: z.enum(['entry', 'exit']).nullish(),
});
export type LightState = z.infer<typeof positionSchema>;

/** By light, then by position (`default`, `left`, … or the vendor's own). */
export const setLight = commandSpec({
  name: 'Lights.SetLight',
  commandMajors: [2, 3],
  completionMajors: [2, 3],
  command: z.record(z.string().max(60), z.record(z.string().max(60), positionSchema)),
  completion: nothing,
});
