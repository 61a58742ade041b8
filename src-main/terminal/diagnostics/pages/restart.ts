import type { LocalizedText } from '../../../contract/text.ts';
import type { OpenPage, PageContext } from '../page.ts';
import type { Restartable } from '../restart.ts';
import { mayAct } from '../roles.ts';

const paperMoves: LocalizedText = {
  'zh-CN': '有纸正在打印，打印完才能重启',
  en: 'A paper is being printed; restart when it is out',
};

/** Restarts; never while a paper is on its way, and nothing unsent is lost by it: it waits on the disk. */
export function restartPage({ services, who, audit }: PageContext): OpenPage {
  let refused: LocalizedText | null = null;
  let going: Restartable | null = null;
  const may = () => services.restartable.filter((what) => mayAct(who.role, { act: 'restart', what }));
  return {
    view() {
      const counts = services.ledger.counts();
      return { page: 'restart', may: may(), unsent: counts.ok ? counts.value.pending : 0, refused, going };
    },
    act(act) {
      if (act.act !== 'restart' || !may().includes(act.what)) return false;
      // The journal knows citizens' papers; staff's own reports and test pages stand in none.
      const unsettled = services.ledger.service.papersUnsettled();
      // A broken ledger is no reason to leave the machine as it is; only paper in motion is.
      const moving = services.devices.paperMoves() || (unsettled.ok && unsettled.value > 0);
      refused = moving ? paperMoves : null;
      if (refused !== null) return true;
      audit('restart', act.what);
      services.log('service.restart', { what: act.what });
      going = act.what;
      services.restart(act.what);
      return true;
    },
  };
}
