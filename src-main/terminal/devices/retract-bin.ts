import type { Ledger } from '../ledger/ledger.ts';

/**
 * The driver counts what it draws back, the ledger keeps the count: the driver is told at each coming of the printer, and
 * when a person emptied the bin.
 */
export function tellRetractBin(
  ledger: { readonly service: Pick<Ledger['service'], 'consumables'> },
  tell: (bin: { papers: number; emptiedAt: number }) => void,
): void {
  const rows = ledger.service.consumables();
  const bin = rows.ok ? rows.value.find(({ id }) => id === 'retractBin') : undefined;
  if (bin !== undefined) tell({ papers: bin.used, emptiedAt: bin.refilledAt ?? 0 });
}
