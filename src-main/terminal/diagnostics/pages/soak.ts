import type { OpenPage, PageContext } from '../page.ts';
import { Soak } from '../soak.ts';
import { recordTest } from '../test-record.ts';

/** The soak: begins on touch, ends by itself, by touch, or when the technician goes away; each end is on record. */
export function soakPage(context: PageContext): OpenPage {
  const { services, changed, audit } = context;
  let soak: Soak | null = null;
  let running = false;

  async function run(now: Soak): Promise<void> {
    const verdict = await now.run();
    running = false;
    recordTest(context, 'soak', verdict);
    changed();
  }

  return {
    view: () =>
      soak?.view() ?? {
        page: 'soak',
        running: false,
        round: 0,
        rounds: 0,
        failures: 0,
        parts: [],
        printing: false,
        seconds: 0,
      },
    act(act) {
      if (act.act === 'cancel' && running) {
        soak?.stop();
        return true;
      }
      if (act.act !== 'soak' || running) return false;
      const printing = act.printing === true;
      audit('soak', printing ? 'with-paper' : 'without-paper');
      soak = new Soak(services, { rounds: act.rounds, printing, changed });
      running = true;
      void run(soak);
      return true;
    },
    busy: () => running,
    close: () => soak?.stop(),
  };
}
