import type { Clock, DeviceStatus } from '../contract/index.ts';
import type { SettingsReport } from './configuration.ts';
import { FormGuard, READS_UNASKED } from './form-guard.ts';
import type { ScannerLink } from './link.ts';
import { SignOfLife, UNVERIFIED } from './sign-of-life.ts';

/** What a status says of a scanner that is open. */
export type ConditionAxes = Pick<DeviceStatus, 'faults' | 'action' | 'evidence'>;

/**
 * What is known of a scanner besides whether its port is open: signs of life, the form of its codes, refused settings and
 * counts. Holds no code, and says it as the axes of a status.
 */
export class ScannerCondition {
  readonly life: SignOfLife;
  readonly guard: FormGuard;
  /** Codes, or parts of codes, that arrived outside a read. */
  dropped = 0;
  #repairs = 0;
  #refusedSettings: readonly string[] = [];

  constructor(clock: Clock, aimPrefix: boolean) {
    this.life = new SignOfLife(clock);
    this.guard = new FormGuard(clock, aimPrefix);
  }

  /** Settings found changed and put back. */
  get repairs(): number {
    return this.#repairs;
  }

  /** Another opening: perhaps another scanner. */
  forget(): void {
    this.life.forget();
    this.guard.forget();
  }

  /** The settings were asked for and answered; what to tell of it. */
  settled(link: ScannerLink | null, { refused, repaired, evidence }: SettingsReport): string {
    this.#repairs += repaired.length;
    this.#refusedSettings = refused.map((setting) => setting.fault);
    return this.doubted(link) ? `${evidence}; ${this.life.told}` : evidence;
  }

  /** Nothing can be asked of it, and no code vouches for it. */
  doubted(link: ScannerLink | null): boolean {
    return link !== null && !link.showsLife && !this.life.vouched;
  }

  faults(link: ScannerLink | null): string[] {
    const all = [...this.#refusedSettings, ...this.guard.faults, ...(this.doubted(link) ? [UNVERIFIED] : [])];
    return [...new Set(all)];
  }

  /** `what` is what was just seen or done, for the line of evidence. */
  axes(link: ScannerLink | null, what: string): ConditionAxes {
    return { faults: this.faults(link), action: this.#action, evidence: this.#tell(link, what) };
  }

  /** What somebody held out calls for nothing to be done to the scanner. */
  get #action(): DeviceStatus['action'] {
    const odd = this.guard.formChanged || this.guard.faults.includes(READS_UNASKED);
    return odd || this.#refusedSettings.length > 0 ? 'configuration' : 'none';
  }

  #tell(link: ScannerLink | null, what: string): string {
    const { overruns, brokenOff } = link ?? { overruns: 0, brokenOff: 0 };
    return [
      what,
      ...this.guard.told,
      ...(this.dropped > 0 ? [`unasked codes dropped: ${this.dropped}`] : []),
      ...(overruns > 0 ? [`over-long codes dropped: ${overruns}`] : []),
      ...(brokenOff > 0 ? [`codes broken off: ${brokenOff}`] : []),
      ...(this.#repairs > 0 ? [`settings put back: ${this.#repairs}`] : []),
    ].join('; ');
  }
}
