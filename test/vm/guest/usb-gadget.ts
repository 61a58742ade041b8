import { mkdirSync, readdirSync, rmdirSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a USB device says of itself. */
export interface UsbIdentity {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer: string;
  readonly product: string;
  readonly serialNumber: string;
}

const GADGETS = '/sys/kernel/config/usb_gadget';
const CONTROLLERS = '/sys/class/udc';
const ENGLISH = 'strings/0x409';

/**
 * A USB device of one function, made by configfs and plugged into the kernel's own root hub (dummy_hcd): what is unplugged
 * here is unplugged for the whole USB stack.
 */
export class UsbGadget {
  readonly #folder: string;
  readonly #function: string;

  /** `kind` as `<linux/usb/composite.h>` functions are called in configfs, such as `hid` or `acm`. */
  constructor(kind: string, identity: UsbIdentity, attributes: Readonly<Record<string, string | Uint8Array>> = {}) {
    this.#folder = path.join(GADGETS, kind);
    this.#function = `${kind}.0`;
    mkdirSync(this.#folder);
    for (const folder of [ENGLISH, `configs/c.1`, `functions/${this.#function}`])
      mkdirSync(path.join(this.#folder, folder));
    this.#set('idVendor', String(identity.vendorId));
    this.#set('idProduct', String(identity.productId));
    this.#set('bcdDevice', '0x0100');
    this.#set(`${ENGLISH}/manufacturer`, identity.manufacturer);
    this.#set(`${ENGLISH}/product`, identity.product);
    this.#set(`${ENGLISH}/serialnumber`, identity.serialNumber);
    for (const [name, value] of Object.entries(attributes)) this.#set(`functions/${this.#function}/${name}`, value);
    symlinkSync(path.join(this.#folder, 'functions', this.#function), this.#link());
  }

  /** The plug goes in. */
  plug(): void {
    const [controller = ''] = readdirSync(CONTROLLERS);
    this.#set('UDC', controller);
  }

  /** The plug comes out. */
  unplug(): void {
    this.#set('UDC', '\n');
  }

  /** Only after `unplug`. */
  remove(): void {
    unlinkSync(this.#link());
    for (const folder of [`functions/${this.#function}`, 'configs/c.1', ENGLISH, ''])
      rmdirSync(path.join(this.#folder, folder));
  }

  #link(): string {
    return path.join(this.#folder, 'configs/c.1', this.#function);
  }

  #set(name: string, value: string | Uint8Array): void {
    writeFileSync(path.join(this.#folder, name), value);
  }
}
