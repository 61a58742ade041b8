import { z } from 'zod';
import { commandSpec, eventSpec, labelSchema, nothing, wordSchema } from '../spec.ts';

export const vendorModeStatusSchema = z.object({
  device: wordSchema(['online', 'offline']).nullish(),
  service: wordSchema(['enterPending', 'active', 'exitPending', 'inactive']).nullish(),
});

const bare = (name: string) =>
  commandSpec({ name, commandMajors: [2], completionMajors: [2], command: nothing, completion: nothing });

/** `appName` comes back to every client in `ModeExitedEvent`: control characters are taken out. */
export const register = commandSpec({
  name: 'VendorMode.Register',
  commandMajors: [2],
  completionMajors: [2],
  command: z.object({ appName: labelSchema.nullish() }),
  completion: nothing,
});
export const enterModeRequest = bare('VendorMode.EnterModeRequest');
export const enterModeAcknowledge = bare('VendorMode.EnterModeAcknowledge');
export const exitModeRequest = bare('VendorMode.ExitModeRequest');
export const exitModeAcknowledge = bare('VendorMode.ExitModeAcknowledge');

const told = (name: string) => eventSpec({ name, majors: [2], comes: 'unsolicited', payload: nothing });

export const enterModeRequestEvent = told('VendorMode.EnterModeRequestEvent');
export const modeEnteredEvent = told('VendorMode.ModeEnteredEvent');
export const exitModeRequestEvent = told('VendorMode.ExitModeRequestEvent');
export const modeExitedEvent = eventSpec({
  name: 'VendorMode.ModeExitedEvent',
  majors: [2],
  comes: 'unsolicited',
  payload: z.object({ connectedApplications: z.array(labelSchema).max(64).nullish() }),
});
