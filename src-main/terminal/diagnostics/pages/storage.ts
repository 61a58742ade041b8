import type { DiagnosticsPage } from '../../../contract/diagnostics.ts';
import type { OpenPage, PageContext } from '../page.ts';
import type { DiagnosticsServices } from '../services.ts';
import { StepList } from '../steps.ts';
import { freeBytes, probeStorage, storageSteps } from '../storage-probe.ts';
import { recordTest } from '../test-record.ts';

const SHOWN_ROWS = 50;
type View = Extract<DiagnosticsPage, { page: 'storage' }>;

/** The ledger's file, disk and queue. Rows are a number, a kind and a time: their content is sealed and not read. */
export function storagePage(context: PageContext): OpenPage {
  const { services, changed, audit, who } = context;
  const folder = services.config.terminal.dataDirectory;
  let steps = new StepList(storageSteps, changed);
  let free: number | null = null;
  let running: AbortController | null = null;
  void look();

  async function look(): Promise<void> {
    free = await freeBytes(folder);
    changed();
  }

  async function run(): Promise<void> {
    const abort = new AbortController();
    running = abort;
    steps = new StepList(storageSteps, changed);
    await probeStorage(steps, { ledger: services.ledger, folder, now: services.now, signal: abort.signal });
    running = null;
    if (abort.signal.aborted) return;
    const bad = steps.failed();
    recordTest(context, 'storage', {
      outcome: bad === null ? 'passed' : 'failed',
      code: bad === null ? 'sound' : `${bad.id}-failed`,
      evidence:
        bad === null
          ? steps
              .view()
              .flatMap(({ evidence }) => evidence)
              .join('; ')
          : bad.evidence,
    });
    await look();
  }

  /** Only what the platform refuses, also alone; the ledger writes the audit in the same transaction. */
  function park(seq: number): boolean {
    const refused = services.sync().refuses ?? null;
    if (refused?.seq !== seq) return false;
    return done('parked', seq, services.ledger.service.park({ ...refused, staff: who.staff }).ok);
  }

  const putBack = (seq: number): boolean =>
    done('put-back', seq, services.ledger.service.putBack({ seq, staff: who.staff }).ok);

  function done(act: string, seq: number, written: boolean): boolean {
    if (!written) return false;
    services.log('service.act', { act, detail: `record-${seq}` });
    services.sendNow();
    return true;
  }

  function cancel(): boolean {
    if (running === null || running.signal.aborted) return false;
    running.abort();
    recordTest(context, 'storage', { outcome: 'canceled', code: 'canceled', evidence: 'called off' });
    return true;
  }

  return {
    view: () => ({
      page: 'storage',
      steps: steps.view(),
      running: running !== null,
      ...queue(services),
      freeBytes: free,
    }),
    act(act) {
      if (act.act === 'sendNow') {
        audit('send-now', 'outbox');
        services.sendNow();
        return true;
      }
      if (act.act === 'park') return park(act.seq);
      if (act.act === 'putBack') return putBack(act.seq);
      if (act.act === 'cancel') return cancel();
      if (act.act !== 'run' || act.what !== 'storage' || running !== null) return false;
      void run();
      return true;
    },
    close: () => void cancel(),
  };
}

function queue({ ledger, sync }: DiagnosticsServices): Pick<View, 'lanes' | 'epoch' | 'pending' | 'parked'> {
  const lanes = ledger.service.laneStates();
  const rows = ledger.service.pendingRows(SHOWN_ROWS);
  const counts = ledger.counts();
  const { tries, trouble, parked, refuses = null } = sync();
  const aside = ledger.service.parkedRows();
  const seconds = (iso: string) => Math.round(Date.parse(iso) / 1000);
  return {
    lanes: (lanes.ok ? lanes.value : []).map(({ lane, waiting, oldestAt }) => ({
      lane,
      waiting,
      oldestAt: oldestAt === null ? null : seconds(oldestAt),
      parked: parked[lane],
    })),
    epoch: counts.ok ? counts.value.epoch : '',
    // Batches begin with the first unacknowledged row: it was in every attempt.
    pending: (rows.ok ? rows.value : []).map(({ seq, kind, recordedAt }, index) => ({
      seq,
      kind,
      at: seconds(recordedAt),
      tries: index === 0 ? tries : 0,
      lastAnswer: index === 0 ? (trouble ?? '') : '',
      mayPark: refuses?.seq === seq,
    })),
    parked: (aside.ok ? aside.value : []).map(({ seq, kind, recordedAt, parkedAt, parkedBy, reason, returned }) => ({
      ...{ seq, kind, reason, returned, by: parkedBy },
      at: seconds(recordedAt),
      parkedAt: Math.round(parkedAt / 1000),
    })),
  };
}
