import { expect, it } from 'vitest';
import type { GuestAct } from '../../contract/device-messages.ts';
import { GuestSlots } from './guest-slots.ts';

function slots() {
  const clock = { now: 0 };
  const made = new GuestSlots(() => clock.now);
  const act = (more: Partial<GuestAct> = {}) =>
    made.take({
      ...{ kind: 'guestAct', id: 'one', deviceClass: 'documentPrinter', command: 'printNative' },
      ...{ outcome: 'begun', effect: 'none' },
      ...more,
    });
  return { made, act, clock };
}
const none = { receipt: false, page: false };

it('what a guest prints is its own from the beginning until a minute after the end', () => {
  const { made, act, clock } = slots();
  expect(made.holds()).toEqual(none);
  act();
  clock.now = 600_000;
  expect(made.holds()).toEqual({ receipt: false, page: true });
  act({ outcome: 'success', effect: 'done' });
  clock.now += 59_999;
  expect(made.holds()).toEqual({ receipt: false, page: true });
  clock.now += 1;
  expect(made.holds()).toEqual(none);
});

it('is known of either printer, also when the device host went away meanwhile', () => {
  const { made, act, clock } = slots();
  act({ deviceClass: 'receiptPrinter' });
  act({ deviceClass: 'receiptPrinter', outcome: 'lost', effect: 'unknown' });
  expect(made.holds()).toEqual({ receipt: true, page: false });
  clock.now = 60_000;
  expect(made.holds()).toEqual(none);
});

it('ends when somebody begins here', () => {
  const { made, act } = slots();
  act();
  act({ outcome: 'success', effect: 'done' });
  made.forget();
  expect(made.holds()).toEqual(none);
});

it('is nothing of a guest that asks, resets or reads', () => {
  const { made, act } = slots();
  for (const command of ['reset', 'retractMedia'] as const) act({ command });
  act({ deviceClass: 'barcodeReader', command: 'read' });
  act({ deviceClass: 'documentPrinter', command: 'printNative', outcome: 'success', effect: 'none' });
  expect(made.holds()).toEqual(none);
});
