import { spawnSync } from 'node:child_process';
import type { Transport } from '../../../drivers/contract/index.ts';
import { SerialTransport } from '../../../drivers/transports/serial.ts';
import type { DeviceFile } from './device-file.ts';
import { GadgetCable } from './gadget-cable.ts';
import { UsbGadget } from './usb-gadget.ts';

/** The device's end, and the port the terminal opens. A device pulled out and put in again gets the same number. */
const FAR_END = '/dev/ttyGS0';
const PORT = '/dev/ttyACM0';

/** USB serial (CDC-ACM) through the whole USB and terminal stack. */
export class SerialGadgetBench extends GadgetCable {
  constructor() {
    const identity = {
      vendorId: 0x1a86,
      productId: 0x55d4,
      manufacturer: 'Example',
      product: 'Serial reader',
      serialNumber: 'A0001',
    };
    super(new UsbGadget('acm', identity), PORT);
  }

  transport(): Transport {
    return new SerialTransport(PORT, { baudRate: 115_200 });
  }

  protected async join(openFarEnd: (file: string) => DeviceFile, plugIn: () => Promise<void>): Promise<DeviceFile> {
    const farEnd = openFarEnd(FAR_END);
    // Terminals begin with echo and line editing.
    spawnSync('stty', ['-F', FAR_END, 'raw', '-echo'], { stdio: 'inherit' });
    await plugIn();
    return farEnd;
  }
}
