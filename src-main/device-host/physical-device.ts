import { realpathSync } from 'node:fs';
import { canonicalPort, fail, ok, type Result } from '../../drivers/contract/index.ts';
import { hostOf, isThisMachine } from '../../drivers/transports/index.ts';
import { usbPlace } from './usb-place.ts';

/** Why the wire is held: a command of somebody, or only the question how the device is. */
export interface Holder {
  readonly who: string;
  readonly why: 'command' | 'status';
}

/** Which box is open at which place. */
type Occupied = Map<string, { readonly by: PhysicalDevice; openings: number }>;

/**
 * One box with one wire, which carries one conversation at a time.
 *
 * Several logical devices may share it only where the wire keeps their answers apart: behind one XFS4IoT service, whose messages
 * have numbers (an ID card reader and a chip card reader of one slot). A serial line, a socket, a claimed USB interface and a HID
 * interface are one stream, and belong to one logical device: two of the same spelling or meaning are refused by the configuration
 * (`contract/config.ts`), and what only the system knows (where a link leads, that
 * `hid://0c2e:0b61`, the same with its serial number and `/dev/hidraw0` are one box) is refused at the opening.
 */
export class PhysicalDevice {
  readonly id: string;
  readonly #occupied: Occupied;
  readonly #sys: string | undefined;
  #holder: Holder | null = null;
  readonly #waiting: (() => void)[] = [];

  constructor(id: string, occupied: Occupied = new Map(), sys?: string) {
    this.id = id;
    this.#occupied = occupied;
    this.#sys = sys;
  }

  /** Before each opening: nobody else's box may be at this place under another name. The returned function gives it back. */
  occupy(): Result<() => void, string> {
    const place = placeNow(this.id, this.#sys);
    const known = this.#occupied.get(place);
    if (known !== undefined && known.by !== this)
      return fail(`${this.id} is the same place as ${known.by.id}, which another device of this machine uses`);
    const mine = known ?? { by: this, openings: 0 };
    mine.openings += 1;
    this.#occupied.set(place, mine);
    return ok(() => {
      mine.openings -= 1;
      if (mine.openings === 0) this.#occupied.delete(place);
    });
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

/** The boxes of this machine by their identity, however it is spelt: a port path, `hid://…`, `usb://…`, an address. */
export class PhysicalDevices {
  readonly #devices = new Map<string, PhysicalDevice>();
  readonly #occupied: Occupied = new Map();
  readonly #sys: string | undefined;

  /** `sys`: another place of the kernel's tree, for tests. */
  constructor(sys?: string) {
    this.#sys = sys;
  }

  at(id: string): PhysicalDevice {
    const place = canonicalPort(id);
    const known = this.#devices.get(place) ?? new PhysicalDevice(id, this.#occupied, this.#sys);
    this.#devices.set(place, known);
    return known;
  }
}

/** With what the system knows now: where a link leads, which box an id means, which names and addresses are this machine's. */
function placeNow(id: string, sys: string | undefined): string {
  const place = canonicalPort(id);
  const host = hostOf(place);
  if (host !== null) return isThisMachine(host) ? place.replace(host, 'localhost') : place;
  const led = place.startsWith('/') ? whereItLeads(place) : place;
  return usbPlace(led, sys) ?? led;
}

function whereItLeads(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    // Not plugged in.
    return place;
  }
}
