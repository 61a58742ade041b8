import { expect, test } from 'vitest';
import { unopenedStatus } from './host-words.ts';
import { doubted, identityFault } from './identity-check.ts';

test.each([
  [null, 'UNIT-1', 'online', null],
  [null, null, 'online', null],
  ['UNIT-1', 'UNIT-1', 'online', null],
  ['UNIT-1', 'UNIT-2', 'online', 'identity-changed'],
  ['UNIT-1', 'UNIT-2', 'offline', 'identity-changed'],
  ['UNIT-1', null, 'online', 'identity-untold'],
  ['UNIT-1', null, 'deviceBusy', 'identity-untold'],
  ['UNIT-1', null, 'userError', 'identity-untold'],
  ['UNIT-1', null, 'noDevice', null],
  ['UNIT-1', null, 'offline', null],
  ['UNIT-1', null, 'starting', null],
] as const)('bound to %s, a unit that calls itself %s and is %s: %s', (bound, identity, device, fault) => {
  expect(identityFault(bound, { identity, device })).toBe(fault);
});

test('a doubt wants a person, and takes nothing away from what is wrong besides', () => {
  const status = unopenedStatus('idCardReader', 0);
  expect(doubted(status, 'identity-changed')).toMatchObject({ action: 'configuration', faults: ['identity-changed'] });
  const worse = { ...status, action: 'maintenance' as const, faults: ['sam-fault'] };
  expect(doubted(worse, 'identity-untold')).toMatchObject({
    action: 'maintenance',
    faults: ['sam-fault', 'identity-untold'],
  });
});
