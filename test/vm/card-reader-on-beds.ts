import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UsbSdtTransport } from '../../drivers/id-card-reader/usb-sdt-transport.ts';
import { type USB_LAYOUTS, UsbSimulatedReader } from '../../drivers/id-card-reader/usb-simulated-reader.ts';
import { openPty, type PtyWire } from '../../drivers/transports/pty.ts';
import { SerialTransport } from '../../drivers/transports/serial.ts';
import { type CardReaderBench, observeCardReader } from './observe/card-reader.ts';

/** The card reader behind a pty, as the daily tests have it. */
export async function observeCardReaderOnPty(): Promise<unknown> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'budayang-vm-pty-'));
  const link = path.join(folder, 'reader');
  let pty: PtyWire | null = null;
  const bench: CardReaderBench = {
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
    return await observeCardReader(bench);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The card reader behind simulated pipes, as the daily tests have it. */
export function observeCardReaderOnSimulatedPipes(layout: keyof typeof USB_LAYOUTS): Promise<unknown> {
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
