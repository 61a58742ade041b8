import type { LocalizedText } from '../../contract/text.ts';
import { consumables } from './consumables.ts';
import { deviceTitles } from './device-titles.ts';
import { fittedOf } from './parts.ts';
import type { DiagnosticsServices } from './services.ts';

export interface MachineLine {
  readonly name: LocalizedText;
  readonly text: string;
}

/** What every device calls itself and its program, then what is left of what runs out: for the readiness report. */
export function machineLines(services: DiagnosticsServices): MachineLine[] {
  const view = services.devices.view();
  return [
    ...fittedOf(services).map((deviceClass) => {
      const status = view[deviceClass]?.status ?? null;
      const own = status === null ? [] : [status.model, status.identity];
      const told = status?.firmware ?? '固件未告知 firmware not told';
      return { name: deviceTitles[deviceClass], text: [...own, told].filter((part) => part !== null).join(' · ') };
    }),
    ...consumables(services).map(({ title, left, capacity, percent, unit, daysLeft }) => ({
      name: title,
      text: [
        `余 left ${left} / ${capacity} ${unit}`,
        ...(percent === null ? [] : [`设备报 device says ${percent} %`]),
        ...(daysLeft === null ? [] : [`约 about ${daysLeft} 天 days`]),
      ].join(' · '),
    })),
  ];
}
