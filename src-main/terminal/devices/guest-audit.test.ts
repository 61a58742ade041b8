import { expect, it } from 'vitest';
import type { GuestAct } from '../../contract/device-messages.ts';
import { codeSchema } from '../ledger/record-bodies.ts';
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
  const rows: string[] = [];
  const write = (detail: string) => {
    if (writes) rows.push(codeSchema.parse(detail));
    return writes;
  };
  return { rows, guests: new GuestAudit(write, () => undefined) };
}

it('writes a beginning, then its end with the effect', () => {
  const { rows, guests } = audit();
  expect(guests.take(begun)).toBe(true);
  guests.take({ ...begun, outcome: 'unsupportedCommand', effect: 'unknown' });
  guests.hostLost();
  expect(rows).toEqual(['documentPrinter.printNative.begun', 'documentPrinter.printNative.unsupportedCommand.unknown']);
});

it('says of what was open that nobody can tell, when the device host is gone', () => {
  const { rows, guests } = audit();
  guests.take(begun);
  guests.hostLost();
  guests.hostLost();
  expect(rows).toEqual(['documentPrinter.printNative.begun', 'documentPrinter.printNative.lost.unknown']);
});

it('doubts the mouth of the printer after a receipt of which nobody knows, until one was proven', () => {
  const receipt = { ...begun, deviceClass: 'receiptPrinter' as const };
  const after = (...acts: GuestAct[]) => {
    const { guests } = audit();
    for (const act of acts) guests.take(act);
    return guests;
  };
  const ended = (effect: GuestAct['effect']) => ({ ...receipt, outcome: 'hardwareError', effect });
  expect(
    (['none', 'done', 'partial', 'unknown'] as const).map((effect) => after(receipt, ended(effect)).receiptInDoubt),
  ).toEqual([false, false, true, true]);
  const lost = after(receipt);
  lost.hostLost();
  expect(lost.receiptInDoubt).toBe(true);
  lost.receiptProven();
  expect(lost.receiptInDoubt).toBe(false);
  expect(after(begun, { ...begun, outcome: 'lost', effect: 'unknown' }).receiptInDoubt).toBe(false);
  const left = (detail: string | null) =>
    new GuestAudit(
      () => true,
      () => undefined,
      detail,
    ).receiptInDoubt;
  expect([null, 'receiptPrinter.printNative.begun', 'receiptPrinter.printNative.success.done'].map(left)).toEqual([
    false,
    true,
    false,
  ]);
});

it('lets nothing begin that the ledger did not take', () => {
  const { guests, rows } = audit(false);
  expect(guests.take(begun)).toBe(false);
  guests.hostLost();
  expect(rows).toEqual([]);
});
