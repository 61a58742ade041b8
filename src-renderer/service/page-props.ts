import type { DiagnosticsPage, DiagnosticsPageName, Role, ServiceAct } from '../../src-main/contract/diagnostics.ts';

/** What every page gets: its data, which pages this person may open, and how to act. */
export type PageProps<Name extends DiagnosticsPageName> = {
  page: Extract<DiagnosticsPage, { page: Name }>;
  role: Role;
  may: (page: DiagnosticsPageName) => boolean;
  act: (act: ServiceAct) => void;
};
