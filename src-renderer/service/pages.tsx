import type { DiagnosticsPage, Role } from '../../src-main/contract/diagnostics.ts';
import { OverviewPage } from './overview-page.tsx';

/** The page that is open. */
export function DiagnosticsPages({ page }: { page: DiagnosticsPage; role: Role }) {
  switch (page.page) {
    case 'overview':
      return <OverviewPage page={page} />;
    default:
      return null;
  }
}
