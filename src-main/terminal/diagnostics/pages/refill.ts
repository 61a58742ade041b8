import type { DeviceStatus } from '../../../../drivers/contract/status.ts';
import type { Consumable } from '../../../contract/diagnostics.ts';
import { tellRetractBin } from '../../devices/retract-bin.ts';
import { tellSpecialPaper } from '../../devices/special-paper.ts';
import { whenFree } from '../../devices/when-free.ts';
import { amountsOf, consumables, kinds } from '../consumables.ts';
import type { OpenPage, PageContext } from '../page.ts';
import { guides } from '../refill-guides.ts';

/**
 * Refilling step by step. A step whose end a sensor sees ends by itself; one that no sensor sees ends by touch, or
 * because a later one was seen to happen meanwhile (the cover was closed: so the paper is in). Null for what this
 * machine does not use.
 */
export function refillPage(id: Consumable['id'], context: PageContext): OpenPage | null {
  const { services, who, changed } = context;
  const kind = kinds[id];
  const steps = guides[id];
  const amounts = amountsOf(id, services.config);
  const find = () => consumables(services).find((one) => one.id === id);
  const first = find();
  if (first === undefined) return null;
  /** As it was told last: a printer is often switched off for a refill, and then its sensors tell nothing. */
  let known = first;
  let index = 0;
  let finished = false;
  /** The next sensed step was seen not to be done yet: only then its end means something. */
  let armed = false;

  const status = (): DeviceStatus | null => {
    const seen = services.devices.view()[kind.device];
    return seen === undefined || seen.health === 'unknown' ? null : seen.status;
  };
  /** The step whose end is watched for now: this one, or the next that a sensor can see. */
  const watched = () => steps.findIndex(({ until }, at) => at >= index && until !== undefined);

  function goTo(next: number): void {
    index = Math.max(0, Math.min(next, steps.length));
    // What is not so yet as the step begins arms it at once: the next look may be a second away.
    const now = status();
    armed = now !== null && steps[watched()]?.until?.(now) === false;
  }

  function look(): void {
    const at = watched();
    const now = status();
    const until = steps[at]?.until;
    if (until === undefined || now === null) return;
    if (!until(now)) armed = true;
    else if (at === index || armed) {
      goTo(at + 1);
      changed();
    }
  }

  look();
  return {
    view() {
      known = find() ?? known;
      return {
        page: 'refill',
        consumable: known,
        stepIndex: Math.min(index, steps.length - 1),
        steps: steps.map(({ title, text }, at) => ({ title, text, done: at < index })),
        amounts: [...amounts],
        finished,
        asksAmount: index >= steps.length && !finished,
        watching: watched() === index,
        testWith: id === 'retractBin' ? null : kind.device,
      };
    },
    act(act) {
      if (finished) return false;
      if (act.act === 'refillStep') {
        if (act.done ? index >= steps.length : index === 0) return false;
        goTo(index + (act.done ? 1 : -1));
        return true;
      }
      if (act.act !== 'refilled' || index < steps.length || !amounts.includes(act.amount)) return false;
      // Counter, audit and the platform's record are one transaction; without them nothing was refilled.
      const written = services.ledger.service.refill({ id, capacity: act.amount, staff: who.staff });
      if (!written.ok) return false;
      services.log('service.act', { act: 'refilled', detail: id });
      if (id === 'retractBin')
        tellRetractBin(services.ledger, (bin) => {
          void whenFree(() => services.devices.request('receipt.retractBinHolds', bin));
        });
      if (id === 'specialPaper') tellSpecialPaper(services);
      finished = true;
      return true;
    },
    tick: look,
  };
}
