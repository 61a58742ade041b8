import { describe, expect, it } from 'vitest';
import type { DeviceStatus, Supply } from '../../drivers/contract/index.ts';
import { Thresholds } from './thresholds.ts';

const printer = (paper: Supply | null, toner: Supply | null = null): DeviceStatus => ({
  ...{ deviceClass: 'documentPrinter', device: 'online', media: null, paper, action: 'none', faults: [] },
  ...{ observedAt: 0, evidence: '', identity: null, model: 'sample' },
  supplies: toner === null ? [] : [{ name: 'toner', level: toner, percent: null }],
});
/** `paper low`, in order. */
const told = (statuses: readonly DeviceStatus[]): string[] => {
  const thresholds = new Thresholds();
  return statuses.flatMap((status, at) =>
    thresholds.crossed(status, at).map(({ name, detail }) => `${name.slice(8, 13).toLowerCase()} ${detail}`),
  );
};

describe('thresholds of paper and toner', () => {
  it('are told once for each crossing, both ways', () => {
    const paper: Supply[] = ['full', 'low', 'low', 'out', 'out', 'full', 'full', 'low', 'full'];
    expect(told(paper.map((level) => printer(level)))).toEqual([
      'paper low',
      'paper out',
      'paper full',
      'paper low',
      'paper full',
    ]);
  });

  it('are not crossed by what nobody knows, by a jam, or by going away and coming back as before', () => {
    const paper: Supply[] = ['unknown', 'full', 'jammed', 'full', 'low', 'unknown', 'jammed', 'low'];
    expect(told(paper.map((level) => printer(level)))).toEqual(['paper low']);
  });

  it('are told of toner beside paper, of a printer that comes with little of it, and of no other class', () => {
    expect(told([printer('low', 'out'), printer('full', 'out'), printer('full', 'full')])).toEqual([
      'paper low',
      'toner out',
      'paper full',
      'toner full',
    ]);
    expect(told([{ ...printer('out'), deviceClass: 'idCardReader' }])).toEqual([]);
  });

  it('are told of every other supply by its name, but of the bin that tells of itself', () => {
    const supplies = (special: Supply, bin: Supply): DeviceStatus => ({
      ...printer('full'),
      supplies: [
        { name: 'specialPaper', level: special, percent: null },
        { name: 'outputTray', level: 'full', percent: null },
        { name: 'retractBin', level: bin, percent: null },
      ],
    });
    const thresholds = new Thresholds();
    const levels: [Supply, Supply][] = [
      ['unknown', 'full'],
      ['full', 'low'],
      ['low', 'out'],
      ['low', 'out'],
      ['out', 'full'],
      ['full', 'full'],
    ];
    expect(levels.flatMap(([special, bin]) => thresholds.crossed(supplies(special, bin), 1))).toEqual(
      ['low', 'out', 'full'].map((level) => ({
        deviceClass: 'documentPrinter',
        name: 'Storage.StorageThresholdEvent',
        at: 1,
        detail: `specialPaper ${level}`,
      })),
    );
  });
});
