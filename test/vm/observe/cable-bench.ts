import type { Transport } from '../../../drivers/contract/index.ts';
import type { SimulatorWire } from '../../../drivers/transports/simulator-wire.ts';

/** A cable whose far end is a simulator, whatever the cable is made of. */
export interface CableBench {
  /** The product's transport on it, closed. */
  transport(): Transport;
  /** Resolves with the device's end when the system shows the device. */
  plug(): Promise<SimulatorWire>;
  /** Resolves when the system no longer shows it; nothing where `hangUp` of the wire was before. */
  unplug(): Promise<void>;
}
