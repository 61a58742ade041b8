import type { Payload } from '../generation-one.ts';
import type { ServedService } from './served.ts';
import { deltaOf, storageChanges, thresholdsIn } from './status-out.ts';

/** Compares what services say with what they said last, and tells the difference. */
export class StatusWatch {
  readonly #services: readonly ServedService[];
  readonly #tell: (service: string, event: string, payload: Payload) => void;
  readonly #last = new Map<string, { status: Payload; storage: Payload }>();

  constructor(services: readonly ServedService[], tell: (service: string, event: string, payload: Payload) => void) {
    this.#services = services;
    this.#tell = tell;
  }

  /** The first look tells nothing. `now` by the clock of `observedAt`. */
  look(now: number): void {
    for (const service of this.#services) {
      const seen = { status: service.status(now), storage: service.storage?.() ?? {} };
      const last = this.#last.get(service.name);
      this.#last.set(service.name, seen);
      if (last === undefined) continue;
      const delta = deltaOf(last.status, seen.status);
      if (delta !== null) this.#tell(service.name, 'Common.StatusChangedEvent', delta);
      for (const [event, payload] of delta === null ? [] : thresholdsIn(delta))
        this.#tell(service.name, event, payload);
      for (const [event, payload] of storageChanges(last.storage, seen.storage))
        this.#tell(service.name, event, payload);
    }
  }
}
