import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UsbSdtTransport } from '../../drivers/id-card-reader/usb-sdt-transport.ts';
import { type USB_LAYOUTS, UsbSimulatedReader } from '../../drivers/id-card-reader/usb-simulated-reader.ts';
import { openPty, type PtyWire } from '../../drivers/transports/pty.ts';
import { SerialTransport } from '../../drivers/transports/serial.ts';
import type { CableBench } from './observe/cable-bench.ts';
import { observeCardReader } from './observe/card-reader.ts';

/** What `observe` sees at the end of a pty, as the daily tests have it. */
export async function onPty(observe: (bench: CableBench) => Promise<unknown>): Promise<unknown> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'budayang-vm-pty-'));
  const link = path.join(folder, 'device');
  let pty: PtyWire | null = null;
  const bench: CableBench = {
    transport: () => new SerialTransport(link, { baudRate: 115_200 }),
    plug: async () => {
      const opened = openPty({ link });
      if (!opened.ok) throw new Error(opened.error.message);
      pty = opened.value;
      return opened.value;
    },
    unplug: async () => pty?.close(),
  };
  try {
    return await observe(bench);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The card reader behind simulated pipes, as the daily tests have it. */
export function cardReaderOnSimulatedPipes(layout: keyof typeof USB_LAYOUTS): Promise<unknown> {
  const reader = new UsbSimulatedReader(layout);
  return observeCardReader({
    transport: () => new UsbSdtTransport(reader),
    plug: async () => {
      reader.plugIn();
      return reader;
    },
    unplug: async () => reader.hangUp(),
  });
}
