/**
 * One box with one wire. It may hold several logical devices (a scanner and a keypad behind one port), and its wire
 * carries one conversation at a time.
 */
export class PhysicalDevice {
  readonly id: string;
  #holder: string | null = null;

  constructor(id: string) {
    this.id = id;
  }

  /** Who has the wire now; null while it is free. */
  get holder(): string | null {
    return this.#holder;
  }

  /** Takes the wire at once or not at all. The returned function gives it back, once. */
  take(holder: string): (() => void) | null {
    if (this.#holder !== null) return null;
    this.#holder = holder;
    let held = true;
    return () => {
      if (held) this.#holder = null;
      held = false;
    };
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
