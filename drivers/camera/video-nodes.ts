import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';

/** A video node as the kernel lists it (`/sys/class/video4linux`, kernel documentation "Video device creation"). */
export interface VideoNode {
  /** e.g. `/dev/video0`. */
  readonly node: string;
  /** The card's name; Chromium's label of the camera begins with it. */
  readonly name: string;
  /** A camera has several nodes; its pictures come from the one with index 0. */
  readonly index: number | null;
  /** Kernel driver, e.g. `uvcvideo`; null where it has none. */
  readonly driver: string | null;
  /** USB vendor and product, e.g. `0c45:6366`; null where it is not on USB. */
  readonly usb: string | null;
}

const line = async (file: string): Promise<string | null> => {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch {
    return null;
  }
};

const target = async (link: string): Promise<string | null> => {
  try {
    return path.basename(await readlink(link));
  } catch {
    return null;
  }
};

async function look(folder: string, entry: string): Promise<VideoNode> {
  const at = path.join(folder, entry);
  const [name, index, driver, vendor, product] = await Promise.all([
    line(path.join(at, 'name')),
    line(path.join(at, 'index')),
    target(path.join(at, 'device/driver')),
    // `device` is a link to the USB interface, whose parent is the USB device: not to be shortened before the link is followed.
    line(`${at}/device/../idVendor`),
    line(`${at}/device/../idProduct`),
  ]);
  return {
    node: `/dev/${entry}`,
    name: name ?? '',
    index: index !== null && /^\d{1,4}$/.test(index) ? Number(index) : null,
    driver,
    usb: vendor === null || product === null ? null : `${vendor}:${product}`,
  };
}

/**
 * What the kernel has for cameras now. Null where there is no such list: not Linux, or video4linux is not loaded because
 * nothing was ever plugged in.
 */
export async function videoNodes(folder = '/sys/class/video4linux'): Promise<readonly VideoNode[] | null> {
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch {
    return null;
  }
  const numbered = entries.filter((entry) => /^video\d{1,4}$/.test(entry));
  numbered.sort((one, other) => Number(one.slice(5)) - Number(other.slice(5)));
  return Promise.all(numbered.map((entry) => look(folder, entry)));
}
