import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Config } from '../../contract/config.ts';
import { helpViewSchema } from '../../contract/screen-parts.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { must, openTestLedger } from '../ledger/test-ledger.ts';
import { CALL_AGAIN_MS, HelpDesk } from './help-desk.ts';
import { staffCanCome } from './staff-hours.ts';

/** Saturday, 21 November 2026, in China. */
const at = (hours: number, minutes = 0, day = 21) => new Date(Date.UTC(2026, 10, day, hours - 8, minutes));
const bank = { name: { 'zh-CN': '示例', en: 'Example' }, profile: 'bank-branch', helpPhone: '12345' } as const;

let folder: string;
let ledger: Ledger;
let now = 0;
let told = 0;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'help-'));
  now = at(3, 12).getTime();
  told = 0;
  ledger = openTestLedger(path.join(folder, 'ledger.db'), { clock: { wallMs: () => now } });
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});
const desk = (site: Config['site'] = bank) => new HelpDesk({ site, ledger, wallMs: () => now, recorded: () => told++ });
const view = (one: HelpDesk) => helpViewSchema.optional().parse(one.view());
const acts = () =>
  must(ledger.service.acts(10))
    .map(({ staff, act, detail }) => `${staff} ${act} ${detail}`)
    .reverse();

describe('staff can come', () => {
  test.each([
    ['bank-branch', undefined, at(3, 12), true],
    ['hall', undefined, at(10, 0, 20), true],
    ['hall', undefined, at(17, 0, 20), false],
    ['hall', undefined, at(8, 59, 20), false],
    ['hall', undefined, at(10, 0, 21), false],
    ['village', undefined, at(10, 0, 20), false],
    ['bank-branch', [], at(10, 0, 20), false],
    ['village', [{ days: [6, 7], from: '08:30', to: '12:00' }], at(8, 30), true],
    ['village', [{ days: [6, 7], from: '08:30', to: '12:00' }], at(12, 0), false],
    ['hall', [{ days: [6], from: '22:00', to: '24:00' }], at(23, 59), true],
  ] as const)('%s %j %s: %s', (profile, staffHours, when, can) => {
    const hours = staffHours?.map((one) => ({ ...one, days: [...one.days] }));
    expect(staffCanCome({ profile, ...(hours === undefined ? {} : { staffHours: hours }) }, when)).toBe(can);
  });
});

describe('a call', () => {
  test('is one open request with a time and a screen, in the audit and on its way to the platform', () => {
    const help = desk();
    expect(view(help)).toEqual({ mayCall: true, calledAt: null, acknowledgedAt: null });
    expect(help.call('review')).toBe(true);
    expect(told).toBe(1);
    expect(view(help)).toEqual({ mayCall: false, calledAt: '03:12', acknowledgedAt: null });
    expect(help.call('review')).toBe(false);
    expect(must(ledger.service.newestHelp())).toEqual({
      screen: 'review',
      askedAt: now,
      askedLast: now,
      times: 1,
      acknowledgedAt: null,
    });
    expect(must(ledger.pending())?.records.map(({ kind, body }) => [kind, JSON.parse(body)])).toEqual([
      ['service.act', { staff: '-', act: 'help', detail: 'asked.review' }],
    ]);
  });

  test('that nobody heard may be made again, and stays one request', () => {
    const help = desk();
    help.call('identify');
    now += CALL_AGAIN_MS;
    expect(view(help)).toEqual({ mayCall: true, calledAt: '03:12', acknowledgedAt: null });
    expect(help.call('result')).toBe(true);
    expect(view(help)).toMatchObject({ mayCall: false, calledAt: '03:22' });
    expect(must(ledger.service.newestHelp())).toMatchObject({ screen: 'identify', times: 2 });
    expect(acts()).toEqual(['- help asked.identify', '- help again.result']);
    // A clock that is set back makes nobody wait for ever.
    now -= 24 * 60 * 60_000;
    expect(view(help)?.mayCall).toBe(true);
  });

  test('that staff acknowledged says so for a while, and another may be made', () => {
    const help = desk();
    help.call('form');
    now += 3 * 60_000;
    must(ledger.service.acknowledgeHelp('1001'));
    expect(view(help)).toEqual({ mayCall: true, calledAt: null, acknowledgedAt: '03:15' });
    expect(ledger.service.acknowledgeHelp('1001')).toMatchObject({ ok: false, error: { code: 'refused' } });
    now += 10 * 60_000;
    expect(view(help)).toEqual({ mayCall: true, calledAt: null, acknowledgedAt: null });
    expect(acts()).toEqual(['- help asked.form', '1001 help acknowledged']);
  });

  test('outlives a restart, and stands until it is heard also when nobody can come any more', () => {
    const hours = [{ days: [6], from: '03:00', to: '03:30' }];
    desk({ ...bank, staffHours: hours }).call('form');
    now += 60 * 60_000;
    expect(view(desk({ ...bank, staffHours: hours }))).toEqual({
      mayCall: false,
      calledAt: '03:12',
      acknowledgedAt: null,
    });
  });

  test('is not offered where nobody can come: the phone is the answer', () => {
    const help = desk({ ...bank, profile: 'village' });
    expect(view(help)).toBeUndefined();
    expect(help.call('form')).toBe(false);
    expect(acts()).toEqual([]);
  });

  test('is not said to be made when the ledger does not take it', () => {
    ledger.close();
    expect(desk().call('form')).toBe(false);
    expect(told).toBe(0);
  });
});
