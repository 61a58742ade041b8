import { describe, expect, it } from 'vitest';
import { completionCodeSchema, deviceErrorSchema } from '../contract/index.ts';
import type { Answer } from './answer.ts';
import { axesOf } from './axes.ts';
import { refusalStatuses, xfsCompletionCodes } from './completion-codes.ts';
import { outcomeOf } from './facade/served.ts';
import { completionRows, errorCodeRows, failureOf } from './outcome.ts';

const says = (completionCode: string, errorCode: string | null = null, expired = false) =>
  ({ kind: 'failure', completionCode, errorCode, expired }) as Extract<Answer<never>, { kind: 'failure' }>;

describe('what a service says becomes an error of ours', () => {
  const failures = xfsCompletionCodes.filter((code) => code !== 'success');

  it('for each of the 22 failures', () => {
    expect(failures).toHaveLength(22);
    for (const code of failures) {
      const { error } = failureOf('Printer.PrintRaw', says(code), 'unknown');
      expect(deviceErrorSchema.safeParse(error).success).toBe(true);
      expect(error.effect, code).toBe(completionRows[code].before ? 'none' : 'unknown');
    }
  });

  it('never says "none" of what may have begun', () => {
    const begun = [
      'commandErrorCode',
      'canceled',
      'deviceNotReady',
      'hardwareError',
      'internalError',
      'timeOut',
      'userError',
      'fraudAttempt',
    ];
    expect(failures.filter((code) => !completionRows[code].before)).toEqual(expect.arrayContaining(begun));
    expect(failures.filter((code) => !completionRows[code].before)).toHaveLength(begun.length);
  });

  it('keeps the class word, known or not', () => {
    for (const word of [...Object.keys(errorCodeRows), 'vendorWord']) {
      const { error } = failureOf('X.Y', says('commandErrorCode', word), 'partial');
      expect(error.errorCode).toBe(word);
    }
  });

  it('calls a command that we canceled for its time a time-out', () => {
    expect(failureOf('X.Y', says('canceled', null, true), 'unknown').error).toMatchObject({
      code: 'timeOut',
      effect: 'unknown',
    });
    expect(failureOf('X.Y', says('canceled'), 'none').error.code).toBe('canceled');
  });

  it('knows what surely did not happen on the link', () => {
    for (const status of refusalStatuses)
      expect(failureOf('X.Y', { kind: 'refused', status }, 'unknown').error.effect).toBe('none');
    for (const why of ['closed', 'aborted', 'tooLarge', 'unsupported'] as const) {
      expect(failureOf('X.Y', { kind: 'notSent', why }, 'unknown').error.effect).toBe('none');
    }
    for (const why of ['socketClosed', 'noAcknowledge', 'noCompletion', 'badCompletion'] as const) {
      expect(failureOf('X.Y', { kind: 'lost', why }, 'unknown').error.effect).toBe('unknown');
    }
  });
});

it('every completion code of ours is one of the standard, the other way round', () => {
  for (const code of completionCodeSchema.options) expect(xfsCompletionCodes).toContain(code);
  const jammed = {
    ok: false,
    error: { code: 'hardwareError', errorCode: 'paper-jam', message: 'x', effect: 'unknown' },
  } as const;
  expect(outcomeOf(jammed, () => null)).toEqual({
    completionCode: 'commandErrorCode',
    errorDescription: 'paper-jam; effect=unknown',
    payload: { errorCode: 'paperJammed' },
  });
  // Anything that is not a plain word stays inside.
  const odd = {
    ok: false,
    error: { code: 'hardwareError', errorCode: '张三 1', message: 'x', effect: 'none' },
  } as const;
  expect(outcomeOf(odd, () => null).errorDescription).toBe('error; effect=none');
});

describe('axes', () => {
  const printer = (status: object, options = {}) =>
    axesOf({ common: { device: 'online' }, ...status }, 'Printer', options);

  it('take the worst paper, or the named source', () => {
    const paper = { upper: 'full', lower: 'low', aux: null } as const;
    expect(printer({ printer: { paper } }).paper).toBe('low');
    expect(printer({ printer: { paper } }, { paperSource: 'upper' }).paper).toBe('full');
    expect(printer({ printer: { paper } }, { paperSource: 'park' }).paper).toBe('unknown');
    // A source that the device has not is told as `unknown` by some, and hides nothing of those it has.
    const odd = { printer: { paper: { upper: 'full', lower: 'unknown' } } } as const;
    expect(printer(odd).paper).toBe('unknown');
    expect(printer(odd, { fitted: { upper: true, lower: false } }).paper).toBe('full');
    expect(printer(odd, { fitted: { upper: true, lower: true } }).paper).toBe('unknown');
    expect(printer({}).paper).toBeNull();
    expect(printer({ printer: { paper: { upper: 'jammed' } } })).toMatchObject({
      faults: ['paper-jam'],
      action: 'clear',
    });
  });

  it('run out of paper only when every source did, and warn of an empty one', () => {
    const of = (paper: object, options = {}) => printer({ printer: { paper } }, options);
    expect(of({ upper: 'full', lower: 'out' })).toMatchObject({ paper: 'full', faults: ['tray-empty'] });
    expect(of({ upper: 'low', lower: 'out' })).toMatchObject({
      paper: 'low',
      faults: ['paper-near-end', 'tray-empty'],
    });
    expect(of({ upper: 'out', lower: 'out' })).toMatchObject({ paper: 'out', faults: ['paper-end'], action: 'clear' });
    expect(of({ upper: 'jammed', lower: 'out' })).toMatchObject({ paper: 'jammed' });
    // Nobody knows whether there is any.
    expect(of({ upper: 'unknown', lower: 'out' })).toMatchObject({ paper: 'unknown' });
    expect(of({ upper: 'out', lower: 'full' }, { paperSource: 'any' })).toMatchObject({ faults: ['tray-empty'] });
    // An empty source that was not named, or is not there, is nobody's concern.
    const lower = of({ upper: 'out', lower: 'full' }, { paperSource: 'lower' });
    expect(lower).toMatchObject({ paper: 'full', faults: [] });
    expect(of({ upper: 'out', lower: 'full' }, { paperSource: 'upper' })).toMatchObject({ paper: 'out' });
    expect(of({ upper: 'full', lower: 'out' }, { fitted: { lower: false } })).toMatchObject({ faults: [] });
  });

  it.each([
    // What the service tells, what its capabilities say, what is configured, and whether that is wrong.
    [{ upper: 'full', lower: 'out' }, {}, 'lower', false],
    [{ upper: 'full', lower: 'out' }, { upper: true, lower: true }, 'bottom', true],
    [{ upper: 'full', lower: null }, { upper: true }, 'lower', true],
    // A level adds a source to what the capabilities list; without a list it denies none: one tray has a sensor, the other not.
    [{ upper: 'full', lower: 'out' }, { upper: true }, 'lower', false],
    [{ upper: 'full' }, {}, 'lower', false],
    [{ upper: 'full' }, { upper: true, lower: null }, 'lower', false],
    // PrintNative's word for whichever the service takes.
    [{ upper: 'full' }, { upper: true }, 'any', false],
    [{ upper: 'full' }, { upper: true, aux: true }, 'aux', false],
    [{ upper: 'full', lower: 'full' }, { upper: true, lower: false }, 'lower', true],
    [{}, { upper: false }, 'upper', true],
    // One that tells of no source speaks against none.
    [{}, {}, 'upper', false],
    [{ upper: 'full' }, {}, null, false],
  ] as const)('of %j with %j: whether a configured source %s is wrong is %s', (paper, fitted, paperSource, wrong) => {
    const { faults, action, device, ...rest } = printer({ printer: { paper } }, { paperSource, fitted });
    expect(faults.includes('wrong-paper-source')).toBe(wrong);
    if (wrong)
      expect({ action, device, paper: rest.paper }).toEqual({
        action: 'configuration',
        device: 'online',
        paper: 'unknown',
      });
  });

  it('send for the technician where more than the setting is wrong', () => {
    const both = printer(
      { printer: { paper: { upper: 'full' }, lamp: 'inop' } },
      { paperSource: 'side', fitted: { upper: true } },
    );
    expect(both).toMatchObject({ faults: ['lamp-inoperable', 'wrong-paper-source'], action: 'maintenance' });
  });

  it('see a full bin as no room and a broken part in a device that calls itself online', () => {
    expect(printer({ printer: { retractBins: [{ state: 'ok' }, { state: 'full' }], toner: 'low' } }).supplies).toEqual([
      { name: 'toner', level: 'low', percent: null },
      { name: 'retractBin', level: 'out', percent: null },
    ]);
    const scanner = axesOf(
      { common: { device: 'online' }, barcodeReader: { scanner: 'inoperative' } },
      'BarcodeReader',
    );
    expect(scanner).toMatchObject({ device: 'hardwareError', faults: ['scanner-inoperative'], action: 'maintenance' });
  });

  it('are unknown where nothing is told, and fraud where it is possible', () => {
    expect(axesOf({}, 'CardReader')).toMatchObject({ device: 'unknown', media: null });
    expect(axesOf({ common: { device: 'potentialFraud' } }, 'CardReader')).toMatchObject({
      device: 'potentialFraud',
      faults: ['potential-fraud'],
      action: 'maintenance',
    });
    const foreign = { device: 'online', antiFraudModule: 'deviceDetected' } as const;
    expect(axesOf({ common: foreign }, 'CardReader')).toMatchObject({
      device: 'potentialFraud',
      faults: ['foreign-device-detected'],
      action: 'maintenance',
    });
  });
});
