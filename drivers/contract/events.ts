import { z } from 'zod';
import { deviceClassSchema } from './status.ts';

/** What devices tell unasked, by XFS4IoT event names; `Device.*` are our own additions. */
export const deviceEventNameSchema = z.enum([
  'CardReader.MediaInsertedEvent',
  'CardReader.MediaRemovedEvent',
  'Printer.PaperThresholdEvent',
  'Printer.TonerThresholdEvent',
  'Printer.RetractBinThresholdEvent',
  'Storage.StorageThresholdEvent',
  'Printer.MediaPresentedEvent',
  'Printer.MediaTakenEvent',
  'Printer.MediaAutoRetractedEvent',
  'Auxiliaries.StatusChangedEvent',
  'Common.StatusChangedEvent',
  'Common.ErrorEvent',
  'Device.Attached',
  'Device.Detached',
  'Device.IdentityChanged',
  'Device.FlapDetected',
]);
export type DeviceEventName = z.infer<typeof deviceEventNameSchema>;

/** One event. `at` is monotonic milliseconds of the observing process; `detail` a neutral word, never personal data. */
export const deviceEventSchema = z.object({
  deviceClass: deviceClassSchema,
  name: deviceEventNameSchema,
  at: z.number(),
  detail: z.string(),
});
export type DeviceEvent = z.infer<typeof deviceEventSchema>;
