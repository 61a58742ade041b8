import { describe, expect, it } from 'vitest';
import {
  type DeviceState,
  type DeviceStatus,
  deviceStateSchema,
  type Health,
  health,
  STALE_AFTER_MS,
  supplySchema,
} from './status.ts';

const status = (change: Partial<DeviceStatus>): DeviceStatus => ({
  deviceClass: 'receiptPrinter',
  device: 'online',
  media: null,
  paper: null,
  action: 'none',
  faults: [],
  observedAt: 1000,
  evidence: '',
  identity: null,
  model: 'sample',
  ...change,
});

describe('health', () => {
  const byState: Record<DeviceState, Health> = {
    online: 'ok',
    deviceBusy: 'ok',
    offline: 'unavailable',
    powerOff: 'unavailable',
    noDevice: 'unavailable',
    hardwareError: 'unavailable',
    userError: 'unavailable',
    fraudAttempt: 'unavailable',
    starting: 'unknown',
    unknown: 'unknown',
  };
  it.each(deviceStateSchema.options)('of a device that is %s', (device) => {
    expect(health(status({ device }), 1000)).toBe(byState[device]);
  });

  const byPaper = {
    full: 'ok',
    low: 'attention',
    out: 'unavailable',
    jammed: 'unavailable',
    unknown: 'degraded',
  } as const;
  it.each(supplySchema.options)('with paper %s', (paper) => {
    expect(health(status({ paper }), 1000)).toBe(byPaper[paper]);
  });

  it('wants a person for a fault that does not stop the device, and is unavailable with jammed media', () => {
    expect(health(status({ faults: ['head-temperature'] }), 1000)).toBe('attention');
    expect(health(status({ media: 'jammed' }), 1000)).toBe('unavailable');
  });

  it('is unknown when stale, whatever was seen', () => {
    for (const device of deviceStateSchema.options) {
      expect(health(status({ device }), 1001 + STALE_AFTER_MS)).toBe('unknown');
    }
  });
});
