import type { DeviceEvent, DeviceEventName, DeviceStatus, Supply, SupplyName } from '../../drivers/contract/index.ts';

const PAPER: DeviceEventName = 'Printer.PaperThresholdEvent';
const TONER: DeviceEventName = 'Printer.TonerThresholdEvent';
/** Whatever else runs out or fills up, by name in its detail. A printer's own bin tells of itself. */
const STORE: DeviceEventName = 'Storage.StorageThresholdEvent';
const OWN_EVENTS: readonly SupplyName[] = ['toner', 'ink', 'retractBin'];
/** What is told of a level; where nobody knows it, or paper jams, no threshold was crossed. */
const LEVELS: readonly Supply[] = ['full', 'low', 'out'];

/**
 * Tells when paper, toner or another supply crosses a threshold: once for each crossing, both ways, from whatever a printer's status says.
 * A machine is taken to have begun with enough of both. A service's own events of the same names are left out: the axis
 * that they changed tells it.
 */
export class Thresholds {
  readonly #last = new Map<string, Supply>();

  /** True for an event that the axes tell already. */
  covers = ({ name }: DeviceEvent): boolean => name === PAPER || name === TONER;

  crossed(status: DeviceStatus, at: number): DeviceEvent[] {
    const { deviceClass, paper, supplies = [] } = status;
    if (deviceClass !== 'receiptPrinter' && deviceClass !== 'documentPrinter') return [];
    const toner = supplies.find(({ name }) => name === 'toner' || name === 'ink')?.level ?? null;
    const others = supplies.filter(({ name }) => !OWN_EVENTS.includes(name));
    return [
      ...this.#told(PAPER, PAPER, paper, ''),
      ...this.#told(TONER, TONER, toner, ''),
      ...others.flatMap(({ name, level }) => this.#told(STORE, name, level, `${name} `)),
    ].map((told) => ({ deviceClass, at, ...told }));
  }

  #told(
    name: DeviceEventName,
    what: string,
    level: Supply | null,
    before: string,
  ): Pick<DeviceEvent, 'name' | 'detail'>[] {
    if (level === null || !LEVELS.includes(level) || level === (this.#last.get(what) ?? 'full')) return [];
    this.#last.set(what, level);
    return [{ name, detail: `${before}${level}` }];
  }
}
