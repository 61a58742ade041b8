export { isCertificateTrouble } from './certificate.ts';
export { type DriverIdentity, DriverShell } from './driver-shell.ts';
export { type Failure, type FaultReport, portFault, type WireFault, wireFault } from './faults.ts';
export { Listeners } from './listeners.ts';
