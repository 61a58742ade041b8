import type { DeviceEvent, DeviceEventName, DeviceStatus, Supply } from '../../drivers/contract/index.ts';

const PAPER: DeviceEventName = 'Printer.PaperThresholdEvent';
const TONER: DeviceEventName = 'Printer.TonerThresholdEvent';
/** What is told of a level; where nobody knows it, or paper jams, no threshold was crossed. */
const LEVELS: readonly Supply[] = ['full', 'low', 'out'];

/**
 * Tells when paper or toner crosses a threshold: once for each crossing, both ways, from whatever a printer's status says.
 * A machine is taken to have begun with enough of both. A service's own events of the same names are left out: the axis
 * that they changed tells it.
 */
export class Thresholds {
  readonly #last = new Map<DeviceEventName, Supply>();

  /** True for an event that the axes tell already. */
  covers = ({ name }: DeviceEvent): boolean => name === PAPER || name === TONER;

  crossed(status: DeviceStatus, at: number): DeviceEvent[] {
    const { deviceClass, paper, supplies = [] } = status;
    if (deviceClass !== 'receiptPrinter' && deviceClass !== 'documentPrinter') return [];
    const toner = supplies.find(({ name }) => name === 'toner' || name === 'ink')?.level ?? null;
    return (
      [
        [PAPER, paper],
        [TONER, toner],
      ] as const
    ).flatMap(([name, level]) => {
      if (level === null || !LEVELS.includes(level) || level === (this.#last.get(name) ?? 'full')) return [];
      this.#last.set(name, level);
      return [{ deviceClass, name, at, detail: level }];
    });
  }
}
