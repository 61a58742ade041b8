import { describe, expect, it } from 'vitest';
import {
  asOf,
  type DeviceState,
  type DeviceStatus,
  deviceStateSchema,
  type Health,
  health,
  STALE_AFTER_MS,
  type Supply,
  type SupplyName,
  supplyNameSchema,
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
    potentialFraud: 'unavailable',
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

  const needed = {
    full: 'ok',
    low: 'attention',
    out: 'unavailable',
    jammed: 'unavailable',
    unknown: 'degraded',
  } as const;
  const spare = { ...needed, out: 'attention', jammed: 'attention' } as const;
  const bySupply: Record<SupplyName, Readonly<Record<Supply, Health>>> = {
    toner: needed,
    ink: needed,
    ribbon: needed,
    drum: needed,
    // What fills up: `out` means that there is no room left.
    wasteToner: needed,
    outputTray: needed,
    retractBin: spare,
    specialPaper: spare,
  };
  const supplies = supplyNameSchema.options.flatMap((name) =>
    supplySchema.options.map((level) => ({ name, level, percent: null })),
  );
  it.each(supplies)('with $name $level', (supply) => {
    expect(health(status({ paper: 'full', supplies: [supply] }), 1000)).toBe(bySupply[supply.name][supply.level]);
  });

  it('is that of the worst of everything it is made of', () => {
    const rank: readonly Health[] = ['ok', 'degraded', 'attention', 'unavailable'];
    for (const paper of supplySchema.options)
      for (const one of supplies)
        for (const faults of [[], ['door-open']]) {
          const parts = [
            byPaper[paper],
            bySupply[one.name][one.level],
            faults.length > 0 ? 'attention' : 'ok',
          ] as const;
          const worst = rank[Math.max(...parts.map((part) => rank.indexOf(part)))];
          const all = [{ ...one, level: 'full' as const }, one];
          expect(health(status({ paper, faults, supplies: all }), 1000)).toBe(worst);
        }
  });

  it('never calls fine what is not known, but for a reader that nobody asks to look', () => {
    expect(health(status({ device: 'unknown' }), 1000)).not.toBe('ok');
    expect(health(status({ paper: 'unknown' }), 1000)).not.toBe('ok');
    for (const name of supplyNameSchema.options)
      expect(health(status({ supplies: [{ name, level: 'unknown', percent: null }] }), 1000)).not.toBe('ok');
    expect(health(status({ media: 'unknown' }), 1000)).toBe('ok');
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

describe('a status that nobody renews', () => {
  const said = status({
    media: 'present',
    paper: 'low',
    supplies: [{ name: 'toner', level: 'full', percent: 80 }],
    faults: ['paper-near-end'],
    action: 'clear',
    identity: 'UNIT-1',
    firmware: 'V1',
    lifecycle: 'enabled',
    activity: 'busy',
    attachment: 'attached',
    source: 'probed',
  });

  it('stands as it was told until it is stale', () => {
    expect(asOf(said, 1000 + STALE_AFTER_MS)).toBe(said);
  });

  it('has every measured axis unknown then, and still says what was wrong and which unit it is', () => {
    expect(asOf(said, 1001 + STALE_AFTER_MS)).toEqual({
      ...said,
      device: 'unknown',
      media: 'unknown',
      paper: 'unknown',
      supplies: [{ name: 'toner', level: 'unknown', percent: null }],
      activity: null,
      attachment: 'unknown',
      source: 'inferred',
    });
  });

  it('gets no axis that it never had', () => {
    const bare = asOf(status({}), 1001 + STALE_AFTER_MS);
    expect([bare.media, bare.paper, 'supplies' in bare, 'activity' in bare, 'attachment' in bare]).toEqual([
      null,
      null,
      false,
      false,
      false,
    ]);
  });
});
