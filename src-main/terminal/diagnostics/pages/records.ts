import { auditTitle } from '../audit-words.ts';
import type { OpenPage, PageContext } from '../page.ts';
import { asRecord } from '../test-record.ts';

const SHOWN = 200;

/** What was tested, and who did what. */
export function recordsPage({ services }: PageContext): OpenPage {
  return {
    view() {
      const tests = services.ledger.service.tests(SHOWN);
      const acts = services.ledger.service.acts(SHOWN);
      return {
        page: 'records',
        records: (tests.ok ? tests.value : []).map(asRecord),
        audit: (acts.ok ? acts.value : []).map(({ at, staff, act, detail }) => ({
          at: Math.round(at / 1000),
          by: staff,
          title: auditTitle(act, detail),
          act,
          detail,
        })),
      };
    },
  };
}
