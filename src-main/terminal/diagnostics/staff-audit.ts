import type { AuditAct } from '../ledger/audit-acts.ts';
import type { LedgerError } from '../ledger/errors.ts';
import type { Entrant } from './access.ts';
import type { DiagnosticsServices } from './services.ts';

/** What staff do, in the audit and in the log; how much of it the ledger refused since somebody came in. */
export class StaffAudit {
  readonly #services: Pick<DiagnosticsServices, 'ledger' | 'log' | 'recorded'>;
  #unrecorded = 0;

  constructor(services: Pick<DiagnosticsServices, 'ledger' | 'log' | 'recorded'>) {
    this.#services = services;
  }

  /** Acts that only the log has. */
  get unrecorded(): number {
    return this.#unrecorded;
  }

  begin(): void {
    this.#unrecorded = 0;
  }

  write({ staff }: Entrant, act: AuditAct, detail: string): void {
    const written = this.#services.ledger.service.act({ staff, act, detail });
    this.#services.log('service.act', { act, detail });
    if (written.ok) {
      this.#services.recorded();
      return;
    }
    // Whoever mends a machine whose disk is full must not be kept out by it; that the audit lacks it is said on every page.
    this.lacks(written.error.code);
  }

  lacks(code: LedgerError['code']): void {
    this.#unrecorded += 1;
    this.#services.log('ledger.failed', { code, faults: this.#unrecorded });
  }
}
