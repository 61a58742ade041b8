import type { LocalizedText } from '../../../contract/text.ts';
import type { OpenPage, PageContext } from '../page.ts';
import type { Restartable } from '../restart.ts';
import { mayAct } from '../roles.ts';

const paperMoves: LocalizedText = {
  'zh-CN': '有纸正在打印，打印完才能重启',
  en: 'A paper is being printed; restart when it is out',
};

const systemRefused: LocalizedText = {
  'zh-CN': '系统没有执行重启。请断电 10 秒再通电，并让厂家检查重启命令',
  en: 'The system refused the restart. Power off for 10 s, and have the maker look at the configured command',
};
const stillHere: LocalizedText = {
  'zh-CN': '等了很久还没有重启。请再试；仍不行就断电 10 秒再通电',
  en: 'It has not restarted for a long time. Try again; if it stays, power off for 10 s',
};
/** So long it may take until this page is gone; the device host comes and goes without it. Seconds. */
const WITHIN_S: Readonly<Record<Restartable, number>> = { app: 30, deviceHost: 20, machine: 120 };

/** Restarts; never while a paper is on its way, and nothing unsent is lost by it: it waits on the disk. */
export function restartPage({ services, who, audit, changed }: PageContext): OpenPage {
  let refused: LocalizedText | null = null;
  let going: Restartable | null = null;
  let begunAt = 0;
  function notDone(what: Restartable, why: LocalizedText): void {
    going = null;
    refused = why;
    audit('restart-refused', what);
    changed();
  }
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
      begunAt = services.now();
      services.restart(act.what, () => notDone(act.what, systemRefused));
      return true;
    },
    tick() {
      if (going === null || services.now() - begunAt < WITHIN_S[going] * 1000) return;
      if (going !== 'deviceHost') return notDone(going, stillHere);
      going = null;
      changed();
    },
  };
}
