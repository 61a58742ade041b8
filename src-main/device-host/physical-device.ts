/** Why the wire is held: a command of somebody, or only the question how the device is. */
export interface Holder {
  readonly who: string;
  readonly why: 'command' | 'status';
}

/**
 * One box with one wire. It may hold several logical devices (a scanner and a keypad behind one port), and its wire
 * carries one conversation at a time.
 */
export class PhysicalDevice {
  readonly id: string;
  #holder: Holder | null = null;
  readonly #waiting: (() => void)[] = [];

  constructor(id: string) {
    this.id = id;
  }

  /** Takes the wire at once or not at all. The returned function gives it back, once. */
  take(holder: Holder): (() => void) | null {
    if (this.#holder !== null) return null;
    this.#holder = holder;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#holder = null;
      this.#waiting.shift()?.();
    };
  }

  /**
   * Takes the wire for a command: at once, or after a mere question, which ends by itself within the driver's time
   * limits. Null when another command has it.
   */
  async takeForCommand(who: string): Promise<(() => void) | null> {
    for (;;) {
      const free = this.take({ who, why: 'command' });
      if (free !== null || this.#holder?.why === 'command') return free;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

/** The boxes of this machine by their identity: a port path, `hid://…`, `usb://…`, an address. */
export class PhysicalDevices {
  readonly #devices = new Map<string, PhysicalDevice>();

  at(id: string): PhysicalDevice {
    const known = this.#devices.get(id) ?? new PhysicalDevice(id);
    this.#devices.set(id, known);
    return known;
  }
}
