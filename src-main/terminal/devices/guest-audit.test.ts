import { expect, it } from 'vitest';
import type { GuestAct } from '../../contract/device-messages.ts';
import { GuestAudit } from './guest-audit.ts';

const begun: GuestAct = {
  kind: 'guestAct',
  id: 'one',
  deviceClass: 'documentPrinter',
  command: 'printNative',
  outcome: 'begun',
  effect: 'none',
};

function audit(writes = true) {
  const acts: GuestAct[] = [];
  const write = (act: GuestAct) => {
    if (writes) acts.push(act);
    return writes;
  };
  const rows = () => acts.map(({ outcome, effect }) => `${outcome}.${effect}`);
  return { rows, guests: new GuestAudit(write, () => undefined) };
}

it('writes a beginning, then its end with the effect', () => {
  const { rows, guests } = audit();
  expect(guests.take(begun)).toBe(true);
  guests.take({ ...begun, outcome: 'unsupportedCommand', effect: 'unknown' });
  guests.hostLost();
  expect(rows()).toEqual(['begun.none', 'unsupportedCommand.unknown']);
});

it('says of what was open that nobody can tell, once, when the device host is gone', () => {
  const { rows, guests } = audit();
  guests.take(begun);
  guests.hostLost();
  guests.hostLost();
  expect(rows()).toEqual(['begun.none', 'lost.unknown']);
});

it('lets nothing begin that the ledger did not take', () => {
  const { guests, rows } = audit(false);
  expect(guests.take(begun)).toBe(false);
  guests.hostLost();
  expect(rows()).toEqual([]);
});
