/**
 * Every act that can stand in the audit (`service_acts.act`): what staff did or the door made of somebody, then what the
 * machine notes of itself. `help` is of both.
 */
export const auditActs = [
  'entered',
  'returned',
  'left',
  'door',
  'opened',
  'test',
  'soak',
  'dry-run',
  'refilled',
  'work-order.opened',
  'work-order.closed',
  'work-order.device-removed',
  'parked',
  'put-back',
  'send-now',
  'logs-exported',
  'logs-kept',
  'logs-not-kept',
  'report',
  'restart',
  'restart-refused',
  'device-restarted',
  'help',
  'alarm',
  'cabinet',
  'consent',
  'guest',
  'vendorMode',
] as const;
export type AuditAct = (typeof auditActs)[number];
