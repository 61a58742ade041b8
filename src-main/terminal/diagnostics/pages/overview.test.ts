import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Role } from '../../../contract/diagnostics.ts';
import { Bench, seenAs } from '../bench.test-kit.ts';
import { mayAct } from '../roles.ts';
import { overviewPage } from './overview.ts';

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.close());

describe('a call for staff', () => {
  test.each(['branchStaff', 'technician', 'engineer'] as const)('is seen and acknowledged by %s', (role: Role) => {
    const page = overviewPage(bench.context(role));
    expect(seenAs(page, 'overview').help).toBeNull();
    expect(page.act?.({ act: 'acknowledgeHelp' })).toBe(false);
    bench.ledger.service.askHelp('identify');
    bench.ledger.service.askHelp('result');
    expect(seenAs(page, 'overview').help).toEqual({
      since: expect.any(Number),
      at: { 'zh-CN': '刷证', en: 'the card reader' },
      times: 2,
    });
    expect(mayAct(role, { act: 'acknowledgeHelp' })).toBe(true);
    expect(page.act?.({ act: 'acknowledgeHelp' })).toBe(true);
    expect(seenAs(page, 'overview').help).toBeNull();
    expect(bench.acts().slice(-1)).toEqual(['help acknowledged']);
    const newest = bench.ledger.service.acts(1);
    expect(newest.ok && newest.value[0]?.staff).toMatch(/^[123]001$/);
  });
});
