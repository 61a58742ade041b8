import { existsSync } from 'node:fs';
import { createTransport } from '../../../drivers/transports/port.ts';
import { until } from '../observe/until.ts';
import { UsbGadget } from './usb-gadget.ts';

const PORT = '/dev/usb/lp0';

/** A printer of USB printer class: no transport of ours speaks to it, and it must say so. */
export async function printerClass(): Promise<unknown> {
  const gadget = new UsbGadget(
    'printer',
    { vendorId: 0x0416, productId: 0x5011, manufacturer: 'Example', product: 'Printer', serialNumber: 'P0001' },
    { pnp_string: 'MFG:Example;MDL:Printer;CMD:ESCPOS;' },
  );
  gadget.plug();
  await until(PORT, () => existsSync(PORT));
  const transport = createTransport(PORT, { baudRate: 115_200 });
  if (!transport.ok) throw new Error(transport.error.message);
  const opened = await transport.value.open();
  await transport.value.close();
  gadget.unplug();
  gadget.remove();
  return { opened: opened.ok ? 'ok' : `${opened.error.kind}: ${opened.error.message}` };
}
