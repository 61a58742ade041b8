import { codeAt } from '../../src-main/terminal/diagnostics/one-time-code.ts';
import type { StaffMember } from '../../src-main/terminal/diagnostics/staff.ts';

/** Invented members of staff, one of each role. Their secrets are public: for simulated machines only. */
export const inventedStaff: readonly StaffMember[] = [
  { staff: '1001', role: 'branchStaff', secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', notAfter: '2099-12-31' },
  { staff: '2001', role: 'technician', secret: 'MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U', notAfter: '2099-12-31' },
  { staff: '3001', role: 'engineer', secret: 'KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU', notAfter: '2099-12-31' },
];

/** What the code generator of this member of staff shows now; null for a number nobody has. */
export function codeOf(staff: string, now = Date.now()): string | null {
  const member = inventedStaff.find((one) => one.staff === staff);
  return member === undefined ? null : codeAt(member.secret, now);
}
