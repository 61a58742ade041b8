import { z } from 'zod';

const clockSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be HH:MM, from 00:00 to 24:00');

/** Days (1 Monday to 7 Sunday) and hours, local time, in which somebody of staff can walk to this machine. */
export const staffHoursSchema = z
  .strictObject({
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    from: clockSchema,
    to: clockSchema,
  })
  .refine(({ from, to }) => from < to, {
    path: ['to'],
    message: 'must be later than from; hours over midnight are two entries',
  });
export type StaffHours = z.infer<typeof staffHoursSchema>;
