import type { Transport } from '../../../drivers/contract/index.ts';
import { createTransport } from '../../../drivers/transports/port.ts';
import { UsbPrinterTransport } from '../../../drivers/transports/usb-printer.ts';
import { until } from '../observe/until.ts';
import type { DeviceFile } from './device-file.ts';
import { GadgetCable } from './gadget-cable.ts';
import { UsbGadget } from './usb-gadget.ts';

/** The printer's end of `f_printer`, and what `usblp` makes of it. */
const FAR_END = '/dev/g_printer0';
const FILE = '/dev/usb/lp0';
const PORT = 'usblp://0416:5011/P0001';

const opened = (port: string): Transport => {
  const transport = createTransport(port, { baudRate: 115_200 });
  if (!transport.ok) throw new Error(transport.error.message);
  return transport.value;
};

/** A printer of USB printer class through the kernel's own `usblp`. */
export class PrinterGadgetBench extends GadgetCable {
  constructor() {
    const identity = {
      vendorId: 0x0416,
      productId: 0x5011,
      manufacturer: 'Example',
      product: 'Printer',
      serialNumber: 'P0001',
    };
    super(new UsbGadget('printer', identity, { pnp_string: 'MFG:Example;MDL:Printer;CMD:ESCPOS;' }), FILE);
  }

  transport(): Transport {
    return opened(PORT);
  }

  protected async join(openFarEnd: (file: string) => DeviceFile, plugIn: () => Promise<void>): Promise<DeviceFile> {
    // Only a printer that the host has set up can be read and written from its own side.
    await plugIn();
    return openFarEnd(FAR_END);
  }
}

/** Whose it is, that one program at a time may have it, and what is said of one that is not there. */
export async function printerClass(): Promise<unknown> {
  const bench = new PrinterGadgetBench();
  const error = (result: Awaited<ReturnType<Transport['open']>>) =>
    result.ok ? 'ok' : `${result.error.kind}: ${result.error.message}`;
  const before = error(await opened(PORT).open());
  const wire = await bench.plug();
  const heard: number[] = [];
  wire.onData((bytes) => heard.push(...bytes));
  const first = opened(FILE);
  const answers: number[] = [];
  first.onData((bytes) => answers.push(...bytes));
  const open = error(await first.open());
  const second = error(await opened(FILE).open());
  const written = error(await first.write(Uint8Array.from({ length: 256 }, (_, value) => value)));
  await until('what was written', () => heard.length >= 256);
  wire.write(Uint8Array.of(0x12, 0x16));
  await until('the answer', () => answers.length >= 2);
  const identity = first instanceof UsbPrinterTransport ? first.identity : null;
  let hangUps = 0;
  first.onHangUp(() => {
    hangUps += 1;
  });
  await bench.unplug();
  await until('the hang-up', () => hangUps > 0);
  const afterUnplug = error(await first.write(Uint8Array.of(0)));
  const gone = error(await first.open());
  await first.close();
  bench.remove();
  return {
    ...{ before, open, second, written, whole: heard.every((byte, index) => byte === index % 256), answers },
    ...{ identity, hangUps, afterUnplug, gone },
  };
}
