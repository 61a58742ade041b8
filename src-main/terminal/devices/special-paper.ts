import type { DeviceStatus } from '../../../drivers/contract/status.ts';
import type { Config } from '../../contract/config.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { DeviceClient } from './device-client.ts';
import { whenFree } from './when-free.ts';

type Counts = { readonly service: Pick<Ledger['service'], 'consumables'> };

/** True where the document printer has a tray of special stock. */
export const hasSpecialPaper = ({ devices: { documentPrinter } }: Pick<Config, 'devices'>): boolean =>
  documentPrinter !== undefined && documentPrinter.kind !== 'file' && documentPrinter.specialPaper !== undefined;

/** Why nothing can be printed on special stock here now, by the driver's error codes; null where it can. */
export function specialPaperRefused(config: Pick<Config, 'devices'>, status: DeviceStatus | null | undefined) {
  // The file printer has no paper of any kind, and says so.
  if (config.devices.documentPrinter?.kind === 'file') return null;
  if (!hasSpecialPaper(config)) return 'special-paper-unconfigured';
  const stock = status?.supplies?.find(({ name }) => name === 'specialPaper');
  return stock?.level === 'out' ? 'special-paper-end' : null;
}

/** Sheets of special stock by the ledger's count: none before a person first counted some in, or while nobody can tell. */
export function specialSheets(ledger: Counts): number {
  const rows = ledger.service.consumables();
  const row = rows.ok ? rows.value.find(({ id }) => id === 'specialPaper') : undefined;
  return row === undefined ? 0 : Math.max(0, row.capacity - row.used);
}

/** The ledger keeps the count over restarts: the driver is told at each coming of the printer, and after each change. */
export function tellSpecialPaper({
  config,
  ledger,
  devices,
}: {
  readonly config: Pick<Config, 'devices'>;
  readonly ledger: Counts;
  readonly devices: Pick<DeviceClient, 'request'>;
}): void {
  if (!hasSpecialPaper(config)) return;
  // Counted anew at each attempt: a job may have ended while the printer was waited for.
  void whenFree(() => devices.request('document.loadSpecialPaper', { sheets: specialSheets(ledger) }));
}
