import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import { roleSchema } from '../../contract/diagnostics.ts';

/**
 * One person who may open the service side. Numbers only: names of staff have no business on the machine. `secret` is
 * the base32 secret of their code generator (RFC 4648), at least 16 bytes.
 */
const staffMemberSchema = z.strictObject({
  staff: z.string().regex(/^\d{4,8}$/, 'must be 4 to 8 digits'),
  role: roleSchema,
  secret: z.string().regex(/^[A-Z2-7]{26,103}=*$/, 'must be base32 of at least 16 bytes'),
  /** Last day of the permission, ISO date. */
  notAfter: z.iso.date(),
});
export type StaffMember = z.infer<typeof staffMemberSchema>;

const staffFileSchema = z.strictObject({ staff: z.array(staffMemberSchema).max(500) }).superRefine((file, context) => {
  const seen = new Set<string>();
  file.staff.forEach(({ staff }, index) => {
    if (seen.has(staff)) context.addIssue({ code: 'custom', path: ['staff', index, 'staff'], message: 'stands twice' });
    seen.add(staff);
  });
});

/** Reads the staff file. The message names the field, never a secret. */
export function loadStaff(file: string): Result<readonly StaffMember[], { message: string }> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return fail({ message: 'the staff file cannot be read' });
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return fail({ message: 'the staff file is not JSON' });
  }
  const parsed = staffFileSchema.safeParse(data);
  if (parsed.success) return ok(parsed.data.staff);
  const [issue] = parsed.error.issues;
  return fail({ message: `the staff file: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not as expected'}` });
}
