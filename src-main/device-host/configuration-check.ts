import { type Completion, completed, deviceClassSchema } from '../../drivers/contract/index.ts';
import { loadConfig } from '../configuration/load-config.ts';
import type { ConfigurationVerdict } from '../contract/device-messages.ts';
import { fitDevices } from './binding.ts';
import { conformanceGate } from './conformance-gate.ts';

/** What this process would do with the file as it lies on the disk now. */
export type ConfigurationCheck = () => Promise<Completion<ConfigurationVerdict>>;

/**
 * Goes the way of a start up to the devices, opening none: reads the file (with what production refuses, where this is
 * production), makes each driver, and asks the gate of production for it.
 */
export const configurationCheck =
  (file: string, production: boolean): ConfigurationCheck =>
  async () => {
    const loaded = loadConfig(file);
    if (!loaded.ok) return completed({ production, problems: [...loaded.error.problems], devices: [] }, 'none');
    const refused = production ? loadConfig(file, { production }) : loaded;
    const gate = production ? await conformanceGate(loaded.value.conformance) : undefined;
    const binding = await fitDevices(loaded.value.devices, gate);
    const devices = deviceClassSchema.options.flatMap((deviceClass) => {
      const fitting = deviceClass === 'camera' ? undefined : binding[deviceClass];
      return fitting === undefined ? [] : [{ deviceClass, problem: fitting.barred?.why ?? null }];
    });
    return completed({ production, problems: refused.ok ? [] : [...refused.error.problems], devices }, 'none');
  };
