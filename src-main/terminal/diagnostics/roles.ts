import {
  type DiagnosticsPageName,
  diagnosticsPageNames,
  type Role,
  type ServiceAct,
  type ServiceActName,
} from '../../contract/diagnostics.ts';

/** What each role may open. Bank staff see paper, health and how to ask for help; nothing of the inside. */
export const pagesOf: Readonly<Record<Role, readonly DiagnosticsPageName[]>> = {
  branchStaff: ['overview', 'refill', 'test', 'readiness'],
  technician: diagnosticsPageNames.filter((page) => page !== 'configuration'),
  engineer: diagnosticsPageNames,
};

const everybody: readonly Role[] = ['branchStaff', 'technician', 'engineer'];
const repairers: readonly Role[] = ['technician', 'engineer'];

/** Who may do what. `enter` and `challenge` belong to the door. */
const rolesOf: Readonly<Record<Exclude<ServiceActName, 'enter' | 'challenge'>, readonly Role[]>> = {
  open: everybody,
  openDevice: repairers,
  check: everybody,
  judge: everybody,
  cancel: everybody,
  restartDevice: repairers,
  openRefill: everybody,
  refillStep: everybody,
  refilled: everybody,
  run: repairers,
  acknowledgeHelp: everybody,
  park: repairers,
  putBack: repairers,
  sendNow: repairers,
  logLevel: repairers,
  exportLogs: repairers,
  openWorkOrder: repairers,
  closeWorkOrder: repairers,
  soak: repairers,
  report: everybody,
  screenTest: repairers,
  restart: repairers,
  leave: everybody,
};

/** May this role do this? Bank staff run only the printers' test pages after a refill. */
export function mayAct(role: Role, act: ServiceAct): boolean {
  if (act.act === 'enter' || act.act === 'challenge') return false;
  if (!rolesOf[act.act].includes(role)) return false;
  if (act.act === 'open') return pagesOf[role].includes(act.page);
  if (role === 'branchStaff' && act.act === 'check')
    return act.level === 'external' && (act.device === 'receiptPrinter' || act.device === 'documentPrinter');
  if (act.act === 'run' && act.what === 'dryRun') return role === 'engineer';
  if (act.act === 'restart' && act.what === 'machine') return role === 'engineer';
  return true;
}
