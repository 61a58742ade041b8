import { randomUUID } from 'node:crypto';
import { pagesOf } from '../../../../drivers/contract/pdf-pages.ts';
import { chinaTime } from '../../../contract/china-time.ts';
import type { DiagnosticsPage } from '../../../contract/diagnostics.ts';
import { whenFree } from '../../devices/when-free.ts';
import { count, documentUse } from '../consumption.ts';
import { machineLines } from '../machine-lines.ts';
import type { OpenPage, PageContext } from '../page.ts';
import { readiness, VALID_DAYS } from '../readiness.ts';
import { readinessPdf } from '../readiness-report.ts';
import { saveReport } from '../reports.ts';
import type { DiagnosticsServices } from '../services.ts';

type View = Extract<DiagnosticsPage, { page: 'readiness' }>;

/** May the machine serve? The newest of every test, on the screen, on paper or as a file. */
export function readinessPage({ services, who, audit, changed }: PageContext): OpenPage {
  let printed: View['printed'] = 'no';
  let saved: string | null = null;
  let busy = false;

  const make = () =>
    readinessPdf({
      ...readiness(services),
      machine: machineLines(services),
      site: services.config.site.name,
      terminal: services.config.terminal.id,
      version: services.version,
      by: who.staff,
      at: chinaTime(new Date(services.wallMs())),
      validDays: VALID_DAYS,
      parked: parkedRecords(services),
      localTime: (seconds) => chinaTime(new Date(seconds * 1000)),
    });

  async function run(to: 'printer' | 'file'): Promise<void> {
    busy = true;
    if (to === 'printer') printed = 'printing';
    const pdf = await make();
    if (to === 'file') {
      saved = saveReport(services, pdf);
      printed = saved === null ? 'failed' : 'no';
    } else {
      const job = { jobId: randomUUID(), title: 'readiness-report', pdfBase64: Buffer.from(pdf).toString('base64') };
      const done = await whenFree(() => services.devices.request('document.print', { ...job, copies: 1 }));
      if (!done.ok) printed = done.error.effect === 'none' ? 'failed' : 'unknown';
      else if (done.value.fence === 'file-written') {
        // Nothing is on paper: the file printer has it.
        printed = 'no';
        saved = 'file-printer';
      } else printed = done.value.fence === 'spooler-accepted' ? 'unknown' : 'printed';
      count(services, documentUse(done, { sheets: pagesOf(pdf), paper: 'plain' }, services.wallMs()));
    }
    busy = false;
    changed();
  }

  return {
    view: () => ({
      page: 'readiness',
      ...readiness(services),
      validDays: VALID_DAYS,
      parked: parkedRecords(services),
      printed,
      saved,
    }),
    act(act) {
      if (act.act !== 'report' || busy) return false;
      if (act.to === 'printer' && services.devices.view().documentPrinter === undefined) return false;
      audit('report', act.to);
      void run(act.to);
      return true;
    },
  };
}

/** Accepted and kept here, but the platform does not have them. */
function parkedRecords({ ledger }: DiagnosticsServices): number {
  const rows = ledger.service.parkedRows();
  return rows.ok ? rows.value.length : 0;
}
