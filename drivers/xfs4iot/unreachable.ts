import type { DeviceStatus, TransportError } from '../contract/index.ts';

/** Why a service cannot be used: fault word of the status and error code of the opening. */
export type UnreachableFault =
  | 'port-not-found'
  | 'port-busy'
  | 'port-denied'
  | 'port-error'
  | 'no-answer'
  | 'hung-up'
  | 'wrong-service';

/** Of a connection that could not be made. A service that takes no connection at all is as good as not there. */
export const PORT_FAULTS: Readonly<Record<TransportError['kind'], UnreachableFault>> = {
  notFound: 'port-not-found',
  busy: 'port-busy',
  denied: 'port-denied',
  closed: 'port-error',
  timeout: 'no-answer',
  io: 'port-error',
};

const SETTINGS: readonly UnreachableFault[] = ['port-denied', 'wrong-service'];

export const unreachable = (
  fault: UnreachableFault,
  evidence: string,
): Pick<DeviceStatus, 'device' | 'faults' | 'action' | 'evidence'> => ({
  device: fault === 'port-not-found' ? 'noDevice' : 'offline',
  faults: [fault],
  action: SETTINGS.includes(fault) ? 'configuration' : 'maintenance',
  evidence,
});
